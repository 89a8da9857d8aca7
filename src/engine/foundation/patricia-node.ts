/** Nodes of a Patricia trie, and how each is written and referred to: in place when short, by its hash otherwise. */
import { keccak256 } from './hash.ts';
import { hexPrefix } from './patricia-path.ts';
import { encodeRlp } from './rlp.ts';
import type { RlpItem } from './rlp.ts';

/** The end of a path with its value. */
export interface TrieLeaf {
  readonly kind: 'leaf';
  readonly path: Uint8Array;
  readonly value: Uint8Array;
}

/** A piece of path that everything below shares; what follows is always a branch. */
export interface TrieExtension {
  readonly kind: 'extension';
  readonly path: Uint8Array;
  readonly child: TrieNode;
}

/** A parting of ways: one child for each next nibble, and the value of the key that ends here. */
export interface TrieBranch {
  readonly kind: 'branch';
  readonly children: readonly (TrieNode | null)[];
  readonly value: Uint8Array | null;
}

/** One of the three kinds of node (Yellow Paper, appendix D). */
export type TrieNode = TrieLeaf | TrieExtension | TrieBranch;

const NOTHING = new Uint8Array(0);

/** A node's own item and its RLP, worked out once: nodes never change. */
interface Written {
  readonly item: RlpItem;
  readonly bytes: Uint8Array;
  /** Keccak-256 of `bytes`, once it was asked for. */
  hash: Uint8Array | null;
}
const written = new WeakMap<TrieNode, Written>();

function itemOf(node: TrieNode): RlpItem {
  if (node.kind === 'leaf') return [hexPrefix(node.path, true), node.value];
  if (node.kind === 'extension') return [hexPrefix(node.path, false), referenceTo(node.child)];
  const children = node.children.map((child) => (child === null ? NOTHING : referenceTo(child)));
  return [...children, node.value ?? NOTHING];
}

function write(node: TrieNode): Written {
  const known = written.get(node);
  if (known !== undefined) return known;
  const item = itemOf(node);
  const fresh: Written = { item, bytes: encodeRlp(item), hash: null };
  written.set(node, fresh);
  return fresh;
}

/** The RLP of `node`, its children in it by reference. */
export const encodeTrieNode = (node: TrieNode): Uint8Array => write(node).bytes;

/** Keccak-256 of {@link encodeTrieNode}, which stands for the node and all below it. */
export function hashTrieNode(node: TrieNode): Uint8Array {
  const all = write(node);
  all.hash ??= keccak256(all.bytes);
  return all.hash;
}

/** Whether a parent holds `node` itself: a node of fewer than 32 bytes is no longer than its hash (appendix D, n(I, i)). */
export const isHeldInPlace = (node: TrieNode): boolean => write(node).bytes.length < 32;

/** What a parent holds of `node`: the node itself when that is shorter than a hash, else the hash. */
export const referenceTo = (node: TrieNode): RlpItem =>
  isHeldInPlace(node) ? write(node).item : hashTrieNode(node);
