/** Proof of work: try nonces until a header's hash is small enough, and check in one hash what took so many to find. */
import { doubleSha256, hashHex } from '../../foundation/hash.ts';
import { reverseBytes } from '../../foundation/bytes.ts';
import type { Hash } from '../../foundation/units.ts';
import { encodeHeader, targetOf, type BitcoinHeader } from '../chain/header.ts';

/** Which nonces to try: `tries` of them, from `from` upwards. */
export interface MiningRange {
  readonly from: number;
  readonly tries: number;
}

/** A nonce that was found, and how many hashes it took, the good one included. */
export interface Mined {
  readonly nonce: number;
  readonly hashes: number;
}

/** The nonce is the last 4 of the header's 80 bytes (Bitcoin developer reference, "Block Headers"). */
const NONCE_AT = 76;
const NONCES = 2 ** 32;

/**
 * Whether a block's hash, read as one 256-bit number, is at most the target. `hash` is in display order, the order in which
 * explorers print it: the small ones begin with zeros. Source: Bitcoin Core, `src/pow.cpp`, `CheckProofOfWork`.
 */
export const meetsTarget = (hash: Hash, target: bigint): boolean => BigInt(hash) <= target;

/**
 * Tries nonces in order on this header and returns the first whose double SHA-256 meets the target in `header.bits`, or null
 * when none of the range does (a miner then changes the timestamp or a transaction and tries again). Each try is one independent
 * draw: the expected number is 2^256 / (target + 1), however long one has been at it.
 * Throws RangeError for a range outside the nonce's 32 bits, and for `bits` whose target is not above zero.
 */
export function mine(header: BitcoinHeader, { from, tries }: MiningRange): Mined | null {
  if (from < 0 || tries < 0 || from + tries > NONCES)
    throw new RangeError(`A nonce has 32 bits: cannot try ${tries} from ${from}.`);
  const target = targetOf(header.bits);
  if (target <= 0n)
    throw new RangeError(`No hash can meet the target of bits 0x${header.bits.toString(16)}.`);

  const bytes = encodeHeader(header);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const limit = leadingWord(target);
  for (let nonce = from; nonce < from + tries; nonce++) {
    view.setUint32(NONCE_AT, nonce, true);
    const hash = doubleSha256(bytes);
    // The last four bytes on the wire are the first four on display: almost every hash fails there.
    if (lastWord(hash) > limit) continue;
    if (meetsTarget(displayed(hash), target)) return { nonce, hashes: nonce - from + 1 };
  }
  return null;
}

const leadingWord = (target: bigint): number => Number(target >> 224n);
const lastWord = (hash: Uint8Array): number => new DataView(hash.buffer, hash.byteOffset).getUint32(28, true);
const displayed = (hash: Uint8Array): Hash => hashHex(reverseBytes(hash));
