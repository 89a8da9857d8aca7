/** Lamport's signature: for every bit of the message's hash, one of two secrets is shown (L. Lamport, Constructing Digital Signatures from a One Way Function, 1979). */
import { concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { digitAt, uintBytes } from './lm-ots.ts';

/** A key pair that signs one message. */
export interface LamportKey {
  /** 32 bytes from which all secrets grow. */
  readonly seed: Uint8Array;
  /** For each bit the hash of the secret for 0 and of that for 1: 64 bytes a bit. */
  readonly publicKey: Uint8Array;
}

/** The signature of `message` by `key`: 32 bytes a bit. */
export type LamportSign = (key: LamportKey, message: Uint8Array) => Uint8Array;

/** Whether `signature` holds for `message` under `publicKey`. */
export type LamportVerify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** The bits that are signed: the first `bits` of the message's SHA-256, left to right. */
export const lamportBits = (message: Uint8Array, bits: number): readonly number[] => {
  const digest = sha256(message);
  return Array.from({ length: bits }, (_, index) => digitAt(digest, index, 1));
};

/** The secret that stands for `bit` at place `index`: 32 bytes. */
const secretOf = (seed: Uint8Array, index: number, bit: number): Uint8Array =>
  sha256(concatBytes(seed, uintBytes(index, 2), Uint8Array.of(bit)));

/**
 * The key pair that grows from `seed` (32 bytes). `bits` of the hash are signed: all 256 unless told; with fewer, as in a
 * lesson on forgery, so few that a search takes moments. @throws RangeError for another seed or no number of bits from 1 to 256
 */
export function lamportKey(seed: Uint8Array, bits = 256): LamportKey {
  if (seed.length !== 32) throw new RangeError(`A seed has 32 bytes; got ${seed.length}.`);
  if (!Number.isInteger(bits) || bits < 1 || bits > 256)
    throw new RangeError(`A hash has 1 to 256 bits; got ${bits}.`);
  const hashes = Array.from({ length: 2 * bits }, (_, at) => sha256(secretOf(seed, at >> 1, at & 1)));
  return { seed, publicKey: concatBytes(...hashes) };
}

/** See {@link LamportSign}. Two messages under one key show, where their hashes differ, both secrets. */
export const lamportSign: LamportSign = ({ seed, publicKey }, message) =>
  concatBytes(...lamportBits(message, publicKey.length / 64).map((bit, index) => secretOf(seed, index, bit)));

/** See {@link LamportVerify}. A key or signature of another length is false. */
export const lamportVerify: LamportVerify = (publicKey, message, signature) => {
  const bits = publicKey.length / 64;
  if (!Number.isInteger(bits) || bits < 1 || bits > 256 || signature.length !== 32 * bits) return false;
  return lamportBits(message, bits).every((bit, index) => {
    const at = 64 * index + 32 * bit;
    const shown = sha256(signature.subarray(32 * index, 32 * index + 32));
    return equalBytes(shown, publicKey.subarray(at, at + 32));
  });
};
