/**
 * Ethereum's Merkle Patricia trie, a persistent map from bytes to bytes with one root: shown as a lesson, since the
 * engine's own state stands in the sparse Merkle tree.
 *
 * Yellow Paper, appendix D. A changed trie shares with the old one every node that did not change.
 */
import { equalBytes } from './bytes.ts';
import { hashHex, keccak256 } from './hash.ts';
import { hashTrieNode } from './patricia-node.ts';
import type { TrieBranch, TrieNode } from './patricia-node.ts';
import { nibblesOf, sharedLength } from './patricia-path.ts';
import type { Hash } from './units.ts';

/** One version of a trie. */
export interface Trie {
  readonly root: TrieNode | null;
  /** Keys are hashed before use, so that nobody can choose keys that make paths long (Yellow Paper, 4.1). */
  readonly secure: boolean;
}

/** The root of a trie with nothing in it: Keccak-256 of the RLP of no bytes. */
export const EMPTY_TRIE_ROOT = hashHex(keccak256(Uint8Array.of(0x80)));

const NO_CHILDREN: readonly (TrieNode | null)[] = Array<null>(16).fill(null);

/** A trie with nothing in it; with `secure`, keys are Keccak-256 hashed first, as Ethereum's state does. */
export const emptyTrie = ({ secure = false }: { readonly secure?: boolean } = {}): Trie => ({
  root: null,
  secure,
});

/** The nibbles along which `key` is found. */
export const trieTrail = (trie: Trie, key: Uint8Array): Uint8Array =>
  nibblesOf(trie.secure ? keccak256(key) : key);

/** The value at `key`, or null. */
export function trieGet(trie: Trie, key: Uint8Array): Uint8Array | null {
  let node = trie.root;
  let trail = trieTrail(trie, key);
  while (node !== null) {
    if (node.kind === 'leaf') return equalBytes(node.path, trail) ? node.value : null;
    if (node.kind === 'extension') {
      if (sharedLength(node.path, trail) < node.path.length) return null;
      trail = trail.subarray(node.path.length);
      node = node.child;
    } else {
      if (trail.length === 0) return node.value;
      node = node.children[trail[0] as number] ?? null;
      trail = trail.subarray(1);
    }
  }
  return null;
}

const leaf = (path: Uint8Array, value: Uint8Array): TrieNode => ({ kind: 'leaf', path, value });

/** `child` behind `path`, which may be empty. */
const behind = (path: Uint8Array, child: TrieNode): TrieNode =>
  path.length === 0 ? child : { kind: 'extension', path, child };

function withChild(branch: TrieBranch, nibble: number, child: TrieNode | null): TrieBranch {
  const children = branch.children.slice();
  children[nibble] = child;
  return { ...branch, children };
}

/** A branch where `node`, standing at `path`, and a new value at `trail` part after their shared nibbles. */
function part(path: Uint8Array, below: (rest: Uint8Array) => TrieNode, trail: Uint8Array, value: Uint8Array) {
  const shared = sharedLength(path, trail);
  let branch: TrieBranch = { kind: 'branch', children: NO_CHILDREN, value: null };
  const kept = below(path.subarray(shared + 1));
  // Only a leaf can end where the other goes on; its value then stands in the branch itself.
  if (shared === path.length && kept.kind === 'leaf') branch = { ...branch, value: kept.value };
  else branch = withChild(branch, path[shared] as number, kept);
  if (shared === trail.length) branch = { ...branch, value };
  else branch = withChild(branch, trail[shared] as number, leaf(trail.subarray(shared + 1), value));
  return behind(trail.subarray(0, shared), branch);
}

function insert(node: TrieNode | null, trail: Uint8Array, value: Uint8Array): TrieNode {
  if (node === null) return leaf(trail, value);
  if (node.kind === 'leaf') {
    if (equalBytes(node.path, trail)) return leaf(trail, value);
    return part(node.path, (rest) => leaf(rest, node.value), trail, value);
  }
  if (node.kind === 'extension') {
    const { path, child } = node;
    if (sharedLength(path, trail) === path.length)
      return { kind: 'extension', path, child: insert(child, trail.subarray(path.length), value) };
    return part(path, (rest) => behind(rest, child), trail, value);
  }
  if (trail.length === 0) return { ...node, value };
  const nibble = trail[0] as number;
  return withChild(node, nibble, insert(node.children[nibble] ?? null, trail.subarray(1), value));
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const path = new Uint8Array(a.length + b.length);
  path.set(a);
  path.set(b, a.length);
  return path;
};

/** `path` before `node`, merged with the path that `node` itself begins with. */
function prefixed(path: Uint8Array, node: TrieNode): TrieNode {
  if (node.kind === 'branch') return behind(path, node);
  return { ...node, path: joined(path, node.path) };
}

/** `branch` in the one form it may have: with a single way left it is no branch any more. */
function tidied(branch: TrieBranch): TrieNode {
  const ways = branch.children.flatMap((child, nibble) => (child === null ? [] : [{ child, nibble }]));
  if (ways.length === 0 && branch.value !== null) return leaf(new Uint8Array(0), branch.value);
  const [only] = ways;
  if (only === undefined || ways.length > 1 || branch.value !== null) return branch;
  return prefixed(Uint8Array.of(only.nibble), only.child);
}

function remove(node: TrieNode | null, trail: Uint8Array): TrieNode | null {
  if (node === null) return null;
  if (node.kind === 'leaf') return equalBytes(node.path, trail) ? null : node;
  if (node.kind === 'extension') {
    const { path, child } = node;
    if (sharedLength(path, trail) < path.length) return node;
    const below = remove(child, trail.subarray(path.length));
    if (below === child) return node;
    return below === null ? null : prefixed(path, below);
  }
  if (trail.length === 0) return node.value === null ? node : tidied({ ...node, value: null });
  const nibble = trail[0] as number;
  const before = node.children[nibble] ?? null;
  const after = remove(before, trail.subarray(1));
  return after === before ? node : tidied(withChild(node, nibble, after));
}

/**
 * A new version with `value` at `key`; the old one stays. An empty value removes the key, since the trie has no other
 * sign for absence (Yellow Paper, appendix D).
 */
export function triePut(trie: Trie, key: Uint8Array, value: Uint8Array): Trie {
  if (value.length === 0) return trieDelete(trie, key);
  return { ...trie, root: insert(trie.root, trieTrail(trie, key), value.slice()) };
}

/** A new version without `key`; the same version when there was none. The shape never tells what was removed. */
export function trieDelete(trie: Trie, key: Uint8Array): Trie {
  const root = remove(trie.root, trieTrail(trie, key));
  return root === trie.root ? trie : { ...trie, root };
}

/** The 32-byte commitment to the whole content, the same in whatever order it came; the root is hashed even when short. */
export const trieRoot = (trie: Trie): Hash =>
  trie.root === null ? EMPTY_TRIE_ROOT : hashHex(hashTrieNode(trie.root));
