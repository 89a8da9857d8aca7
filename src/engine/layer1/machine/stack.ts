/** The machine's stack as a chain of hashes: whoever knows the top words and the hash of the rest can push and pop. */
import { malformed } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hash.ts';
import { wordBytes } from './word.ts';
import type { Word } from './word.ts';

/** The Yellow Paper's limit (9.1). */
export const MOST_WORDS = 1024;

/**
 * A stack: empty, a word on another stack, or only the hash of one. Hash of a word on a stack: SHA-256(word ‖ hash of the
 * stack below); of the empty stack: zeros. Arbitrum's first machine could prove its steps for
 * the same reason (H. Kalodner et al., Arbitrum, USENIX Security 2018, on one-step proofs).
 */
export interface Stack {
  readonly depth: number;
  /** Null for the empty stack and for one of which only the hash is known. */
  readonly top: { readonly word: Word; readonly below: Stack } | null;
}

/** Hashes worked out so far, beside the stacks, so that stacks can be frozen. */
const hashes = new WeakMap<Stack, Uint8Array>();

/** The stack with nothing on it. */
export const EMPTY_STACK: Stack = { depth: 0, top: null };

/** A stack of which nothing is known but its depth and hash. */
export function hiddenStack(depth: number, hash: Uint8Array): Stack {
  const stack: Stack = { depth, top: null };
  hashes.set(stack, hash);
  return stack;
}

/** `word` on `below`. */
export const pushWord = (below: Stack, word: Word): Stack => ({
  depth: below.depth + 1,
  top: { word, below },
});

/** `words` on `below`, the first of them on top. */
export const pushWords = (below: Stack, words: readonly Word[]): Stack => words.reduceRight(pushWord, below);

/** The `count` words on top of `stack`, top first, and what is below; stops a verifier to whom they were not shown. */
export function takeWords(stack: Stack, count: number): { words: Word[]; below: Stack } {
  const words: Word[] = [];
  let below = stack;
  while (words.length < count) {
    const { top } = below;
    if (top === null) {
      const rule = 'Strata machine, one-step proof';
      malformed('witness-words-missing', rule, 'The instruction needs more words.', words.length, count);
    }
    words.push(top.word);
    ({ below } = top);
  }
  return { words, below };
}

const link = new Uint8Array(64);

const NOTHING_BELOW = new Uint8Array(32);

/** The 32-byte commitment to a stack. */
export function stackHash(stack: Stack): Uint8Array {
  // From the deepest word that was not hashed yet upwards: a stack may be too deep for recursion.
  const unhashed: Stack[] = [];
  let known = hashes.get(stack);
  for (let at = stack; known === undefined && at.top !== null; known = hashes.get(at)) {
    unhashed.push(at);
    at = at.top.below;
  }
  let hash = known ?? NOTHING_BELOW;
  for (const one of unhashed.reverse()) {
    if (one.top === null) continue;
    link.set(wordBytes(one.top.word), 0);
    link.set(hash, 32);
    hash = sha256(link);
    hashes.set(one, hash);
  }
  return hash;
}
