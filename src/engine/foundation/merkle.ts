/** Bitcoin's Merkle tree: pairs hashed twice with SHA-256, the last of an odd row paired with itself (whitepaper, section 7). */
import { equalBytes, hexToBytes } from './bytes.ts';
import { doubleSha256, hashHex } from './hash.ts';
import type { Hash } from './units.ts';

const pair = new Uint8Array(64);
function parentOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 0);
  pair.set(right, 32);
  return doubleSha256(pair);
}

/** All nodes of a row one after the other; a tree is worked out in one such buffer, each row over the one below. */
function rowOf(leaves: readonly Uint8Array[]): Uint8Array {
  const row = new Uint8Array(32 * leaves.length);
  leaves.forEach((leaf, index) => {
    if (leaf.length !== 32) throw new RangeError(`A leaf has 32 bytes; got ${leaf.length}.`);
    row.set(leaf, 32 * index);
  });
  return row;
}

const nodeAt = (row: Uint8Array, index: number): Uint8Array => row.subarray(32 * index, 32 * index + 32);

/** Turns the first `width` nodes of `row` into the row above them and returns its width. An odd last node is hashed with itself. */
function climb(row: Uint8Array, width: number): number {
  const above = Math.ceil(width / 2);
  for (let index = 0; index < above; index += 1) {
    const start = 64 * index;
    let children = row.subarray(start, start + 64);
    if (2 * index + 1 === width) {
      pair.set(nodeAt(row, 2 * index), 0);
      pair.set(nodeAt(row, 2 * index), 32);
      children = pair;
    }
    row.set(doubleSha256(children), 32 * index);
  }
  return above;
}

/**
 * The root over 32-byte `leaves` in internal byte order; one leaf is its own root, none gives 32 zero bytes.
 * Two lists can share a root when the tail of one repeats (CVE-2012-2459): {@link hasRepeatedTail} tells.
 * @throws RangeError for a leaf of another length
 */
export function merkleRootOfBytes(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return new Uint8Array(32);
  const row = rowOf(leaves);
  let width = leaves.length;
  while (width > 1) width = climb(row, width);
  return row.slice(0, 32);
}

/** The root over `leaves`, hashes as the engine writes them (no reversal). See `merkleRootOfBytes`. */
export const merkleRoot = (leaves: readonly Hash[]): Hash =>
  hashHex(merkleRootOfBytes(leaves.map(hexToBytes)));

/**
 * Whether some row of the tree ends with two equal nodes that stand for different leaves: the mark of a block whose
 * tail was repeated to keep its root (CVE-2012-2459; Bitcoin Core, consensus/merkle.cpp, `mutated`).
 */
export function hasRepeatedTail(leaves: readonly Uint8Array[]): boolean {
  const row = rowOf(leaves);
  for (let width = leaves.length; width > 1; width = climb(row, width)) {
    for (let index = 0; index + 1 < width; index += 2) {
      if (equalBytes(nodeAt(row, index), nodeAt(row, index + 1))) return true;
    }
  }
  return false;
}

/** The path from one leaf to the root. */
export interface MerkleProof {
  /** Position of the leaf, from 0; its bits say on which side each sibling stands, lowest row first. */
  readonly index: number;
  /** Number of leaves of the tree, so that no inner node passes for a leaf. */
  readonly leaves: number;
  /** The node beside the path in each row, from the leaves up. */
  readonly siblings: readonly Hash[];
}

/** The proof that leaf `index` of `leaves` is in the tree. @throws RangeError when there is no such leaf */
export function merkleProof(leaves: readonly Hash[], index: number): MerkleProof {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`There is no leaf ${index} among ${leaves.length}.`);
  }
  const siblings: Hash[] = [];
  const row = rowOf(leaves.map(hexToBytes));
  let at = index;
  for (let width = leaves.length; width > 1; width = climb(row, width)) {
    const sibling = at ^ 1;
    siblings.push(hashHex(nodeAt(row, sibling < width ? sibling : at)));
    at >>= 1;
  }
  return { index, leaves: leaves.length, siblings };
}

/**
 * Whether `proof` leads from `leaf` to `root`. Refused besides a wrong path: an index beyond the leaves, and a
 * number of siblings other than the height of a tree of that many leaves.
 */
export function verifyMerkleProof(root: Hash, leaf: Hash, proof: MerkleProof): boolean {
  const { index, leaves, siblings } = proof;
  if (!Number.isInteger(leaves) || !Number.isInteger(index) || index < 0 || index >= leaves) return false;
  let height = 0;
  for (let width = leaves; width > 1; width = Math.ceil(width / 2)) height += 1;
  if (siblings.length !== height) return false;
  let node: Uint8Array = hexToBytes(leaf);
  let at = index;
  for (const hex of siblings) {
    const sibling = hexToBytes(hex);
    if (sibling.length !== 32) return false;
    node = at % 2 === 0 ? parentOf(node, sibling) : parentOf(sibling, node);
    at = Math.floor(at / 2);
  }
  return hashHex(node) === root;
}
