/**
 * Proof of work: try nonces until a header's hash is small enough, and check in one hash what took so many to
 * find.
 */
import { doubleSha256, hashHex } from '../../foundation/hash.ts';
import { reverseBytes } from '../../foundation/bytes.ts';
import type { Hash } from '../../foundation/units.ts';
import { encodeHeader, targetOf, type BitcoinHeader } from '../chain/header.ts';

/** Which nonces to try: `tries` of them, from `from` upwards, none beyond the last of 32 bits. */
export interface MiningRange {
  readonly from: number;
  readonly tries: number;
}

/** A nonce that was found, and how many hashes it took, the good one included. */
export interface Mined {
  readonly nonce: number;
  readonly hashes: number;
}

/**
 * Looks for a nonce that makes the header's hash meet the target of its `bits`; null when the range holds
 * none.
 */
export type Mine = (header: BitcoinHeader, range: MiningRange) => Mined | null;

/** The nonce is the last 4 of the header's 80 bytes (Bitcoin developer reference, "Block Headers"). */
const NONCE_AT = 76;
const NONCES = 2 ** 32;

/**
 * Whether a block's hash, read as one 256-bit number, is at most the target. `hash` is in display order, the
 * order in which explorers print it: the small ones begin with zeros. Source: Bitcoin Core, `src/pow.cpp`,
 * `CheckProofOfWork`.
 */
export const meetsTarget = (hash: Hash, target: bigint): boolean => BigInt(hash) <= target;

/**
 * Tries nonces in order on this header and returns the first whose double SHA-256 meets the target in
 * `header.bits`, or null when none of the range does (a miner then changes the timestamp or a transaction and
 * tries again). Each try is one independent draw: the expected number is 2^256 / (target + 1), however long
 * one has been at it. A range that passes the last nonce, 2^32 − 1, ends there. Throws RangeError for a range
 * that is not of whole numbers from 0.
 */
export const mine: Mine = (header, { from, tries }) => {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(tries) || from < 0 || tries < 0)
    throw new RangeError(`Nonces are whole numbers from 0: cannot try ${tries} from ${from}.`);
  const target = targetOf(header.bits);
  const bytes = encodeHeader(header);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const limit = leadingWord(target);
  const end = Math.min(from + tries, NONCES);
  for (let nonce = from; nonce < end; nonce++) {
    view.setUint32(NONCE_AT, nonce, true);
    const hash = doubleSha256(bytes);
    // The last four bytes on the wire are the first four on display: almost every hash fails there.
    if (lastWord(hash) > limit) continue;
    if (meetsTarget(displayed(hash), target)) return { nonce, hashes: nonce - from + 1 };
  }
  return null;
};

const leadingWord = (target: bigint): number => Number(target >> 224n);
const lastWord = (hash: Uint8Array): number => new DataView(hash.buffer, hash.byteOffset).getUint32(28, true);
const displayed = (hash: Uint8Array): Hash => hashHex(reverseBytes(hash));
