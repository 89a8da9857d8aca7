/** A signature that names its signer: with one more bit, the public key comes out of signature and message (SEC 1, 4.1.6). */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex, hexToBytes } from './bytes.ts';
import { sign } from './keys.ts';
import type { Hash, Hex } from './units.ts';

/** Which of the points that r may come from is meant: the one with even y (0) or with odd y (1). */
export type Recovery = 0 | 1;

/** A signature by numbers, as Ethereum writes it (Yellow Paper, appendix F). */
export interface RecoverableSignature {
  readonly r: bigint;
  readonly s: bigint;
  readonly recovery: Recovery;
}

/** The order of the group (SEC 2, 2.4.1). */
const ORDER = secp256k1.Point.Fn.ORDER;

/** Whether `value` can be half of a signature: 1 … n − 1. */
export const isSignatureNumber = (value: bigint): boolean => value > 0n && value < ORDER;

/** Whether s is in the lower half; the other half says the same about the same message (EIP-2). */
export const isLowS = (s: bigint): boolean => s <= ORDER / 2n;

/** The compressed public key (33 bytes) whose signature of `messageHash` this is, or null when there is no such key. */
export function recoverPublicKey(messageHash: Hash, { r, s, recovery }: RecoverableSignature): Hex | null {
  if (!isSignatureNumber(r) || !isSignatureNumber(s)) return null;
  try {
    const signature = new secp256k1.Signature(r, s).addRecoveryBit(recovery);
    return bytesToHex(signature.recoverPublicKey(hexToBytes(messageHash)).toBytes(true));
  } catch {
    // r is the x of no point, or the key would be the point at infinity.
    return null;
  }
}

/** {@link sign} with the bit from which the key can be recovered. Needs `ready()`. @throws RangeError for a malformed hash or key */
export function signRecoverably(messageHash: Hash, secretKey: Hex, publicKey: Hex): RecoverableSignature {
  const signature = sign(messageHash, secretKey);
  const r = BigInt(signature.slice(0, 66));
  const s = BigInt(`0x${signature.slice(66)}`);
  const even: RecoverableSignature = { r, s, recovery: 0 };
  return recoverPublicKey(messageHash, even) === publicKey ? even : { ...even, recovery: 1 };
}
