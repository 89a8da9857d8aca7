/** Words of the machine: 256 bits, unsigned, as on Ethereum's stack. */
import { bytesToBigint, isHex } from '../../foundation/bytes.ts';
import type { Address } from '../../foundation/units.ts';

/** A whole number from 0 to 2^256 − 1 (Yellow Paper, 9.1). */
export type Word = bigint;

/** One more than the largest word. */
export const WORD_LIMIT = 1n << 256n;

/** Whether `value` is a bigint from 0 to 2^256 − 1. */
export const isWord = (value: unknown): value is Word =>
  typeof value === 'bigint' && value >= 0n && value < WORD_LIMIT;

/** `value` modulo 2^256: what an addition or subtraction leaves of it (Yellow Paper, appendix H.2). */
export const wrapWord = (value: bigint): Word => BigInt.asUintN(256, value);

/** What is thrown where a word was meant and `value` came. */
export const notAWord = (value: unknown): RangeError =>
  new RangeError(`A word lies between 0 and 2^256 − 1; got ${String(value)}.`);

/** `word` as 32 bytes, big-endian. @throws RangeError for anything but a word */
export function wordBytes(word: Word): Uint8Array {
  if (!isWord(word)) throw notAWord(word);
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  // Most words are small: their upper limbs stay zero without being looked at.
  for (let [rest, at] = [word, 24]; rest !== 0n; rest >>= 64n, at -= 8)
    view.setBigUint64(at, BigInt.asUintN(64, rest));
  return bytes;
}

/** The word that 32 big-endian bytes are. */
export const bytesWord = (bytes: Uint8Array): Word => bytesToBigint(bytes);

/** `address` as a word: its 20 bytes, zeros before them. @throws RangeError for a malformed address */
export function addressWord(address: Address): Word {
  if (!isHex(address, 20)) throw new RangeError(`An address has 20 bytes; got ${String(address)}.`);
  return BigInt(address);
}
