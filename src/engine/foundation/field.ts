/** Numbers modulo a prime: adding, multiplying and dividing without rounding, which is what codes and proofs are made of. */
import { bigintToFixedBytes, bytesToBigint } from './bytes.ts';

/** A prime field. Its elements are bigints from 0 to `modulus` − 1; operations take no others. */
export interface PrimeField {
  readonly modulus: bigint;
  /** Bytes that one element takes. */
  readonly bytes: number;
  /** A number whose powers are all elements but zero. */
  readonly generator: bigint;
  /** The element that any integer stands for, below zero too. */
  create(integer: bigint): bigint;
  add(a: bigint, b: bigint): bigint;
  subtract(a: bigint, b: bigint): bigint;
  multiply(a: bigint, b: bigint): bigint;
  /** `base` to a power that is not negative. */
  power(base: bigint, exponent: bigint): bigint;
  /** What times `a` makes 1. Throws RangeError for zero. */
  inverse(a: bigint): bigint;
  /** The inverse of each element by one division (P. Montgomery's trick). Throws RangeError when one is zero. */
  inverseAll(elements: readonly bigint[]): readonly bigint[];
  /** An element whose powers repeat after just `order` steps. Throws RangeError unless `order` divides modulus − 1. */
  rootOfUnity(order: number): bigint;
  /** The element that big-endian bytes name, or null when there are too few, too many, or the number is not below the modulus. */
  decode(data: Uint8Array): bigint | null;
  /** An element as big-endian bytes. */
  encode(element: bigint): Uint8Array;
}

/** The field of integers modulo `modulus`, which has to be prime; `generator` has to generate its multiplicative group. */
export function createField(modulus: bigint, generator: bigint): PrimeField {
  const bytes = Math.ceil(modulus.toString(16).length / 2);
  const roots = new Map<number, bigint>();
  const create = (integer: bigint): bigint => {
    const rest = integer % modulus;
    return rest < 0n ? rest + modulus : rest;
  };
  const field: PrimeField = {
    modulus,
    bytes,
    generator,
    create,
    add(a, b) {
      const sum = a + b;
      return sum < modulus ? sum : sum - modulus;
    },
    subtract: (a, b) => (a < b ? a - b + modulus : a - b),
    multiply: (a, b) => (a * b) % modulus,
    power(base, exponent) {
      if (exponent < 0n) throw new RangeError('A negative power is the inverse of a positive one.');
      let result = 1n;
      for (let square = base, left = exponent; left > 0n; left >>= 1n) {
        if (left & 1n) result = (result * square) % modulus;
        square = (square * square) % modulus;
      }
      return result;
    },
    inverse(a) {
      if (a === 0n) throw new RangeError('Nothing times zero makes one.');
      // Euclid's algorithm, keeping how `rest` is made of `a`.
      let [previous, rest] = [modulus, a];
      let [before, times] = [0n, 1n];
      while (rest !== 0n) {
        const quotient = previous / rest;
        [previous, rest] = [rest, previous - quotient * rest];
        [before, times] = [times, before - quotient * times];
      }
      return create(before);
    },
    inverseAll(elements) {
      const upTo: bigint[] = [];
      let product = 1n;
      for (const element of elements) {
        upTo.push(product);
        product = (product * element) % modulus;
      }
      let left = elements.length === 0 ? 1n : field.inverse(product);
      const inverses = new Array<bigint>(elements.length);
      for (let index = elements.length - 1; index >= 0; index -= 1) {
        inverses[index] = (left * (upTo[index] as bigint)) % modulus;
        left = (left * (elements[index] as bigint)) % modulus;
      }
      return inverses;
    },
    rootOfUnity(order) {
      let root = roots.get(order);
      if (root === undefined) {
        if (!Number.isSafeInteger(order) || order < 1 || (modulus - 1n) % BigInt(order) !== 0n)
          throw new RangeError(`This field has no root of unity of order ${order}.`);
        root = field.power(generator, (modulus - 1n) / BigInt(order));
        roots.set(order, root);
      }
      return root;
    },
    decode(data) {
      if (data.length !== bytes) return null;
      const value = bytesToBigint(data);
      return value < modulus ? value : null;
    },
    encode: (element) => bigintToFixedBytes(element, bytes),
  };
  return field;
}

/**
 * The scalars of BLS12-381, of which blobs are made: the order of the curve's groups, with 2^32 dividing order − 1
 * (consensus-specs, deneb/polynomial-commitments.md, `BLS_MODULUS`, `PRIMITIVE_ROOT_OF_UNITY`).
 */
export const BLS_SCALARS: PrimeField = createField(
  0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  7n,
);
