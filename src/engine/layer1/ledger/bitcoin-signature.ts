/** Signatures as Bitcoin's scripts hold them: DER and one byte for the hash type, by keys in any of SEC 1's forms. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bigintToFixedBytes, bytesToBigint, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex } from '../../foundation/hash.ts';
import { sign, verifyBytes } from '../../foundation/keys.ts';
import type { Hex } from '../../foundation/units.ts';
import { encodeDer } from './der.ts';

const ORDER = secp256k1.Point.Fn.ORDER;

/**
 * The compressed form of a key of 33 or 65 bytes, or null when it is no point. 65 bytes begin with 4, or with 6 or 7,
 * a form that says the parity twice and stands in old outputs (Bitcoin Core, pubkey.h).
 */
function compressed(publicKey: Uint8Array): Uint8Array | null {
  if (publicKey.length === 33) return publicKey;
  const tag = publicKey[0] ?? 0;
  if (publicKey.length !== 65 || (tag !== 4 && tag !== 6 && tag !== 7)) return null;
  const parity = (publicKey[64] as number) & 1;
  if (tag !== 4 && parity !== (tag & 1)) return null;
  try {
    return secp256k1.Point.fromBytes(concatBytes(Uint8Array.of(4), publicKey.subarray(1))).toBytes(true);
  } catch {
    return null;
  }
}

/** `signature` with s in the lower half: for Bitcoin's consensus both halves count (BIP-146 was policy only). */
function lowered(signature: Uint8Array): Uint8Array {
  const s = bytesToBigint(signature.subarray(32));
  if (s <= ORDER / 2n || s >= ORDER) return signature;
  return concatBytes(signature.subarray(0, 32), bigintToFixedBytes(ORDER - s, 32));
}

/** Whether the 64 bytes of `signature` by `publicKey` hold for `digest`; a malformed key or signature is false. */
export function verifyBitcoinSignature(
  signature: Uint8Array,
  digest: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  const key = compressed(publicKey);
  return key !== null && signature.length === 64 && verifyBytes(lowered(signature), digest, key);
}

/** The signature of `digest` as a script takes it: DER, then the hash type. @throws RangeError for a digest or key of the wrong shape */
export const signForScript = (digest: Uint8Array, secretKey: Hex, hashType: number): Uint8Array =>
  concatBytes(encodeDer(hexToBytes(sign(hashHex(digest), secretKey))), Uint8Array.of(hashType));
