/** One path through a tree of words: it shows a word, and leads to the root before and after a change of it. */
import { wordBytes } from './word.ts';
import type { Word } from './word.ts';
import {
  bitAt,
  EMPTY_ROOT,
  hashOf,
  hashPair,
  isEmptyRoot,
  loneHash,
  partingOf,
  pathOfKey,
} from './word-tree.ts';
import type { TreeDepth, WordTree } from './word-tree.ts';

/** The hashes beside the path of one key. A bit of `mask`, from the root down, says which of them are not empty. */
export interface WordProof {
  readonly mask: Uint8Array;
  /** Those hashes, from the root down. */
  readonly hashes: readonly Uint8Array[];
}

/** The proof of the word at `key`, zero included. @throws RangeError for a key outside the tree */
export function proveWord({ depth, root }: WordTree, key: bigint): WordProof {
  const path = pathOfKey(depth, key);
  const mask = new Uint8Array(depth / 8);
  const beside: Uint8Array[] = [];
  const note = (at: number, hash: Uint8Array): void => {
    if (hash === EMPTY_ROOT) return;
    mask[at >> 3] = (mask[at >> 3] as number) | (1 << (7 - (at & 7)));
    beside.push(hash);
  };
  let node = root;
  for (let at = 0; node !== null; at += 1) {
    if (node.path !== null) {
      const parting = partingOf(node.path, path, depth);
      if (parting < depth) note(parting, loneHash(node.path, node.word, parting + 1, depth));
      break;
    }
    const isLeft = bitAt(path, at) === 0;
    note(at, hashOf(isLeft ? node.right : node.left, at + 1, depth));
    node = isLeft ? node.left : node.right;
  }
  return { mask, hashes: beside };
}

/**
 * The root of the tree in which `word` stands at `key` beside the hashes of `proof`, or null for a proof that
 * {@link proveWord} would not write: a mask of another length, hashes too many or too few, an empty hash listed.
 * The same proof gives the root before a change (with the old word) and after it (with the new one).
 */
export function rootWith(depth: TreeDepth, key: bigint, word: Word, proof: WordProof): Uint8Array | null {
  const { mask, hashes: listed } = proof;
  if (mask.length !== depth / 8 || listed.some((hash) => hash.length !== 32 || isEmptyRoot(hash)))
    return null;
  const path = pathOfKey(depth, key);
  let left = listed.length;
  let node = wordBytes(word);
  for (let at = depth - 1; at >= 0; at -= 1) {
    let beside = EMPTY_ROOT;
    if (bitAt(mask, at) === 1) {
      left -= 1;
      const hash = listed[left];
      if (hash === undefined) return null;
      beside = hash;
    }
    node = (bitAt(path, at) === 0 ? hashPair(node, beside) : hashPair(beside, node)) as typeof node;
  }
  return left === 0 ? node : null;
}
