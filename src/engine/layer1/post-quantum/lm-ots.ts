/** LM-OTS: a Winternitz signature whose every hash says where it stands, good for one message (RFC 8554, section 4). */
import { concatBytes } from '../../foundation/bytes.ts';
import { lmsHash } from './lm-ots-types.ts';
import type { LmOtsParameters } from './lm-ots-types.ts';

/** What a one-time key is for: the key pair's identifier I (16 bytes) and the number q of the leaf. */
export interface LmOtsPlace {
  readonly identifier: Uint8Array;
  readonly leaf: number;
}

/** Marks that keep hashes for different purposes apart (RFC 8554, 7.1). */
const D_PBLC = 0x8080;
const D_MESG = 0x8181;

/** `value` as big-endian bytes (RFC 8554, 3.1.1: u8str, u16str, u32str). */
export function uintBytes(value: number, length: 1 | 2 | 4): Uint8Array {
  return new Uint8Array(length).map((_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256);
}

/** Digit `index` of `data`, read in digits of `w` bits from the left (RFC 8554, 3.1.3: coef). */
export function digitAt(data: Uint8Array, index: number, w: number): number {
  const byte = data[Math.floor((index * w) / 8)] as number;
  const right = 8 - w * ((index % (8 / w)) + 1);
  return (byte >> right) & (2 ** w - 1);
}

/**
 * The p digits that are signed: those of the hash, then those of its checksum, which falls when any of them rises
 * (RFC 8554, 4.4).
 */
export function lmOtsDigits({ n, w, p, ls }: LmOtsParameters, hash: Uint8Array): readonly number[] {
  let sum = 0;
  for (let index = 0; index < (8 * n) / w; index += 1) sum += 2 ** w - 1 - digitAt(hash, index, w);
  const signed = concatBytes(hash, uintBytes(sum << ls, 2));
  return Array.from({ length: p }, (_, index) => digitAt(signed, index, w));
}

const prefixOf = ({ identifier, leaf }: LmOtsPlace): Uint8Array =>
  concatBytes(identifier, uintBytes(leaf, 4));

/** Goes from step `from` to step `to` of chain `chain`: each hash takes in where it stands (RFC 8554, 4.3 and 4.6). */
function walk(
  set: LmOtsParameters,
  prefix: Uint8Array,
  chain: number,
  start: Uint8Array,
  from: number,
  to: number,
): Uint8Array {
  const input = concatBytes(prefix, uintBytes(chain, 2), Uint8Array.of(0), start);
  const at = prefix.length + 3;
  for (let step = from; step < to; step += 1) {
    input[at - 1] = step;
    input.set(lmsHash(set.hash, input), at);
  }
  return input.slice(at);
}

/** The secret at the start of a chain, grown from the key pair's seed (RFC 8554, appendix A). */
const chainStart = (set: LmOtsParameters, prefix: Uint8Array, chain: number, seed: Uint8Array): Uint8Array =>
  lmsHash(set.hash, concatBytes(prefix, uintBytes(chain, 2), Uint8Array.of(0xff), seed));

const publicHash = (set: LmOtsParameters, prefix: Uint8Array, ends: readonly Uint8Array[]): Uint8Array =>
  lmsHash(set.hash, concatBytes(prefix, uintBytes(D_PBLC, 2), ...ends));

const messageHash = (
  set: LmOtsParameters,
  prefix: Uint8Array,
  randomizer: Uint8Array,
  message: Uint8Array,
): Uint8Array => lmsHash(set.hash, concatBytes(prefix, uintBytes(D_MESG, 2), randomizer, message));

/** The hash K of the one-time public key at `place`, n bytes (RFC 8554, algorithm 1). */
export function lmOtsPublicHash(set: LmOtsParameters, place: LmOtsPlace, seed: Uint8Array): Uint8Array {
  const prefix = prefixOf(place);
  const ends = Array.from({ length: set.p }, (_, chain) =>
    walk(set, prefix, chain, chainStart(set, prefix, chain, seed), 0, 2 ** set.w - 1),
  );
  return publicHash(set, prefix, ends);
}

/** How many bytes a signature has: typecode, randomizer, a hash for each chain (RFC 8554, 4.5). */
export const lmOtsSignatureBytes = ({ n, p }: LmOtsParameters): number => 4 + n * (p + 1);

/**
 * The signature of `message` by the one-time key at `place` (RFC 8554, algorithm 3). `randomizer` is C, n fresh bytes.
 * Whoever signs two messages at one place gives that place's secrets away. @throws RangeError for a randomizer of another length
 */
export function lmOtsSign(
  set: LmOtsParameters,
  place: LmOtsPlace,
  seed: Uint8Array,
  message: Uint8Array,
  randomizer: Uint8Array,
): Uint8Array {
  if (randomizer.length !== set.n)
    throw new RangeError(`A randomizer has ${set.n} bytes; got ${randomizer.length}.`);
  const prefix = prefixOf(place);
  const digits = lmOtsDigits(set, messageHash(set, prefix, randomizer, message));
  const parts = digits.map((digit, chain) =>
    walk(set, prefix, chain, chainStart(set, prefix, chain, seed), 0, digit),
  );
  return concatBytes(uintBytes(set.typecode, 4), randomizer, ...parts);
}

/**
 * The hash of the public key by which `signature` would be valid for `message` at `place` (RFC 8554, algorithm 4b), or
 * null when it is not of the parameter set `set` or of its length.
 */
export function lmOtsCandidate(
  set: LmOtsParameters,
  place: LmOtsPlace,
  message: Uint8Array,
  signature: Uint8Array,
): Uint8Array | null {
  if (signature.length !== lmOtsSignatureBytes(set)) return null;
  if (readUint32(signature, 0) !== set.typecode) return null;
  const prefix = prefixOf(place);
  const randomizer = signature.subarray(4, 4 + set.n);
  const digits = lmOtsDigits(set, messageHash(set, prefix, randomizer, message));
  const ends = digits.map((digit, chain) => {
    const at = 4 + set.n * (chain + 1);
    return walk(set, prefix, chain, signature.subarray(at, at + set.n), digit, 2 ** set.w - 1);
  });
  return publicHash(set, prefix, ends);
}

/** The big-endian number in the four bytes of `data` from `at` (RFC 8554, 3.1.2: strTou32); NaN when they are not all there. */
export const readUint32 = (data: Uint8Array, at: number): number =>
  data.length < at + 4 ? Number.NaN : new DataView(data.buffer, data.byteOffset + at, 4).getUint32(0);
