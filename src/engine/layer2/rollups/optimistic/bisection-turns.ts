/** The turns of a challenge: the asserter halves, the challenger chooses, and layer 1 runs the step that is left. */
import { ok } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas, ms, wei } from '../../../foundation/units.ts';
import type { Hash, Ms } from '../../../foundation/units.ts';
import { verifyStep } from '../../../layer1/machine/verify-step.ts';
import { decodeWitness } from '../../../layer1/machine/witness-bytes.ts';
import { refuseBisection } from './bisection-parameters.ts';
import type { BisectionScope } from './bisection-parameters.ts';
import { halve } from './bisection-rules.ts';
import type { BisectedAssertion, BisectionChallenge, ChallengeTurn } from './bisection-storage.ts';

const NOTHING = new Uint8Array(0);
/** Two proofs of 256 levels and two of 16 at most, each hash at the price of SHA-256 of two words. */
const VERIFY_GAS = gas(2 * (256 + 16) * 84);

const isOver = (turn: ChallengeTurn): boolean => turn !== 'asserter' && turn !== 'challenger';

/** The challenge in which the caller has the turn and time left. */
function turnOf(
  { context, storage }: BisectionScope,
  index: number,
  party: 'asserter' | 'challenger',
): Result<BisectionChallenge> {
  if (index >= storage.challenges)
    return refuseBisection('no-such-challenge', 'There is no such challenge.', index, storage.challenges);
  const challenge = storage.challenge(index);
  if (challenge.turn !== party)
    return refuseBisection(
      'not-your-turn',
      'The other party has the turn, or it is over.',
      challenge.turn,
      party,
    );
  const owner = party === 'asserter' ? storage.assertion(challenge.assertion).asserter : challenge.challenger;
  if (context.caller !== owner)
    return refuseBisection('not-a-party', 'Only the party itself moves.', context.caller, owner);
  const left = party === 'asserter' ? challenge.asserterLeft : challenge.challengerLeft;
  const used = context.block.timestamp - challenge.since;
  if (used > left) return refuseBisection('clock-expired', 'The party has no time left.', used, left);
  return ok(challenge);
}

/** The clock of the party that has moved stops, and the other's runs (the paper's timers; nitro-contracts, ChallengeManager, `takeTurn`). */
function passTurn(challenge: BisectionChallenge, now: Ms): BisectionChallenge {
  const used = now - challenge.since;
  return challenge.turn === 'asserter'
    ? { ...challenge, turn: 'challenger', asserterLeft: ms(challenge.asserterLeft - used), since: now }
    : { ...challenge, turn: 'asserter', challengerLeft: ms(challenge.challengerLeft - used), since: now };
}

/** Answers the asserter's turn: its root in the middle. */
export function bisect(
  scope: BisectionScope,
  call: { readonly challenge: number; readonly asserted: Hash; readonly middle: Hash },
): Result<Uint8Array> {
  const turn = turnOf(scope, call.challenge, 'asserter');
  if (!turn.ok) return turn;
  const { segment } = turn.value;
  if (segment.asserted !== call.asserted)
    return refuseBisection(
      'another-segment',
      'The challenge has come to another segment.',
      call.asserted,
      segment.asserted,
    );
  if (segment.to - segment.from < 2)
    return refuseBisection(
      'one-step-left',
      'A single step is proven, not halved.',
      segment.to - segment.from,
      'at least 2',
    );
  if (BigInt(call.middle) === 0n)
    return refuseBisection('no-root', 'Zeros are no root.', call.middle, 'a root');
  const next = passTurn(turn.value, scope.context.block.timestamp);
  scope.storage.setChallenge(call.challenge, { ...next, middleRoot: call.middle });
  return ok(NOTHING);
}

/** Answers the challenger's turn: the half that it disputes. */
export function choose(
  scope: BisectionScope,
  call: { readonly challenge: number; readonly middle: Hash; readonly isLater: boolean },
): Result<Uint8Array> {
  const turn = turnOf(scope, call.challenge, 'challenger');
  if (!turn.ok) return turn;
  const { segment, middleRoot, round } = turn.value;
  if (middleRoot === null || middleRoot !== call.middle)
    return refuseBisection(
      'another-segment',
      'The challenge has come to another segment.',
      call.middle,
      middleRoot,
    );
  const half = halve(segment, middleRoot, call.isLater ? 'later' : 'earlier');
  if (!half.ok) return half;
  const next = passTurn(turn.value, scope.context.block.timestamp);
  scope.storage.setChallenge(call.challenge, {
    ...next,
    segment: half.value,
    middleRoot: null,
    round: round + 1,
  });
  return ok(NOTHING);
}

/**
 * Ends a challenge. A challenger who wins takes both stakes and sinks the assertion; an asserter who wins takes the challenger's.
 * Once an assertion is sunk, its stake is gone: later winners have theirs back.
 */
function decide(
  { context, storage, parameters }: BisectionScope,
  index: number,
  winner: 'asserter' | 'challenger',
): Result<Uint8Array> {
  const challenge = storage.challenge(index);
  const assertion = storage.assertion(challenge.assertion);
  const { stake } = parameters;
  const isSunk = assertion.status === 'rejected';
  storage.setChallenge(index, {
    ...challenge,
    turn: winner === 'asserter' ? 'asserter-won' : 'challenger-won',
  });
  const after: BisectedAssertion = { ...assertion, open: assertion.open - 1 };
  if (winner === 'asserter') {
    storage.setAssertion(challenge.assertion, after);
    return context.send(assertion.asserter, stake);
  }
  const settledAt = isSunk ? assertion.settledAt : context.block.timestamp;
  storage.setAssertion(challenge.assertion, { ...after, status: 'rejected', settledAt });
  return context.send(challenge.challenger, isSunk ? stake : wei(2n * stake));
}

/** The one-step proof: whoever has its witness may show it, and the root that the step leads to decides. */
export function prove(
  scope: BisectionScope,
  call: { readonly challenge: number; readonly witness: Uint8Array },
): Result<Uint8Array> {
  const { storage, context } = scope;
  if (call.challenge >= storage.challenges)
    return refuseBisection(
      'no-such-challenge',
      'There is no such challenge.',
      call.challenge,
      storage.challenges,
    );
  const { segment, turn } = storage.challenge(call.challenge);
  if (isOver(turn)) return refuseBisection('challenge-over', 'The challenge is decided.', turn, 'open');
  if (segment.to - segment.from !== 1)
    return refuseBisection(
      'not-one-step',
      'The segment is longer than a step.',
      segment.to - segment.from,
      1,
    );
  context.charge(VERIFY_GAS);
  const witness = decodeWitness(call.witness);
  if (!witness.ok) return witness;
  const after = verifyStep(segment.agreed, witness.value);
  if (!after.ok) return after;
  return decide(scope, call.challenge, after.value === segment.asserted ? 'asserter' : 'challenger');
}

/** Ends a challenge whose party in turn has no time left. */
export function timeout(scope: BisectionScope, index: number): Result<Uint8Array> {
  const { storage, context } = scope;
  if (index >= storage.challenges)
    return refuseBisection('no-such-challenge', 'There is no such challenge.', index, storage.challenges);
  const { turn, since, asserterLeft, challengerLeft } = storage.challenge(index);
  if (isOver(turn)) return refuseBisection('challenge-over', 'The challenge is decided.', turn, 'open');
  const left = turn === 'asserter' ? asserterLeft : challengerLeft;
  const used = context.block.timestamp - since;
  if (used <= left) return refuseBisection('clock-not-expired', 'The party still has time.', used, left);
  return decide(scope, index, turn === 'asserter' ? 'challenger' : 'asserter');
}
