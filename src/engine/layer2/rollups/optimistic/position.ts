/** Positions of the dispute game: which node of the binary tree of claims a claim stands at, and how moves lead from one to the next. */
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import type { Unit } from '../../../foundation/units.ts';

/**
 * A node of the game's binary tree by its generalised index, 2^depth + index at that depth: the root is 1, the children
 * of n are 2n and 2n + 1 (OP Stack specification, Fault Dispute Game, "Position").
 */
export type GamePosition = Unit<bigint, 'GamePosition'>;

const RULE = 'OP Stack specification, Fault Dispute Game, "Position"';

/** The position of the root claim. */
export const ROOT_POSITION = 1n as GamePosition;

/** The node with this generalised index. @throws RangeError below 1 */
export function gamePosition(generalisedIndex: bigint): GamePosition {
  if (typeof generalisedIndex !== 'bigint' || generalisedIndex < 1n)
    throw new RangeError(`A generalised index is a bigint from 1; got ${String(generalisedIndex)}.`);
  return generalisedIndex as GamePosition;
}

/** The node `index` places from the left at `depth`. @throws RangeError for a place that this depth does not have */
export function positionAt(depth: number, index: bigint): GamePosition {
  if (!Number.isInteger(depth) || depth < 0 || index < 0n || index >> BigInt(depth) !== 0n)
    throw new RangeError(`Depth ${depth} has no place ${index}.`);
  return ((1n << BigInt(depth)) | index) as GamePosition;
}

/** How far below the root a position stands: the place of its highest bit. */
export const depthOf = (position: GamePosition): number => position.toString(2).length - 1;

/** Its place among those of its depth, from 0 at the left. */
export const indexAtDepth = (position: GamePosition): bigint => position ^ (1n << BigInt(depthOf(position)));

/**
 * The trace index that a claim at `position` commits to: its rightmost leaf at `maxDepth` (same section). Many positions
 * share a trace index: all those from which going right and only right leads to the same leaf. @throws RangeError below the deepest level
 */
export function traceIndex(position: GamePosition, maxDepth: number): bigint {
  const below = maxDepth - depthOf(position);
  if (!Number.isInteger(below) || below < 0)
    throw new RangeError(`Position ${position} lies below depth ${maxDepth}.`);
  return (indexAtDepth(position) << BigInt(below)) | ((1n << BigInt(below)) - 1n);
}

/** Where an attack on a claim at `position` stands: its left child, which commits to the first half of its range (same specification, "Attack"). */
export const attackPosition = (position: GamePosition): GamePosition => (position << 1n) as GamePosition;

/**
 * Where a defence of a claim at `position` stands: the left child of its right neighbour, the first half of what comes
 * after the part that is agreed on (same specification, "Defend"). All moves lead to left children, so a claim below
 * the root stands at an even index and its right neighbour shares its parent.
 */
export const defendPosition = (position: GamePosition): GamePosition =>
  ((position | 1n) << 1n) as GamePosition;

/** The position after a move against a claim at `position`. */
export const positionAfter = (position: GamePosition, isAttack: boolean): GamePosition =>
  isAttack ? attackPosition(position) : defendPosition(position);

/**
 * `position` seen from its ancestor at depth `ancestorDepth`, which becomes the root: what a subgame's own trace is asked
 * for. Refused: an ancestor deeper than the position.
 */
export function relativePosition(position: GamePosition, ancestorDepth: number): Result<GamePosition> {
  const below = depthOf(position) - ancestorDepth;
  if (below < 0)
    return reject({
      code: 'position-above-ancestor',
      rule: RULE,
      message: `The position depth is too small: no ancestor at depth ${ancestorDepth}.`,
      received: depthOf(position),
      expected: `at least ${ancestorDepth}`,
    });
  return ok(positionAt(below, position & ((1n << BigInt(below)) - 1n)));
}

/**
 * The highest position with the same trace index as `position`: go up while it is a right child. The claim of a step's
 * other end stands there (Optimism, FaultDisputeGame, `_findTraceAncestor`, and LibPosition, `traceAncestor`).
 */
export function traceAncestor(position: GamePosition): GamePosition {
  let at: bigint = position;
  while (at > 1n && (at & 1n) === 1n) at >>= 1n;
  return at as GamePosition;
}

/**
 * The same within the subtrees that begin at depth `top`: it does not climb above them. @throws RangeError for a position
 * that lies above
 */
export function traceAncestorWithin(position: GamePosition, top: number): GamePosition {
  const depth = depthOf(position);
  if (depth < top) throw new RangeError(`Position ${position} lies above depth ${top}.`);
  const ancestor = traceAncestor(position);
  return depthOf(ancestor) >= top ? ancestor : ((position >> BigInt(depth - top)) as GamePosition);
}
