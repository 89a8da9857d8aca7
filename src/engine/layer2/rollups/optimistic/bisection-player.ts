/** A party to bisections: from what stands on the chain and its own run it works out every call it should make, and remembers nothing. */
import { wei } from '../../../foundation/units.ts';
import type { Address, Hash, Ms, Wei } from '../../../foundation/units.ts';
import type { BisectionCall } from './bisection-contract.ts';
import type { BisectionParameters } from './bisection-parameters.ts';
import { bisectionLength, bisectMove, middleOf } from './bisection-rules.ts';
import type { BisectMove } from './bisection-rules.ts';
import type { BisectionChallenge, BisectionStorage } from './bisection-storage.ts';
import type { ExecutionTrace } from './machine-history.ts';

/** A call of the bisection contract with the coins that go along. */
export interface BisectionAction {
  readonly call: BisectionCall;
  readonly value: Wei;
}

/** What a party knows and who it is. */
export interface BisectionParty {
  readonly self: Address;
  /** What the party holds to be the run of the block at a height; null for one that it does not know. */
  readonly runOf: (height: number) => ExecutionTrace | null;
  /** How it answers as a challenger; {@link bisectMove} unless told. */
  readonly bisect?: BisectMove;
}

const free = (call: BisectionCall): BisectionAction => ({ call, value: wei(0n) });

/** The party's turn in one challenge, if it is its turn. */
function turnIn(
  index: number,
  challenge: BisectionChallenge,
  isAsserter: boolean,
  run: ExecutionTrace,
  { self, bisect = bisectMove }: BisectionParty,
): BisectionAction | null {
  const { segment, turn, middleRoot, challenger } = challenge;
  const { from, to, asserted } = segment;
  const rootAt = (step: number): Hash => run.rootAt(step);
  const isParty = isAsserter || challenger === self;
  if (isParty && to - from === 1)
    return free({ kind: 'prove', challenge: index, witness: run.witnessAt(from) });
  if (isAsserter && turn === 'asserter')
    return free({ kind: 'bisect', challenge: index, asserted, middle: rootAt(middleOf(segment)) });
  if (challenger === self && turn === 'challenger' && middleRoot !== null) {
    const half = bisect({ segment, middle: middleOf(segment), middleRoot }, rootAt);
    return free({ kind: 'choose', challenge: index, middle: middleRoot, isLater: half === 'later' });
  }
  return null;
}

/**
 * All calls that `party` should make at `now`: it challenges every assertion that its own run contradicts, also where
 * others have done so, plays its turns, shows clocks that have run out, and confirms what can be confirmed.
 */
export function nextBisectionCalls(
  storage: BisectionStorage,
  now: Ms,
  party: BisectionParty,
  parameters: BisectionParameters,
): readonly BisectionAction[] {
  const { self, runOf } = party;
  const actions: BisectionAction[] = [];
  const challenges = Array.from({ length: storage.challenges }, (_, index) => storage.challenge(index));
  const assertions = Array.from({ length: storage.assertions }, (_, index) => storage.assertion(index));
  for (const [index, { status, height, steps, end, madeAt, asserter, open }] of assertions.entries()) {
    if (status !== 'pending') continue;
    const isOpen = now < madeAt + parameters.challengePeriod;
    const run = runOf(height);
    const isMine = challenges.some(({ assertion, challenger }) => assertion === index && challenger === self);
    if (isOpen && !isMine && asserter !== self && run !== null && run.rootAt(bisectionLength(steps)) !== end)
      actions.push({ call: { kind: 'challenge', assertion: index, end }, value: parameters.stake });
    if (!isOpen && open === 0 && asserter === self) actions.push(free({ kind: 'confirm', assertion: index }));
  }
  for (const [index, challenge] of challenges.entries()) {
    const { turn, since, asserterLeft, challengerLeft, assertion } = challenge;
    if (turn !== 'asserter' && turn !== 'challenger') continue;
    const { asserter, height } = assertions[assertion] as (typeof assertions)[number];
    if (now - since > (turn === 'asserter' ? asserterLeft : challengerLeft)) {
      actions.push(free({ kind: 'timeout', challenge: index }));
      continue;
    }
    const run = runOf(height);
    const action = run === null ? null : turnIn(index, challenge, asserter === self, run, party);
    if (action !== null) actions.push(action);
  }
  return actions;
}
