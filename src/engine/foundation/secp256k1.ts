/** Points and scalars of secp256k1 as bytes (SEC 1, 2.3), for what is built on them by hand. */
import { pippenger } from '@noble/curves/abstract/curve.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

import { bytesToBigint, concatBytes, utf8 } from './bytes.ts';
import { sha256 } from './hash.ts';

/** A point of the curve, the one at infinity among them. */
export type CurvePoint = InstanceType<typeof secp256k1.Point>;

/** The point that keys are multiples of. */
export const GENERATOR: CurvePoint = secp256k1.Point.BASE;
/** The point at infinity. */
export const INFINITY: CurvePoint = secp256k1.Point.ZERO;
/** How many points there are; scalars are reckoned modulo it. */
export const CURVE_ORDER: bigint = secp256k1.Point.Fn.ORDER;

/** `value` modulo the order, never negative. */
export const modOrder = (value: bigint): bigint => secp256k1.Point.Fn.create(value);

/** `scalar` times `point`; 0 gives the point at infinity. The time it takes depends on the scalar: not for real money. */
export const multiply = (point: CurvePoint, scalar: bigint): CurvePoint =>
  point.multiplyUnsafe(modOrder(scalar));

/** Σ scalar · point over both lists, for less than one multiplication each (N. Pippenger, 1980). */
export function combinePoints(points: readonly CurvePoint[], scalars: readonly bigint[]): CurvePoint {
  const used = points.flatMap((point, index) => {
    const scalar = modOrder(scalars[index] ?? 0n);
    return scalar === 0n || point.is0() ? [] : [{ point, scalar }];
  });
  if (used.length === 0) return INFINITY;
  return pippenger(
    secp256k1.Point,
    used.map(({ point }) => point),
    used.map(({ scalar }) => scalar),
  );
}

/** Whether `point`'s y is even; x-only keys stand for that one of the two points (BIP-340). */
export const hasEvenY = (point: CurvePoint): boolean => point.toAffine().y % 2n === 0n;

/** The point that 33 compressed bytes name, or null; infinity has no such form. */
export function pointFromBytes(data: Uint8Array): CurvePoint | null {
  if (data.length !== 33) return null;
  try {
    return secp256k1.Point.fromBytes(data);
  } catch {
    return null;
  }
}

/** The 33 compressed bytes of `point`. @throws RangeError for the point at infinity */
export function pointToBytes(point: CurvePoint): Uint8Array {
  if (point.is0()) throw new RangeError('The point at infinity has no compressed form.');
  return point.toBytes(true);
}

/** The integer of 32 bytes when it is below the order, otherwise null. */
export function scalarFromBytes(data: Uint8Array): bigint | null {
  const value = data.length === 32 ? bytesToBigint(data) : CURVE_ORDER;
  return value < CURVE_ORDER ? value : null;
}

/** SHA-256 of `parts` behind twice the hash of `tag`, so that a hash for one purpose is none for another (BIP-340, "Design"). */
export function taggedHash(tag: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const prefix = sha256(utf8(tag));
  return sha256(concatBytes(prefix, prefix, ...parts));
}
