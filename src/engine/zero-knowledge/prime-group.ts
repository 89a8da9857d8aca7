/** Groups in which discrete logarithms are asked for: secp256k1, and groups so small that all of a proof can be counted. */
import { bigintToFixedBytes, bytesToBigint, concatBytes, utf8 } from '../foundation/bytes.ts';
import { createField } from '../foundation/field.ts';
import { sha256 } from '../foundation/hash.ts';
import {
  CURVE_ORDER,
  GENERATOR,
  INFINITY,
  multiply,
  pointFromBytes,
  pointToBytes,
} from '../foundation/secp256k1.ts';
import type { CurvePoint } from '../foundation/secp256k1.ts';

/** A group of prime order, written additively: `multiply` adds an element to itself so many times. */
export interface PrimeGroup<Element> {
  /** Goes into every challenge, so that a proof in one group is none in another. */
  readonly name: string;
  /** How many elements there are: a prime. Scalars are bigints from 0 to order − 1. */
  readonly order: bigint;
  readonly generator: Element;
  readonly identity: Element;
  add(a: Element, b: Element): Element;
  negate(a: Element): Element;
  multiply(a: Element, scalar: bigint): Element;
  equals(a: Element, b: Element): boolean;
  /** Whether `a` is one of the elements: what a verifier asks before it works with what a prover sent. */
  contains(a: Element): boolean;
  /** The element's bytes, different for different elements. */
  encode(a: Element): Uint8Array;
  /** An element that depends on `label` and whose logarithm nobody knows. */
  hashToElement(label: string): Element;
}

/** `integer` as a scalar of `group`, never negative. */
export function scalarOf(group: Pick<PrimeGroup<unknown>, 'order'>, integer: bigint): bigint {
  const rest = integer % group.order;
  return rest < 0n ? rest + group.order : rest;
}

/** Whether `value` is a scalar: from 0 to order − 1. */
export const isScalar = (group: Pick<PrimeGroup<unknown>, 'order'>, value: bigint): boolean =>
  value >= 0n && value < group.order;

/** What times `scalar` makes 1. @throws RangeError for zero */
export const invertScalar = (group: Pick<PrimeGroup<unknown>, 'order'>, scalar: bigint): bigint =>
  createField(group.order, 2n).inverse(scalarOf(group, scalar));

/** The curve of Bitcoin's and Ethereum's keys (SEC 2, 2.4.1). */
export const SECP256K1_GROUP: PrimeGroup<CurvePoint> = {
  name: 'secp256k1',
  order: CURVE_ORDER,
  generator: GENERATOR,
  identity: INFINITY,
  add: (a, b) => a.add(b),
  negate: (a) => a.negate(),
  multiply: (a, scalar) => multiply(a, scalar),
  equals: (a, b) => a.equals(b),
  // Bytes are points of the curve or refused, and its order is prime: all of its points are in the group.
  contains: () => true,
  // The point at infinity has one byte (SEC 1, 2.3.3).
  encode: (a) => (a.equals(INFINITY) ? Uint8Array.of(0) : pointToBytes(a)),
  hashToElement(label) {
    // Half of all x belong to a point: try one after the other.
    for (let attempt = 0; ; attempt += 1) {
      const x = sha256(concatBytes(utf8(`strata point ${label}`), bigintToFixedBytes(BigInt(attempt), 4)));
      const point = pointFromBytes(concatBytes(Uint8Array.of(2), x));
      if (point !== null) return point;
    }
  },
};

/** The scalar that `data` stands for in challenges: SHA-256 over all parts, each behind its length, modulo the order. */
export const hashToScalar = (
  group: Pick<PrimeGroup<unknown>, 'order'>,
  ...data: readonly Uint8Array[]
): bigint => scalarOf(group, bytesToBigint(sha256(concatBytes(...data.map(sizedBytes)))));

/** Each part behind its length, so that no two lists of parts are the same bytes. */
const sizedBytes = (part: Uint8Array): Uint8Array =>
  concatBytes(bigintToFixedBytes(BigInt(part.length), 4), part);

/**
 * The squares modulo a safe prime p = 2q + 1: a group of order q, written as numbers. 4 generates it, as every square but 1
 * does. With p = 23 all 11 elements can be looked at; nothing of that size hides a secret.
 * @throws RangeError unless p is odd and above 5
 */
export function createSquaresGroup(p: bigint): PrimeGroup<bigint> {
  if (p <= 5n || p % 2n === 0n) throw new RangeError(`A safe prime above 5 is asked for; got ${p}.`);
  const order = (p - 1n) / 2n;
  const field = createField(p, 2n);
  const group: PrimeGroup<bigint> = {
    name: `squares modulo ${p}`,
    order,
    generator: 4n,
    identity: 1n,
    add: (a, b) => field.multiply(a, b),
    negate: (a) => field.inverse(a),
    multiply: (a, scalar) => field.power(a, scalarOf(group, scalar)),
    equals: (a, b) => a === b,
    // A square to the power q is 1, and −1 for all others: for those an even challenge would hide that nobody has a
    // logarithm.
    contains: (a) => a > 0n && a < p && field.power(a, order) === 1n,
    encode: (a) => field.encode(a),
    hashToElement(label) {
      const base = 2n + (bytesToBigint(sha256(utf8(`strata square ${label}`))) % (p - 3n));
      return field.multiply(base, base);
    },
  };
  return group;
}
