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

/** Writes the SHA-256 of `data` into the 32 bytes of `digest`, which may be part of `data`. */
export function sha256Into(data: Uint8Array, digest: Uint8Array): void {
  freshSha256._cloneInto(workingSha256).update(data).digestInto(digest);
}

/** SHA-256 of `data`: 32 bytes (FIPS 180-4, 6.2). */
export function sha256(data: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  sha256Into(data, digest);
  return digest;
}

/** SHA-256 of the SHA-256 of `data`, Bitcoin's hash of headers and transactions: 32 bytes in internal order. */
export function doubleSha256(data: Uint8Array): Uint8Array {
  const digest = sha256(data);
  sha256Into(digest, digest);
  return digest;
}

/** Keccak-256 of `data`, with the padding from before SHA-3 became a standard, as Ethereum uses it: 32 bytes. */
export function keccak256(data: Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  freshKeccak._cloneInto(workingKeccak).update(data).digestInto(digest);
  return digest;
}

/** A 32-byte hash as hexadecimal. @throws RangeError when `digest` has another length */
export function hashHex(digest: Uint8Array): Hash {
  if (digest.length !== 32) throw new RangeError(`A hash has 32 bytes; got ${digest.length}.`);
  return bytesToHex(digest) as Hash;
}
