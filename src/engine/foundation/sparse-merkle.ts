/**
 * A sparse Merkle tree over 2^256 places that is also a persistent map: changing it leaves the old version whole,
 * and nodes are hashed only when a root is asked for.
 *
 * Hashes as in R. Dahlberg et al., Efficient Sparse Merkle Trees (2016), with the shortcut of Diem's Jellyfish tree
 * and ICS-23's `SmtSpec`: leaf = SHA-256(0x00 ‖ path ‖ SHA-256(value)), inner = SHA-256(0x01 ‖ left ‖ right), an empty
 * subtree is 32 zero bytes, and a subtree with one leaf is that leaf. The root depends on the content alone.
 */
import { sha256 } from './hash.ts';

/** A node; `path` is set on leaves only. `hash` is filled in when first needed and never changes after. */
interface Node<V> {
  readonly path: Uint8Array | null;
  readonly value: V | null;
  readonly left: Node<V> | null;
  readonly right: Node<V> | null;
  hash: Uint8Array | null;
}

/** One version of a tree; `encode` gives the bytes of a value when its leaf is hashed. */
export interface SparseMerkle<V> {
  readonly root: Node<V> | null;
  readonly encode: (value: V) => Uint8Array;
}

/** A path through a tree: which leaf stands there, or which other leaf or nothing stands where it would. */
export interface SparseMerkleProof {
  /** Hashes beside the path, from the root down. */
  readonly siblings: readonly Uint8Array[];
  /** The leaf at the end of the path, or null when the subtree there is empty. */
  readonly leaf: { readonly path: Uint8Array; readonly valueHash: Uint8Array } | null;
}

const EMPTY = new Uint8Array(32);

const leafNode = <V>(path: Uint8Array, value: V): Node<V> => ({
  path,
  value,
  left: null,
  right: null,
  hash: null,
});
const innerNode = <V>(left: Node<V> | null, right: Node<V> | null): Node<V> => ({
  path: null,
  value: null,
  left,
  right,
  hash: null,
});

/** Bit `depth` of `path`, most significant first: 0 goes left. */
const bitAt = (path: Uint8Array, depth: number): number =>
  ((path[depth >> 3] as number) >> (7 - (depth & 7))) & 1;

function samePath(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < 32; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** The tree with nothing in it; its root is 32 zero bytes. */
export const emptyTree = <V>(encode: (value: V) => Uint8Array): SparseMerkle<V> => ({ root: null, encode });

/** The value at the 32-byte `path`, or null. */
export function getLeaf<V>(tree: SparseMerkle<V>, path: Uint8Array): V | null {
  let node = tree.root;
  for (let depth = 0; node !== null; depth += 1) {
    if (node.path !== null) return samePath(node.path, path) ? node.value : null;
    node = bitAt(path, depth) === 0 ? node.left : node.right;
  }
  return null;
}

/** Two leaves below `depth`: a chain of inner nodes down to the first bit in which they differ. */
function split<V>(one: Node<V>, other: Node<V>, depth: number): Node<V> {
  const first = bitAt(one.path as Uint8Array, depth);
  const second = bitAt(other.path as Uint8Array, depth);
  if (first !== second) return first === 0 ? innerNode(one, other) : innerNode(other, one);
  const below = split(one, other, depth + 1);
  return first === 0 ? innerNode(below, null) : innerNode(null, below);
}

function insert<V>(node: Node<V> | null, leaf: Node<V>, depth: number): Node<V> {
  if (node === null) return leaf;
  if (node.path !== null) {
    return samePath(node.path, leaf.path as Uint8Array) ? leaf : split(node, leaf, depth);
  }
  return bitAt(leaf.path as Uint8Array, depth) === 0
    ? innerNode(insert(node.left, leaf, depth + 1), node.right)
    : innerNode(node.left, insert(node.right, leaf, depth + 1));
}

function remove<V>(node: Node<V> | null, path: Uint8Array, depth: number): Node<V> | null {
  if (node === null) return null;
  if (node.path !== null) return samePath(node.path, path) ? null : node;
  const goesLeft = bitAt(path, depth) === 0;
  const before = goesLeft ? node.left : node.right;
  const after = remove(before, path, depth + 1);
  if (after === before) return node;
  const beside = goesLeft ? node.right : node.left;
  // One leaf left below: it moves up, so that the shape never tells what was removed.
  if (after === null && (beside === null || beside.path !== null)) return beside;
  if (beside === null && after !== null && after.path !== null) return after;
  return goesLeft ? innerNode(after, beside) : innerNode(beside, after);
}

/** A new version with `value` at the 32-byte `path`; the old one stays. @throws RangeError for a path of another length */
export function setLeaf<V>(tree: SparseMerkle<V>, path: Uint8Array, value: V): SparseMerkle<V> {
  if (path.length !== 32) throw new RangeError(`A path has 32 bytes; got ${path.length}.`);
  return { root: insert(tree.root, leafNode(path, value), 0), encode: tree.encode };
}

/** A new version with nothing at `path`. */
export function removeLeaf<V>(tree: SparseMerkle<V>, path: Uint8Array): SparseMerkle<V> {
  const root = remove(tree.root, path, 0);
  return root === tree.root ? tree : { root, encode: tree.encode };
}

const message = new Uint8Array(65);
function hashLeaf(path: Uint8Array, valueHash: Uint8Array): Uint8Array {
  message[0] = 0;
  message.set(path, 1);
  message.set(valueHash, 33);
  return sha256(message);
}
function hashInner(left: Uint8Array, right: Uint8Array): Uint8Array {
  message[0] = 1;
  message.set(left, 1);
  message.set(right, 33);
  return sha256(message);
}

function hashOf<V>(node: Node<V> | null, encode: (value: V) => Uint8Array): Uint8Array {
  if (node === null) return EMPTY;
  if (node.hash !== null) return node.hash;
  if (node.path !== null) node.hash = hashLeaf(node.path, sha256(encode(node.value as V)));
  else {
    const left = hashOf(node.left, encode);
    node.hash = hashInner(left, hashOf(node.right, encode));
  }
  return node.hash;
}

/** The 32-byte root of this version. Only nodes changed since an earlier root are hashed. */
export const treeRoot = <V>(tree: SparseMerkle<V>): Uint8Array => hashOf(tree.root, tree.encode).slice();

/** All leaves in ascending order of path. */
export function* leavesOf<V>(tree: SparseMerkle<V>): Generator<readonly [Uint8Array, V]> {
  const stack = [tree.root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === null || node === undefined) continue;
    if (node.path !== null) yield [node.path, node.value as V];
    else stack.push(node.right, node.left);
  }
}

/** The proof of what stands at `path`: its leaf, another leaf in whose place it would be split off, or nothing. */
export function proveLeaf<V>(tree: SparseMerkle<V>, path: Uint8Array): SparseMerkleProof {
  const siblings: Uint8Array[] = [];
  let node = tree.root;
  for (let depth = 0; node !== null && node.path === null; depth += 1) {
    const goesLeft = bitAt(path, depth) === 0;
    siblings.push(hashOf(goesLeft ? node.right : node.left, tree.encode));
    node = goesLeft ? node.left : node.right;
  }
  if (node === null) return { siblings, leaf: null };
  return {
    siblings,
    leaf: { path: node.path as Uint8Array, valueHash: sha256(tree.encode(node.value as V)) },
  };
}

/**
 * Whether `proof` shows that `path` holds `value` under `root`, or, when `value` is null, that it holds nothing.
 * Refused: a leaf of another path offered as this one's, a leaf that could not stand on this path, and this path's
 * own leaf in a proof of absence.
 */
export function verifyLeaf(
  root: Uint8Array,
  path: Uint8Array,
  value: Uint8Array | null,
  proof: SparseMerkleProof,
): boolean {
  const { siblings, leaf } = proof;
  if (root.length !== 32 || path.length !== 32 || siblings.length > 256) return false;
  if (siblings.some((sibling) => sibling.length !== 32)) return false;
  let node = EMPTY;
  if (leaf === null) {
    if (value !== null) return false;
  } else {
    if (leaf.path.length !== 32 || leaf.valueHash.length !== 32) return false;
    const isThisPath = samePath(leaf.path, path);
    if (isThisPath !== (value !== null)) return false;
    for (let depth = 0; depth < siblings.length; depth += 1)
      if (bitAt(leaf.path, depth) !== bitAt(path, depth)) return false;
    if (value !== null && !samePath(leaf.valueHash, sha256(value))) return false;
    node = hashLeaf(leaf.path, leaf.valueHash) as typeof EMPTY;
  }
  for (let depth = siblings.length - 1; depth >= 0; depth -= 1) {
    const sibling = siblings[depth] as Uint8Array;
    node = (bitAt(path, depth) === 0 ? hashInner(node, sibling) : hashInner(sibling, node)) as typeof EMPTY;
  }
  return samePath(node, root);
}
