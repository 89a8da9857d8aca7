/** A commitment to a list: a Merkle tree over SHA-256 of which many leaves are opened at once. */
import { equalBytes } from '../../../foundation/bytes.ts';
import { sha256 } from '../../../foundation/hash.ts';

/** All nodes of a tree, 32 bytes each: node 1 is the root, 2i and 2i + 1 stand under i, and the leaves come last. */
export interface CommitmentTree {
  readonly leaves: number;
  readonly nodes: Uint8Array;
}

const pair = new Uint8Array(65);
/** A node begins with 1 and a leaf with 0, so that none passes for the other (RFC 6962, section 2.1). */
function parent(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair[0] = 1;
  pair.set(left, 1);
  pair.set(right, 33);
  return sha256(pair);
}

/** The hash of a leaf. */
export function commitmentLeaf(data: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(data.length + 1);
  prefixed.set(data, 1);
  return sha256(prefixed);
}

const nodeAt = ({ nodes }: Pick<CommitmentTree, 'nodes'>, index: number): Uint8Array =>
  nodes.subarray(32 * index, 32 * index + 32);

/** The tree over a power of two of leaves, of which `leafOf` gives the bytes. */
export function commitTo(leaves: number, leafOf: (index: number) => Uint8Array): CommitmentTree {
  const nodes = new Uint8Array(64 * leaves);
  for (let index = 0; index < leaves; index += 1)
    nodes.set(commitmentLeaf(leafOf(index)), 32 * (leaves + index));
  const tree = { leaves, nodes };
  for (let index = leaves - 1; index >= 1; index -= 1)
    nodes.set(parent(nodeAt(tree, 2 * index), nodeAt(tree, 2 * index + 1)), 32 * index);
  return tree;
}

/** The root of a tree, 32 bytes. */
export const commitmentRoot = (tree: CommitmentTree): Uint8Array => nodeAt(tree, 1).slice();

/** The row above: each parent once, in order. */
const parentsOf = (row: readonly number[]): readonly number[] => [...new Set(row.map((index) => index >> 1))];

/**
 * The nodes that are needed beside the leaves at `positions` (ascending, each once) to work out the root: from the
 * leaves up, from left to right. Nodes that two paths share, or that follow from opened leaves, are not among them.
 */
export function openMany(tree: CommitmentTree, positions: readonly number[]): readonly Uint8Array[] {
  const siblings: Uint8Array[] = [];
  for (let row = positions.map((at) => at + tree.leaves); row[0] !== 1; row = [...parentsOf(row)]) {
    const have = new Set(row);
    for (const index of row) if (!have.has(index ^ 1)) siblings.push(nodeAt(tree, index ^ 1).slice());
  }
  return siblings;
}

/**
 * Whether these leaf hashes at `positions` (ascending, each once, at least one) and these siblings make up the root
 * of a tree of so many leaves. A sibling too few, too many or of another length is refused as well.
 */
export function verifyOpenings(
  root: Uint8Array,
  leaves: number,
  positions: readonly number[],
  hashes: readonly Uint8Array[],
  siblings: readonly Uint8Array[],
): boolean {
  if (siblings.some(({ length }) => length !== 32)) return false;
  let used = 0;
  let row = positions.map((at) => at + leaves);
  let known = new Map(row.map((index, place) => [index, hashes[place] as Uint8Array]));
  while (row.length > 0 && row[0] !== 1) {
    const above = new Map<number, Uint8Array>();
    for (const index of row) {
      if (above.has(index >> 1)) continue;
      const beside = known.get(index ^ 1) ?? siblings[used++];
      if (beside === undefined) return false;
      const own = known.get(index) as Uint8Array;
      above.set(index >> 1, index % 2 === 0 ? parent(own, beside) : parent(beside, own));
    }
    known = above;
    row = [...above.keys()];
  }
  const top = known.get(1);
  return top !== undefined && used === siblings.length && equalBytes(top, root);
}
