/** Where a step's child stands among its siblings, and whether two paths lead to leaves with nothing between them. */
import { equalBytes } from '../foundation/bytes.ts';
import type { InnerSpec, ProofInnerOp } from './ics23-types.ts';

/** The place in the hashed bytes at which child `branch` stands. */
const placeOf = ({ childOrder }: InnerSpec, branch: number): number => childOrder.indexOf(branch);

/**
 * Which child of its node the step leads up from, by the lengths of the bytes around it, or null when they fit none
 * (ICS-23; cosmos/ics23, go/proof.go, `orderFromPadding`).
 */
export function branchOf(spec: InnerSpec, { prefix, suffix }: ProofInnerOp): number | null {
  const { childOrder, childSize, minPrefixLength, maxPrefixLength } = spec;
  for (let branch = 0; branch < childOrder.length; branch += 1) {
    const before = placeOf(spec, branch) * childSize;
    const after = (childOrder.length - 1) * childSize - before;
    const header = prefix.length - before;
    if (header >= minPrefixLength && header <= maxPrefixLength && suffix.length === after) return branch;
  }
  return null;
}

/** Whether all children of the step's node from `from` up to, not including, `to` are the empty child. */
function areEmpty(spec: InnerSpec, op: ProofInnerOp, from: number, to: number): boolean {
  const { childOrder, childSize, emptyChild } = spec;
  const own = branchOf(spec, op);
  if (own === null || emptyChild.length !== childSize) return false;
  const place = placeOf(spec, own);
  const header = op.prefix.length - place * childSize;
  for (let branch = from; branch < to; branch += 1) {
    const at = placeOf(spec, branch);
    if (at < 0 || at >= childOrder.length || at === place) return false;
    const bytes =
      at < place
        ? op.prefix.subarray(header + at * childSize, header + (at + 1) * childSize)
        : op.suffix.subarray((at - place - 1) * childSize, (at - place) * childSize);
    if (!equalBytes(bytes, emptyChild)) return false;
  }
  return true;
}

/** Whether nothing stands to the left of the path: at each step it comes from the first child, or those before are empty. */
export const isLeftMost = (spec: InnerSpec, path: readonly ProofInnerOp[]): boolean =>
  path.every((op) => {
    const branch = branchOf(spec, op);
    return branch !== null && (branch === 0 || areEmpty(spec, op, 0, branch));
  });

/** Whether nothing stands to the right of the path. */
export const isRightMost = (spec: InnerSpec, path: readonly ProofInnerOp[]): boolean => {
  const last = spec.childOrder.length - 1;
  return path.every((op) => {
    const branch = branchOf(spec, op);
    return branch !== null && (branch === last || areEmpty(spec, op, branch + 1, last + 1));
  });
};

/**
 * Whether the leaf of `right` is the next after that of `left`: the paths part at two children side by side, and
 * from there down the left one keeps to the right and the right one to the left (ICS-23; cosmos/ics23, go/proof.go,
 * `IsLeftNeighbor`). Paths of which one is the other's end lead to no two leaves.
 */
export function areNeighbours(
  spec: InnerSpec,
  left: readonly ProofInnerOp[],
  right: readonly ProofInnerOp[],
): boolean {
  let shared = 0;
  for (;;) {
    const [a, b] = [left.at(-1 - shared), right.at(-1 - shared)];
    if (a === undefined || b === undefined) return false;
    if (!equalBytes(a.prefix, b.prefix) || !equalBytes(a.suffix, b.suffix)) {
      const [branch, next] = [branchOf(spec, a), branchOf(spec, b)];
      if (branch === null || next !== branch + 1) return false;
      break;
    }
    shared += 1;
  }
  const below = (path: readonly ProofInnerOp[]): readonly ProofInnerOp[] => path.slice(0, -1 - shared);
  return isRightMost(spec, below(left)) && isLeftMost(spec, below(right));
}
