/** Points of BLS12-381's two groups, their bytes, and the pairing between them, for what is built on them by hand. */
import { pippenger } from '@noble/curves/abstract/curve.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { BLS_SCALARS } from './field.ts';

/** A point of the first group, whose points take 48 bytes. */
export type G1Point = InstanceType<typeof bls12_381.G1.Point>;
/** A point of the second group, whose points take 96 bytes. */
export type G2Point = InstanceType<typeof bls12_381.G2.Point>;

/** The point of the first group that others are multiples of. */
export const G1_GENERATOR: G1Point = bls12_381.G1.Point.BASE;
/** The point of the second group that others are multiples of. */
export const G2_GENERATOR: G2Point = bls12_381.G2.Point.BASE;
/** Nothing in the first group: what added to a point leaves it. */
export const G1_ZERO: G1Point = bls12_381.G1.Point.ZERO;
/** Nothing in the second group. */
export const G2_ZERO: G2Point = bls12_381.G2.Point.ZERO;

/**
 * The point that 48 compressed bytes name, infinity among them, or null: for another length, a coordinate that is not
 * reduced, one that is on no point of the curve, and a point outside the subgroup (consensus-specs,
 * deneb/polynomial-commitments.md, `validate_kzg_g1`).
 */
export function g1FromBytes(data: Uint8Array): G1Point | null {
  if (data.length !== 48) return null;
  try {
    return bls12_381.G1.Point.fromBytes(data);
  } catch {
    return null;
  }
}

/** The point that 96 compressed bytes name, or null for what {@link g1FromBytes} refuses. */
export function g2FromBytes(data: Uint8Array): G2Point | null {
  if (data.length !== 96) return null;
  try {
    return bls12_381.G2.Point.fromBytes(data);
  } catch {
    return null;
  }
}

/** `point` in compressed form: 48 bytes of the first group, 96 of the second. */
export const blsPointToBytes = (point: G1Point | G2Point): Uint8Array => point.toBytes(true);

/** `scalar` times `point`. The time it takes depends on the scalar: not for real money. */
export const multiplyG1 = (point: G1Point, scalar: bigint): G1Point =>
  point.multiplyUnsafe(BLS_SCALARS.create(scalar));

/** `scalar` times `point` of the second group. */
export const multiplyG2 = (point: G2Point, scalar: bigint): G2Point =>
  point.multiplyUnsafe(BLS_SCALARS.create(scalar));

/** Σ scalar · point over both lists (consensus-specs, deneb, `g1_lincomb`). Throws RangeError unless they are equally long. */
export function combineG1(points: readonly G1Point[], scalars: readonly bigint[]): G1Point {
  if (points.length !== scalars.length) throw new RangeError('As many scalars as points are needed.');
  const used = points.flatMap((point, index) => {
    const scalar = BLS_SCALARS.create(scalars[index] as bigint);
    return scalar === 0n || point.is0() ? [] : [{ point, scalar }];
  });
  if (used.length === 0) return G1_ZERO;
  return pippenger(
    bls12_381.G1.Point,
    used.map(({ point }) => point),
    used.map(({ scalar }) => scalar),
  );
}

/**
 * Whether the pairings of all pairs multiply to one, which is how equations between points are checked:
 * e(a, b) = e(c, d) if and only if e(a, b) · e(−c, d) = 1. Pairs with infinity count as one.
 */
export function pairingsCancel(pairs: readonly (readonly [G1Point, G2Point])[]): boolean {
  const finite = pairs.filter(([a, b]) => !a.is0() && !b.is0());
  if (finite.length === 0) return true;
  const value = bls12_381.pairingBatch(finite.map(([g1, g2]) => ({ g1, g2 })));
  return bls12_381.fields.Fp12.eql(value, bls12_381.fields.Fp12.ONE);
}

/**
 * A point of the second group whose logarithm nobody knows, from a message (RFC 9380,
 * BLS12381G2_XMD:SHA-256_SSWU_RO_). `domain` keeps hashes for one purpose apart from those for another.
 */
export const hashToG2 = (message: Uint8Array, domain: string): G2Point => {
  const { x, y } = bls12_381.G2.hashToCurve(message, { DST: domain }).toAffine();
  return bls12_381.G2.Point.fromAffine({ x, y });
};
