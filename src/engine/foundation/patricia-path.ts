/** Paths of a Patricia trie: keys as half-bytes, and the compact form in which a node holds a piece of one. */
import { bytesToHex } from './bytes.ts';
import { malformed } from './errors.ts';

const RULE = 'Ethereum Yellow Paper, appendix C';

/** `key` as nibbles (half-bytes, 0 … 15), the high half of each byte first. */
export function nibblesOf(key: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(2 * key.length);
  for (let index = 0; index < key.length; index += 1) {
    const byte = key[index] as number;
    nibbles[2 * index] = byte >> 4;
    nibbles[2 * index + 1] = byte & 15;
  }
  return nibbles;
}

/** How many nibbles `a` and `b` have in common from the start. */
export function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a[shared] === b[shared]) shared += 1;
  return shared;
}

/**
 * The hex-prefix encoding of `path`: a first nibble with the flags (2: a leaf, 1: an odd number of nibbles), a zero
 * nibble when the number is even, then the path (Yellow Paper, appendix C).
 */
export function hexPrefix(path: Uint8Array, isLeaf: boolean): Uint8Array {
  const odd = path.length % 2;
  const packed = new Uint8Array((path.length - odd) / 2 + 1);
  packed[0] = ((isLeaf ? 2 : 0) + odd) << 4;
  if (odd === 1) packed[0] |= path[0] as number;
  for (let at = odd, to = 1; at < path.length; at += 2, to += 1)
    packed[to] = ((path[at] as number) << 4) | (path[at + 1] as number);
  return packed;
}

/** The path that `packed` holds; stops the decoder at flags that do not exist and at a padding that is not zero. */
export function readHexPrefix(packed: Uint8Array): { readonly path: Uint8Array; readonly isLeaf: boolean } {
  const [first] = packed;
  if (first === undefined)
    malformed('trie-path-empty', RULE, 'A path has a first byte.', 0, 'at least 1 byte');
  const flags = first >> 4;
  if (flags > 3) malformed('trie-path-flags', RULE, 'The flags of a path are 0 to 3.', flags, '0 to 3');
  const odd = flags & 1;
  if (odd === 0 && (first & 15) !== 0) {
    malformed(
      'trie-path-padding',
      RULE,
      'An even path is padded with zero.',
      bytesToHex(packed),
      'a zero nibble',
    );
  }
  return { path: nibblesOf(packed).subarray(2 - odd), isLeaf: flags >= 2 };
}
