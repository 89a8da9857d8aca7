/** The claims of a dispute game as everyone sees them, and the walks from claim to claim that its rules need. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../../foundation/hash.ts';
import { ms } from '../../../foundation/units.ts';
import type { Address, Hash, Ms, Wei } from '../../../foundation/units.ts';
import type { DisputeParameters } from './dispute-parameters.ts';
import { executionDepth } from './dispute-parameters.ts';
import { depthOf, gamePosition, indexAtDepth, traceAncestor, traceAncestorWithin } from './position.ts';
import type { GamePosition } from './position.ts';

/** A claim: somebody stakes a bond on the value that the trace has at a position (OP Stack specification, Fault Dispute Game, "Claims"). */
export interface DisputeClaim {
  /** Its place in the game, from 0 in the order in which claims were made; the root claim is 0. */
  readonly index: number;
  /** The claim that it counters; null for the root claim. */
  readonly parent: number | null;
  /** What a move against it names: a hash of all claims from the root down to it (see {@link claimId}). */
  readonly id: Hash;
  readonly position: GamePosition;
  /** An output root down to the split depth, a machine's root below it. */
  readonly value: Hash;
  readonly claimant: Address;
  readonly bond: Wei;
  /** What the claimant's team had used up when the claim was made, and when that was. */
  readonly clock: { readonly duration: Ms; readonly timestamp: Ms };
  /** Who refuted it by a step, or whose counter stands after it was resolved; null while nobody's does. */
  readonly counteredBy: Address | null;
  readonly isResolved: boolean;
}

/** How a game ended, if it did (OP Stack specification, Dispute Game Interface, `GameStatus`). */
export type DisputeStatus = 'in-progress' | 'challenger-wins' | 'defender-wins';

/** What a game is about. */
export interface DisputeSubject {
  readonly game: number;
  readonly status: DisputeStatus;
  /** The output that nobody doubts: the newest that had won when the game began. */
  readonly start: { readonly root: Hash; readonly height: number };
  /** The layer 2 block whose output root the root claim is. */
  readonly height: number;
  readonly createdAt: Ms;
  /** When it was resolved; zero while it is in progress. */
  readonly resolvedAt: Ms;
}

/** A whole game. */
export interface DisputeGame extends DisputeSubject {
  readonly claims: readonly DisputeClaim[];
}

/** Finds a claim by its index; a contract loads it from storage, a player has read it from there before. */
export type ClaimAt = (index: number) => DisputeClaim;

/**
 * The id of a claim under the claim `parent`: Keccak-256 of the parent's id, the position and the value. It commits to
 * the whole path, so a move that names it cannot hit another claim when a reorganisation of layer 1 puts one in its place; Optimism's
 * contract asks for the disputed value next to the index for that reason (FaultDisputeGame, `attack`, `_disputed`).
 */
export const claimId = (parent: Hash, position: GamePosition, value: Hash): Hash =>
  hashHex(keccak256(concatBytes(hexToBytes(parent), bigintToFixedBytes(position, 32), hexToBytes(value))));

/** The id of a root claim: it commits to the output where the game starts, to the claim, and to the inbox up to the claimed block. */
export const rootClaimId = (
  start: { readonly root: Hash; readonly height: number },
  claimed: { readonly root: Hash; readonly height: number },
  inbox: Hash,
): Hash =>
  hashHex(
    keccak256(
      concatBytes(
        ...[start.root, claimed.root, inbox].map(hexToBytes),
        bigintToFixedBytes(BigInt(start.height), 8),
        bigintToFixedBytes(BigInt(claimed.height), 8),
      ),
    ),
  );

/** The claim at `position` on the path from claim `from` up to the root, or null when there is none. */
export function ancestorAt(claimAt: ClaimAt, from: number, position: GamePosition): DisputeClaim | null {
  for (let index: number | null = from; index !== null;) {
    const claim: DisputeClaim = claimAt(index);
    if (claim.position === position) return claim;
    index = claim.parent;
  }
  return null;
}

/**
 * The claim under an execution trace that commits to the machine just left (`by` = −1) or right (+1) of claim `from`,
 * or null when that is the trace's beginning (FaultDisputeGame, `_findTraceAncestor`).
 */
export function neighbourInTrace(
  claimAt: ClaimAt,
  from: DisputeClaim,
  by: -1n | 1n,
  parameters: DisputeParameters,
): DisputeClaim | null {
  const position = traceAncestorWithin(gamePosition(from.position + by), executionDepth(parameters));
  return from.parent === null ? null : ancestorAt(claimAt, from.parent, position);
}

/** The two outputs between which an execution trace runs, and the block that leads from one to the other. */
export interface OutputsInDispute {
  /** The output root before the block, agreed on by both. */
  readonly starting: Hash;
  /** The claim about the output root after it. */
  readonly disputed: DisputeClaim;
  /** The block's height. */
  readonly height: number;
}

/**
 * What an execution trace is about that begins with a move against claim `leaf`, which stands at the split depth: an
 * attack disputes the leaf's own block, a defence the block after it (FaultDisputeGame, `_findStartingAndDisputedOutputs`).
 */
export function outputsInDispute(
  claimAt: ClaimAt,
  { start }: DisputeSubject,
  leaf: DisputeClaim,
  isAttack: boolean,
): OutputsInDispute | null {
  const beside = (by: bigint): DisputeClaim | null =>
    ancestorAt(claimAt, leaf.index, traceAncestor(gamePosition(leaf.position + by)));
  const index = indexAtDepth(leaf.position);
  const height = start.height + Number(index) + (isAttack ? 1 : 2);
  if (!isAttack) {
    const disputed = beside(1n);
    return disputed === null ? null : { starting: leaf.value, disputed, height };
  }
  if (index === 0n) return { starting: start.root, disputed: leaf, height };
  const starting = beside(-1n);
  return starting === null ? null : { starting: starting.value, disputed: leaf, height };
}

/** The same for a claim within an execution trace. */
export function outputsAbove(
  claimAt: ClaimAt,
  subject: DisputeSubject,
  claim: DisputeClaim,
  parameters: DisputeParameters,
): OutputsInDispute | null {
  const top = executionDepth(parameters);
  let root = claim;
  while (depthOf(root.position) > top && root.parent !== null) root = claimAt(root.parent);
  if (root.parent === null) return null;
  const leaf = claimAt(root.parent);
  return outputsInDispute(claimAt, subject, leaf, root.position >> 1n === leaf.position);
}

/** What the team that may counter `claim` has used of its clock by `now`; never more than all (FaultDisputeGame, `getChallengerDuration`). */
export function challengerDuration(
  claim: DisputeClaim,
  parent: DisputeClaim | null,
  now: Ms,
  { maxClockDuration }: DisputeParameters,
): Ms {
  const before = parent === null ? 0 : parent.clock.duration;
  return ms(Math.min(before + now - claim.clock.timestamp, maxClockDuration));
}

/**
 * The clock of a claim at `depth` that a team makes after `used`: as it stands, or with the extension left to it; before
 * the level of single blocks, whose answer needs the machine to be run, twice that (FaultDisputeGame, `move`, as mended after the
 * audit of July 2024: before, a team with between one and two extensions left got nothing there).
 */
export function clockAfterMove(used: Ms, depth: number, parameters: DisputeParameters): Ms {
  const { maxClockDuration, clockExtension, splitDepth } = parameters;
  const extension = (depth === splitDepth - 1 ? 2 : 1) * clockExtension;
  return ms(Math.min(used, maxClockDuration - extension));
}
