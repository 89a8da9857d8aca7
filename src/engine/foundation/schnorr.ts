/** Schnorr signatures over secp256k1 with x-only keys (BIP-340). */
import { schnorr } from '@noble/curves/secp256k1.js';
import { bigintToFixedBytes, bytesToBigint, concatBytes } from './bytes.ts';
import { GENERATOR, hasEvenY, modOrder, multiply, pointToBytes, taggedHash } from './secp256k1.ts';

/** A secret key as BIP-340 uses it: its x-only public key, and the scalar whose point has an even y. */
interface EvenKey {
  readonly scalar: bigint;
  readonly xOnly: Uint8Array;
}

/**
 * The multiple of G by `scalar` that BIP-340 means: the sign of the scalar is changed where y would be odd. noble's own
 * multiplication for secrets draws random bytes to blind itself, and the engine has none to give.
 */
function evenKey(scalar: bigint): EvenKey {
  const point = multiply(GENERATOR, scalar);
  const xOnly = pointToBytes(point).subarray(1);
  return { scalar: hasEvenY(point) ? scalar : modOrder(-scalar), xOnly };
}

function keyFrom(secretKey: Uint8Array): EvenKey {
  if (secretKey.length !== 32) throw new RangeError(`A secret key has 32 bytes; got ${secretKey.length}.`);
  const scalar = bytesToBigint(secretKey);
  if (scalar === 0n || scalar !== modOrder(scalar))
    throw new RangeError('A secret key lies between 1 and the order of the group.');
  return evenKey(scalar);
}

/** The x-only public key of `secretKey`: 32 bytes (BIP-340, "Public Key Generation"). @throws RangeError for a key outside 1 … n−1 */
export const schnorrPublicKey = (secretKey: Uint8Array): Uint8Array => keyFrom(secretKey).xOnly;

/**
 * The 64-byte signature of `message` (any length). `auxiliary` is 32 bytes of fresh randomness or zeros
 * (BIP-340, "Default Signing"); the engine has no hidden source of it, so it is passed in.
 * @throws RangeError for a key outside 1 … n−1 or auxiliary bytes of another length
 */
export function schnorrSign(
  message: Uint8Array,
  secretKey: Uint8Array,
  auxiliary: Uint8Array = new Uint8Array(32),
): Uint8Array {
  if (auxiliary.length !== 32)
    throw new RangeError(`Auxiliary randomness has 32 bytes; got ${auxiliary.length}.`);
  const { scalar, xOnly } = keyFrom(secretKey);
  const masked = bigintToFixedBytes(scalar ^ bytesToBigint(taggedHash('BIP0340/aux', auxiliary)), 32);
  const nonce = modOrder(bytesToBigint(taggedHash('BIP0340/nonce', masked, xOnly, message)));
  // BIP-340, "Default Signing": fail if k' = 0, which happens to nobody.
  if (nonce === 0n) throw new RangeError('The nonce came out as zero.');
  const commitment = evenKey(nonce);
  const challenge = bytesToBigint(taggedHash('BIP0340/challenge', commitment.xOnly, xOnly, message));
  return concatBytes(
    commitment.xOnly,
    bigintToFixedBytes(modOrder(commitment.scalar + challenge * scalar), 32),
  );
}

/** Whether `signature` (64 bytes) by the x-only `publicKey` (32 bytes) holds for `message`; malformed input is false. */
export function schnorrVerify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  return schnorr.verify(signature, message, publicKey);
}
