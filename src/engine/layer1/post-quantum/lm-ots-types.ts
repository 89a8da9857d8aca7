/** The parameter sets of LM-OTS: how long a hash is, and how many bits of the message one chain signs. */
import { shake256 } from '@noble/hashes/sha3.js';
import { sha256 } from '../../foundation/hash.ts';

/** The hash functions that LMS may stand on: SHA-256 (RFC 8554), SHAKE256 and both cut short (RFC 9858; SP 800-208, 4). */
export type LmsHashName = 'SHA-256' | 'SHA-256/192' | 'SHAKE256/256' | 'SHAKE256/192';

/** A parameter set of LM-OTS (RFC 8554, 4.1; RFC 9858; SP 800-208, 4). */
export interface LmOtsParameters {
  /** The number by which keys and signatures name it. */
  readonly typecode: number;
  readonly name: string;
  readonly hash: LmsHashName;
  /** Bytes of a hash: 32 or 24. */
  readonly n: number;
  /** Bits that one chain signs: 1, 2, 4 or 8. A chain has 2^w − 1 steps. */
  readonly w: number;
  /** Number of chains. */
  readonly p: number;
  /** Bits by which the checksum is moved to the left. */
  readonly ls: number;
}

/** `data` under the hash called `name`: 32 or 24 bytes. */
export function lmsHash(name: LmsHashName, data: Uint8Array): Uint8Array {
  if (name === 'SHA-256') return sha256(data);
  // SP 800-208, 4.2: SHA-256/192 is SHA-256 with only its first 192 bits kept.
  if (name === 'SHA-256/192') return sha256(data).subarray(0, 24);
  return shake256(data, { dkLen: name === 'SHAKE256/256' ? 32 : 24 });
}

/** How many bits a whole number from 1 takes. */
const bitLength = (value: number): number => value.toString(2).length;

function parameters(typecode: number, name: string, hash: LmsHashName, n: number, w: number) {
  // RFC 8554, appendix B: u digits of the hash, v of the checksum.
  const u = (8 * n) / w;
  const v = Math.ceil(bitLength((2 ** w - 1) * u) / w);
  return { typecode, name, hash, n, w, p: u + v, ls: 16 - v * w };
}

const FAMILIES: readonly (readonly [string, LmsHashName, number, number])[] = [
  ['LMOTS_SHA256_N32', 'SHA-256', 32, 1],
  ['LMOTS_SHA256_N24', 'SHA-256/192', 24, 5],
  ['LMOTS_SHAKE_N32', 'SHAKE256/256', 32, 9],
  ['LMOTS_SHAKE_N24', 'SHAKE256/192', 24, 13],
];

/** All sixteen parameter sets, in the order of their typecodes (RFC 8554, table 1; RFC 9858). */
export const LM_OTS_PARAMETERS: readonly LmOtsParameters[] = FAMILIES.flatMap(([name, hash, n, first]) =>
  [1, 2, 4, 8].map((w, index) => parameters(first + index, `${name}_W${w}`, hash, n, w)),
);

/** The parameter set with this typecode, or null. */
export const lmOtsParameters = (typecode: number): LmOtsParameters | null =>
  LM_OTS_PARAMETERS.find((set) => set.typecode === typecode) ?? null;
