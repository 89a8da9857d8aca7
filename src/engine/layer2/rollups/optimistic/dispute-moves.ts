/** The two ways to dispute a claim: a move, which makes another claim, and at the last level a step of the machine, run by layer 1. */
import { equalBytes } from '../../../foundation/bytes.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas, ms } from '../../../foundation/units.ts';
import type { Gas, Hash } from '../../../foundation/units.ts';
import { readMachineHeader, rootOfHeader } from '../../../layer1/machine/machine-header.ts';
import { verifyStep } from '../../../layer1/machine/verify-step.ts';
import { decodeWitness } from '../../../layer1/machine/witness-bytes.ts';
import type { CallContext } from '../../../layer1/machine/contracts/contract.ts';
import {
  challengerDuration,
  claimId,
  clockAfterMove,
  neighbourInTrace,
  outputsAbove,
  outputsInDispute,
} from './dispute-claims.ts';
import type { ClaimAt, DisputeClaim, DisputeSubject } from './dispute-claims.ts';
import { executionDepth, executionSteps, requiredBond } from './dispute-parameters.ts';
import type { DisputeParameters } from './dispute-parameters.ts';
import type { DisputeStorage } from './dispute-storage.ts';
import { depthOf, indexAtDepth, positionAfter } from './position.ts';

const RULE = 'OP Stack specification, Fault Dispute Game';
const NOTHING = new Uint8Array(0);

/** Two proofs of 256 levels and two of 16 at most, each hash at the price of SHA-256 of two words. */
const VERIFY_GAS: Gas = gas(2 * (256 + 16) * 84);

const refuse = (section: string, code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: `${RULE}, "${section}"`, message, received, expected });

/** What the code of one call works on. */
export interface DisputeCallScope {
  readonly context: CallContext;
  readonly storage: DisputeStorage;
  readonly parameters: DisputeParameters;
  /** The root of the machine that runs the block at a height on an output; `isClaimed` is false beyond the claimed block, where nothing happens. */
  startRoot(output: Hash, height: number, isClaimed: boolean): Result<Hash>;
}

/** The claim that a call names, with the game around it. Refused: no such claim, and a game that is over. */
export function claimNamed(
  { storage }: DisputeCallScope,
  id: Hash,
): Result<{ subject: DisputeSubject; claims: number; claim: DisputeClaim; claimAt: ClaimAt }> {
  const place = storage.find(id);
  if (place === null)
    return refuse('Moves', 'no-such-claim', 'There is no claim with this id.', id, 'a claim');
  const { claims, ...subject } = storage.subject(place.game);
  if (subject.status !== 'in-progress')
    return refuse('Resolution', 'game-over', 'The game is resolved.', subject.status, 'in-progress');
  // Ancestors are asked for by position only; their ids are not needed.
  const claimAt: ClaimAt = (index) => ({ ...storage.claim(place.game, index), id });
  return ok({ subject, claims, claim: claimAt(place.index), claimAt });
}

/** Refuses when the team that would counter `claim` has used up its clock, or gives what it has used. */
function timeUsed(
  { context, parameters }: DisputeCallScope,
  claim: DisputeClaim,
  claimAt: ClaimAt,
): Result<number> {
  const parent = claim.parent === null ? null : claimAt(claim.parent);
  const used = challengerDuration(claim, parent, context.block.timestamp, parameters);
  if (used < parameters.maxClockDuration) return ok(used);
  return refuse('Game Clock', 'clock-expired', 'No time is left to counter this claim.', used, 'less');
}

/**
 * What the first claim of an execution trace must show: the header of a machine that has halted, behind the claimed root.
 * Its storage must differ from the disputed output where the mover disputes that, and be the same where the mover's own
 * team made it; otherwise a claim could not be refuted (FaultDisputeGame, `_verifyExecBisectionRoot`, where the first
 * byte of the claim says so much).
 */
function checkExecutionRoot(
  { parameters }: DisputeCallScope,
  claimAt: ClaimAt,
  subject: DisputeSubject,
  leaf: DisputeClaim,
  move: { readonly isAttack: boolean; readonly value: Hash; readonly header: Uint8Array },
): Result<void> {
  const header = readMachineHeader(move.header);
  const section = 'Claims';
  const root = rootOfHeader(header);
  if (root !== move.value)
    return refuse(section, 'wrong-header', 'The header is not behind the claimed root.', root, move.value);
  if (header.status === 'running')
    return refuse(
      section,
      'still-running',
      'The trace ends with a machine that has halted.',
      header.status,
      'halted',
    );
  const outputs = outputsInDispute(claimAt, subject, leaf, move.isAttack);
  if (outputs === null)
    return refuse(section, 'no-outputs', 'No outputs enclose this trace.', leaf.position, 'two');
  const { disputed } = outputs;
  const isDisputed = move.isAttack || (depthOf(disputed.position) - parameters.splitDepth) % 2 === 0;
  if ((header.storage !== disputed.value) === isDisputed) return ok(undefined);
  const expected = isDisputed ? 'another output' : 'the same output';
  const message = `The machine must end with ${expected} than the claim, or nothing is in dispute.`;
  return refuse(section, 'unexpected-execution-root', message, header.storage, expected);
}

/** Answers a move. CHECK game, position, bond and clock, then RECORD the claim (FaultDisputeGame, `move`). */
export function makeMove(
  scope: DisputeCallScope,
  move: {
    readonly claim: Hash;
    readonly isAttack: boolean;
    readonly value: Hash;
    readonly header: Uint8Array;
  },
): Result<Uint8Array> {
  const { context, storage, parameters } = scope;
  const named = claimNamed(scope, move.claim);
  if (!named.ok) return named;
  const { subject, claims, claim: parent, claimAt } = named.value;
  const position = positionAfter(parent.position, move.isAttack);
  const depth = depthOf(position);
  const top = executionDepth(parameters);
  if (!move.isAttack && (parent.parent === null || depth === top + 1))
    return refuse(
      'Defend',
      'cannot-defend-root',
      'The first claim of a trace covers all of it.',
      'defend',
      'attack',
    );
  if (depth > parameters.maxDepth)
    return refuse(
      'Step',
      'too-deep',
      'Only a step counters a claim at the last level.',
      depth,
      parameters.maxDepth,
    );
  if (depth === top) {
    const checked = checkExecutionRoot(scope, claimAt, subject, parent, move);
    if (!checked.ok) return checked;
  } else if (!equalBytes(move.header, NOTHING)) {
    const message = 'Only the first claim of an execution trace shows a header.';
    return refuse('Claims', 'needless-header', message, move.header.length, 0);
  }
  const bond = requiredBond(parameters, depth);
  if (context.value !== bond)
    return refuse('Moves', 'wrong-bond', `A claim at depth ${depth} has its bond.`, context.value, bond);
  const used = timeUsed(scope, parent, claimAt);
  if (!used.ok) return used;
  const id = claimId(move.claim, position, move.value);
  if (storage.find(id) !== null)
    return refuse('Position', 'claim-exists', 'The same claim was made before.', move.value, 'another value');
  storage.addClaim(subject.game, {
    index: claims,
    parent: parent.index,
    id,
    position,
    value: move.value,
    claimant: context.caller,
    bond,
    clock: {
      duration: clockAfterMove(ms(used.value), depth, parameters),
      timestamp: context.block.timestamp,
    },
    counteredBy: null,
    isResolved: false,
  });
  return ok(NOTHING);
}

/** The two claims that a step leads from and to; the first is a root that the contract works out where the trace begins. */
function endsOfStep(
  scope: DisputeCallScope,
  claimAt: ClaimAt,
  subject: DisputeSubject,
  claim: DisputeClaim,
  isAttack: boolean,
): Result<{ pre: Hash; post: DisputeClaim }> {
  const { parameters } = scope;
  const lost = (): Result<never> =>
    refuse(
      'Step',
      'no-neighbour',
      'No claim on the path commits to the other end.',
      claim.position,
      'a claim',
    );
  if (!isAttack) {
    const post = neighbourInTrace(claimAt, claim, 1n, parameters);
    return post === null ? lost() : ok({ pre: claim.value, post });
  }
  // An execution trace is a left child's subtree, so its leaves are counted by the low bits.
  if (indexAtDepth(claim.position) % executionSteps(parameters) !== 0n) {
    const pre = neighbourInTrace(claimAt, claim, -1n, parameters);
    return pre === null ? lost() : ok({ pre: pre.value, post: claim });
  }
  const outputs = outputsAbove(claimAt, subject, claim, parameters);
  if (outputs === null) return lost();
  const { starting, height } = outputs;
  const start = scope.startRoot(starting, height, height <= subject.height);
  return start.ok ? ok({ pre: start.value, post: claim }) : start;
}

/**
 * Answers a step: layer 1 runs the one instruction. It counters the claim when the claim's team and the other end's
 * disagree and the instruction agrees with the other end, or when they agree and it does not (FaultDisputeGame, `step`).
 * Beyond Optimism's rules the clock holds for steps as it does for moves.
 */
export function takeStep(
  scope: DisputeCallScope,
  step: { readonly claim: Hash; readonly isAttack: boolean; readonly witness: Uint8Array },
): Result<Uint8Array> {
  const { context, storage, parameters } = scope;
  const named = claimNamed(scope, step.claim);
  if (!named.ok) return named;
  const { subject, claim, claimAt } = named.value;
  const depth = depthOf(claim.position);
  if (depth !== parameters.maxDepth)
    return refuse(
      'Step',
      'not-a-step',
      'A claim above the last level is countered by a move.',
      depth,
      parameters.maxDepth,
    );
  if (claim.counteredBy !== null)
    return refuse(
      'Step',
      'already-countered',
      'A step has countered this claim.',
      claim.counteredBy,
      'nobody',
    );
  const used = timeUsed(scope, claim, claimAt);
  if (!used.ok) return used;
  const ends = endsOfStep(scope, claimAt, subject, claim, step.isAttack);
  if (!ends.ok) return ends;
  const { pre, post } = ends.value;
  context.charge(VERIFY_GAS);
  const witness = decodeWitness(step.witness);
  if (!witness.ok) return witness;
  const after = verifyStep(pre, witness.value);
  if (!after.ok) return after;
  const isValid = after.value === post.value;
  const doAgree = (depth - depthOf(post.position)) % 2 === 0;
  if (doAgree === isValid)
    return refuse(
      'Step',
      'step-counters-nothing',
      'The instruction bears the claim out.',
      after.value,
      'a contradiction',
    );
  storage.setOutcome(subject.game, claim.index, context.caller, false);
  return ok(NOTHING);
}
