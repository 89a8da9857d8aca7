/** Winternitz' signature: one chain of hashes signs w bits, and a checksum keeps anyone from walking on (R. Merkle, A Certified Digital Signature, 1989). */
import { concatBytes, equalBytes } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { digitAt, uintBytes } from './lm-ots.ts';

/** How much is signed, and how much of it by one chain. */
export interface WinternitzParameters {
  /** Bits of the message's hash that are signed, a multiple of w up to 256; fewer than 256 only in a lesson. */
  readonly bits: number;
  /** Bits that one chain signs: 1, 2, 4 or 8. A chain has 2^w − 1 steps. */
  readonly w: number;
}

/** A key pair that signs one message. */
export interface WinternitzKey {
  readonly parameters: WinternitzParameters;
  /** 32 bytes from which all chains start. */
  readonly seed: Uint8Array;
  /** The hash of the ends of all chains: 32 bytes. */
  readonly publicKey: Uint8Array;
}

/**
 * How far to walk each chain for `digest`: a digit for each w bits, then the digits of a checksum. The checksum is what
 * makes it a signature, since each hash that is shown can be hashed on by anyone.
 */
export type WinternitzDigits = (digest: Uint8Array, parameters: WinternitzParameters) => readonly number[];

/** The digits alone: what a signature without a checksum would sign. */
export const winternitzDigitsOnly: WinternitzDigits = (digest, { bits, w }) =>
  Array.from({ length: bits / w }, (_, index) => digitAt(digest, index, w));

/**
 * The digits, then Σ (2^w − 1 − digit) as digits of the same size, highest first: if one digit of the message rises, one
 * of the checksum falls, and no hash can be walked back.
 */
export const winternitzDigits: WinternitzDigits = (digest, parameters) => {
  const { w } = parameters;
  const digits = winternitzDigitsOnly(digest, parameters);
  const checksum = digits.reduce((sum, digit) => sum + 2 ** w - 1 - digit, 0);
  const length = checksumDigits(parameters);
  return [
    ...digits,
    ...Array.from({ length }, (_, index) => Math.floor(checksum / 2 ** (w * (length - 1 - index))) % 2 ** w),
  ];
};

/** How many digits hold the largest checksum. */
function checksumDigits({ bits, w }: WinternitzParameters): number {
  const largest = (bits / w) * (2 ** w - 1);
  return Math.ceil(largest.toString(2).length / w);
}

/** Walks chain `chain` from step `from` to step `to`; each hash takes in where it stands, so that no chain leads into another. */
export function winternitzWalk(chain: number, start: Uint8Array, from: number, to: number): Uint8Array {
  let value = start;
  for (let step = from; step < to; step += 1)
    value = sha256(concatBytes(uintBytes(chain, 2), uintBytes(step, 2), value));
  return value;
}

const chainStart = (seed: Uint8Array, chain: number): Uint8Array =>
  sha256(concatBytes(seed, uintBytes(chain, 2)));

/**
 * The key pair that grows from `seed` (32 bytes), for as many chains as `digitsOf` asks for.
 * @throws RangeError for another seed or parameters that do not fit
 */
export function winternitzKey(
  seed: Uint8Array,
  parameters: WinternitzParameters = { bits: 256, w: 4 },
  digitsOf: WinternitzDigits = winternitzDigits,
): WinternitzKey {
  const { bits, w } = parameters;
  if (seed.length !== 32) throw new RangeError(`A seed has 32 bytes; got ${seed.length}.`);
  if (![1, 2, 4, 8].includes(w) || bits < w || bits > 256 || bits % w !== 0)
    throw new RangeError(`${bits} bits cannot be signed ${w} at a time.`);
  const chains = digitsOf(new Uint8Array(32), parameters).length;
  const ends = Array.from({ length: chains }, (_, chain) =>
    winternitzWalk(chain, chainStart(seed, chain), 0, 2 ** w - 1),
  );
  return { parameters, seed, publicKey: sha256(concatBytes(...ends)) };
}

/** The signature of `message`: for each chain the hash at its digit, 32 bytes each. */
export const winternitzSign = (
  { parameters, seed }: WinternitzKey,
  message: Uint8Array,
  digitsOf: WinternitzDigits = winternitzDigits,
): Uint8Array =>
  concatBytes(
    ...digitsOf(sha256(message), parameters).map((digit, chain) =>
      winternitzWalk(chain, chainStart(seed, chain), 0, digit),
    ),
  );

/** Whether `signature` holds for `message` under the 32-byte `publicKey`: the verifier walks each chain to its end. */
export function winternitzVerify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  parameters: WinternitzParameters = { bits: 256, w: 4 },
  digitsOf: WinternitzDigits = winternitzDigits,
): boolean {
  const digits = digitsOf(sha256(message), parameters);
  if (signature.length !== 32 * digits.length) return false;
  const last = 2 ** parameters.w - 1;
  const ends = digits.map((digit, chain) =>
    winternitzWalk(chain, signature.subarray(32 * chain, 32 * chain + 32), digit, last),
  );
  return equalBytes(sha256(concatBytes(...ends)), publicKey);
}
