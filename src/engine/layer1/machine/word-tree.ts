/**
 * A persistent Merkle tree of words, every leaf at the same depth: what a machine's code, input and storage are
 * committed by. A changed word needs only the hashes beside its path, whoever changes it.
 *
 * An empty subtree is 32 zero bytes and a leaf is its word, so an unset word is zero; inner = SHA-256(left ‖ right).
 * Optimism's Cannon commits its memory by such a tree (OP Stack specification, Cannon Fault Proof Virtual Machine,
 * "Memory": 27 levels, leaves of 32 bytes); the foundation's sparse tree is shorter, but a verifier cannot remove a leaf from it by one path.
 */
import { sha256 } from '../../foundation/hash.ts';
import { isWord, notAWord, wordBytes } from './word.ts';
import type { Word } from './word.ts';

/** A subtree: an inner node, or one lone leaf, kept where its subtree begins. */
interface Node {
  readonly path: Uint8Array | null;
  readonly word: Word;
  readonly left: Node | null;
  readonly right: Node | null;
}

/** Hashes worked out so far, beside the nodes, so that nodes can be frozen. A node stands at one depth only. */
const hashes = new WeakMap<Node, Uint8Array>();

/** How deep a tree may be; with 256 every word is a key. */
export type TreeDepth = 16 | 256;

/** One version of a tree of 2^`depth` words, all zero at first. */
export interface WordTree {
  readonly depth: TreeDepth;
  readonly root: Node | null;
}

/** The root of an empty subtree. */
export const EMPTY_ROOT: Uint8Array = new Uint8Array(32);

const leafNode = (path: Uint8Array, word: Word): Node => ({ path, word, left: null, right: null });
const innerNode = (left: Node | null, right: Node | null): Node => ({
  path: null,
  word: 0n,
  left,
  right,
});

/** Bit `depth` of `bits`, most significant first. */
export const bitAt = (bits: Uint8Array, depth: number): number =>
  ((bits[depth >> 3] as number) >> (7 - (depth & 7))) & 1;

/** The path of `key`: its bits from the most significant on. @throws RangeError for a key outside the tree */
export function pathOfKey(depth: TreeDepth, key: bigint): Uint8Array {
  if (typeof key !== 'bigint' || key < 0n || key >> BigInt(depth) !== 0n)
    throw new RangeError(`A key lies between 0 and 2^${depth} − 1; got ${String(key)}.`);
  if (depth === 256) return wordBytes(key);
  const short = Number(key);
  return Uint8Array.of(short >> 8, short & 255);
}

/** The first bit in which `a` and `b` differ, or `depth` when they are the same. */
export function partingOf(a: Uint8Array, b: Uint8Array, depth: number): number {
  for (let index = 0; index < depth / 8; index += 1) {
    const difference = (a[index] as number) ^ (b[index] as number);
    if (difference !== 0) return 8 * index + Math.clz32(difference) - 24;
  }
  return depth;
}

/** A tree of zeros. */
export const emptyWords = (depth: TreeDepth): WordTree => ({ depth, root: null });

/** The word at `key`; zero where none was set. @throws RangeError for a key outside the tree */
export function getWord({ depth, root }: WordTree, key: bigint): Word {
  const path = pathOfKey(depth, key);
  let node = root;
  for (let at = 0; node !== null; at += 1) {
    if (node.path !== null) return partingOf(node.path, path, depth) === depth ? node.word : 0n;
    node = bitAt(path, at) === 0 ? node.left : node.right;
  }
  return 0n;
}

/** An inner node over these two, or nothing over nothing; a lone leaf stands where its subtree begins. */
function over(left: Node | null, right: Node | null): Node | null {
  const only = left === null ? right : right === null ? left : null;
  if (only !== null && only.path !== null) return leafNode(only.path, only.word);
  return left === null && right === null ? null : innerNode(left, right);
}

function changed(node: Node | null, path: Uint8Array, word: Word, at: number, depth: number): Node | null {
  if (node === null) return word === 0n ? null : leafNode(path, word);
  if (node.path !== null) {
    const parting = partingOf(node.path, path, depth);
    if (parting === depth) return word === 0n ? null : leafNode(path, word);
    if (word === 0n) return node;
    return split(leafNode(node.path, node.word), leafNode(path, word), at, parting);
  }
  const isLeft = bitAt(path, at) === 0;
  const before = isLeft ? node.left : node.right;
  const after = changed(before, path, word, at + 1, depth);
  if (after === before) return node;
  return isLeft ? over(after, node.right) : over(node.left, after);
}

/** Two leaves under one node at depth `at`, whose paths part at `parting`. */
function split(one: Node, other: Node, at: number, parting: number): Node {
  const path = one.path as Uint8Array;
  let node = bitAt(path, parting) === 0 ? innerNode(one, other) : innerNode(other, one);
  for (let level = parting - 1; level >= at; level -= 1)
    node = bitAt(path, level) === 0 ? innerNode(node, null) : innerNode(null, node);
  return node;
}

/** A new version with `word` at `key`; setting zero leaves no trace. The old version stays. @throws RangeError for a key or word out of range */
export function setWord(tree: WordTree, key: bigint, word: Word): WordTree {
  if (!isWord(word)) throw notAWord(word);
  const root = changed(tree.root, pathOfKey(tree.depth, key), word, 0, tree.depth);
  return root === tree.root ? tree : { depth: tree.depth, root };
}

/** The subtree at depth `at` whose leftmost key is `first`, with `words` at its keys from there on. */
function grow(words: readonly Word[], first: number, at: number, depth: TreeDepth): Node | null {
  if (first >= words.length) return null;
  if (at === depth) {
    const word = words[first] as Word;
    return word === 0n ? null : leafNode(pathOfKey(depth, BigInt(first)), word);
  }
  // Beyond 2^53 keys there are no words, whatever the exact place of the middle.
  const middle = first + 2 ** (depth - at - 1);
  return over(grow(words, first, at + 1, depth), grow(words, middle, at + 1, depth));
}

/** The tree with `words` at keys 0, 1, 2 … @throws RangeError when they are too many, or for anything but words */
export function wordsFrom(depth: TreeDepth, words: readonly Word[]): WordTree {
  if (words.length > 2 ** depth) throw new RangeError(`There are 2^${depth} keys, not ${words.length}.`);
  for (const word of words) if (!isWord(word)) throw notAWord(word);
  return { depth, root: grow(words, 0, 0, depth) };
}

const pair = new Uint8Array(64);
/** The hash over two subtrees; over two empty ones it is empty. */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (isEmptyRoot(left) && isEmptyRoot(right)) return EMPTY_ROOT;
  pair.set(left, 0);
  pair.set(right, 32);
  return sha256(pair);
}

/** Whether `hash` is that of an empty subtree. */
export const isEmptyRoot = (hash: Uint8Array): boolean =>
  hash === EMPTY_ROOT || hash.every((byte) => byte === 0);

/** The hash at depth `at` of a subtree that holds `word` at `path` and nothing else. */
export function loneHash(path: Uint8Array, word: Word, at: number, depth: number): Uint8Array {
  let node = wordBytes(word);
  for (let level = depth - 1; level >= at; level -= 1)
    node = (
      bitAt(path, level) === 0 ? hashPair(node, EMPTY_ROOT) : hashPair(EMPTY_ROOT, node)
    ) as typeof node;
  return node;
}

/** The hash at depth `at` of the subtree `node`. */
export function hashOf(node: Node | null, at: number, depth: number): Uint8Array {
  if (node === null) return EMPTY_ROOT;
  const known = hashes.get(node);
  if (known !== undefined) return known;
  const hash =
    node.path === null
      ? hashPair(hashOf(node.left, at + 1, depth), hashOf(node.right, at + 1, depth))
      : loneHash(node.path, node.word, at, depth);
  hashes.set(node, hash);
  return hash;
}

/** The 32-byte commitment to all words. Only what changed since an earlier root is hashed. */
export const wordRoot = ({ depth, root }: WordTree): Uint8Array => hashOf(root, 0, depth).slice();
