/** A Merkle tree of fixed height whose missing leaves are empty, so that a proof also shows at which position a leaf stands. */
import { hexToBytes, isHex } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Hash } from '../../foundation/units.ts';

const message = new Uint8Array(65);

/** A leaf and an inner node begin with different bytes: neither can pass for the other (RFC 6962, section 2.1). */
function leafNode(leaf: Hash): Uint8Array {
  message[0] = 0;
  message.set(hexToBytes(leaf), 1);
  return sha256(message.subarray(0, 33));
}

function innerNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  message[0] = 1;
  message.set(left, 1);
  message.set(right, 33);
  return sha256(message);
}

/** The root of an empty subtree of each height; an empty leaf is 32 zero bytes. */
const EMPTY: Uint8Array[] = [new Uint8Array(32)];
function emptyOf(height: number): Uint8Array {
  while (EMPTY.length <= height) {
    const below = EMPTY[EMPTY.length - 1] as Uint8Array;
    EMPTY.push(innerNode(below, below));
  }
  return EMPTY[height] as Uint8Array;
}

/** The rows of the tree as far as they are not empty, leaves first. @throws RangeError for more leaves than fit */
function rowsOf(leaves: readonly Hash[], height: number): readonly (readonly Uint8Array[])[] {
  if (!Number.isInteger(height) || height < 0 || height > 48)
    throw new RangeError(`A tree is 0 to 48 high, not ${height}.`);
  if (leaves.length > 2 ** height)
    throw new RangeError(`${leaves.length} leaves do not fit a tree of height ${height}.`);
  let row = leaves.map(leafNode);
  const rows = [row];
  for (let at = 0; at < height; at += 1) {
    const below = row;
    row = Array.from({ length: Math.ceil(below.length / 2) }, (_, index) =>
      innerNode(below[2 * index] as Uint8Array, below[2 * index + 1] ?? emptyOf(at)),
    );
    rows.push(row);
  }
  return rows;
}

/**
 * The root over 32-byte `leaves` in a tree of `height`: room for 2^height of them, the rest empty. Unlike Bitcoin's tree
 * no leaf can be shown at two positions: a second position would be a second exit of one output.
 * @throws RangeError for more leaves than fit
 */
export const paddedRoot = (leaves: readonly Hash[], height: number): Hash =>
  hashHex(rowsOf(leaves, height)[height]?.[0] ?? emptyOf(height));

/** The hashes beside the path from leaf `index` to the root, lowest first. @throws RangeError when there is no such leaf */
export function paddedProof(leaves: readonly Hash[], index: number, height: number): readonly Hash[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new RangeError(`There is no leaf ${index} among ${leaves.length}.`);
  const rows = rowsOf(leaves, height);
  return Array.from({ length: height }, (_, at) =>
    hashHex(rows[at]?.[Math.floor(index / 2 ** at) ^ 1] ?? emptyOf(at)),
  );
}

/** Whether `siblings` lead from `leaf` at position `index` to `root` in a tree of `height`. Anything malformed is false. */
export function verifyPaddedProof(
  root: Hash,
  leaf: Hash,
  index: number,
  siblings: readonly Hash[],
  height: number,
): boolean {
  if (siblings.length !== height || !isHex(leaf, 32) || !siblings.every((hash) => isHex(hash, 32)))
    return false;
  if (!Number.isSafeInteger(index) || index < 0 || index >= 2 ** height) return false;
  let node = leafNode(leaf);
  siblings.forEach((sibling, at) => {
    const isLeft = Math.floor(index / 2 ** at) % 2 === 0;
    node = isLeft ? innerNode(node, hexToBytes(sibling)) : innerNode(hexToBytes(sibling), node);
  });
  return hashHex(node) === root;
}
