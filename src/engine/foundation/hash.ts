/** The hash functions of the two chains: SHA-256 (FIPS 180-4), twice for Bitcoin, and Keccak-256 for Ethereum. */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from './bytes.ts';
import type { Hash } from './units.ts';

// A hasher made anew for each message costs as much as the hashing itself, so an unused one is copied over a used one.
const freshSha256 = nobleSha256.create();
const workingSha256 = nobleSha256.create();
const freshKeccak = keccak_256.create();
const workingKeccak = keccak_256.create();

/** SHA-256 of `data`: 32 bytes (FIPS 180-4, 6.2). */
export const sha256 = (data: Uint8Array): Uint8Array =>
  freshSha256._cloneInto(workingSha256).update(data).digest();

/** SHA-256 of the SHA-256 of `data`, Bitcoin's hash of headers and transactions: 32 bytes in internal order. */
export const doubleSha256 = (data: Uint8Array): Uint8Array => sha256(sha256(data));

/** Keccak-256 of `data`, with the padding from before SHA-3 became a standard, as Ethereum uses it: 32 bytes. */
export const keccak256 = (data: Uint8Array): Uint8Array =>
  freshKeccak._cloneInto(workingKeccak).update(data).digest();

/** A 32-byte hash as hexadecimal. @throws RangeError when `digest` has another length */
export function hashHex(digest: Uint8Array): Hash {
  if (digest.length !== 32) throw new RangeError(`A hash has 32 bytes; got ${digest.length}.`);
  return bytesToHex(digest) as Hash;
}
