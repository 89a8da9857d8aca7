/** Schnorr signatures over secp256k1 with x-only keys (BIP-340). */
import { schnorr } from '@noble/curves/secp256k1.js';

/** The x-only public key of `secretKey`: 32 bytes (BIP-340, "Public Key Generation"). @throws RangeError for a key outside 1 … n−1 */
export function schnorrPublicKey(secretKey: Uint8Array): Uint8Array {
  if (secretKey.length !== 32) throw new RangeError(`A secret key has 32 bytes; got ${secretKey.length}.`);
  try {
    return schnorr.getPublicKey(secretKey);
  } catch {
    throw new RangeError('A secret key lies between 1 and the order of the group.');
  }
}

/**
 * The 64-byte signature of `message` (any length). `auxiliary` is 32 bytes of fresh randomness or zeros
 * (BIP-340, "Default Signing"); the engine has no hidden source of it, so it is passed in.
 */
export const schnorrSign = (
  message: Uint8Array,
  secretKey: Uint8Array,
  auxiliary: Uint8Array = new Uint8Array(32),
): Uint8Array => schnorr.sign(message, secretKey, auxiliary);

/** Whether `signature` (64 bytes) by the x-only `publicKey` (32 bytes) holds for `message`; malformed input is false. */
export function schnorrVerify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  return schnorr.verify(signature, message, publicKey);
}
