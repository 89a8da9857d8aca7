/** The field of scalars and polynomials over it: what erasure codes and commitments stand on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BLS_SCALARS,
  coefficientsOf,
  createField,
  domainPoints,
  interpolate,
  reverseBits,
  valueAt,
  valuesOnDomain,
  vanishingAt,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };
const field = BLS_SCALARS;
const element = fc.bigInt({ min: 0n, max: field.modulus - 1n });
const nonzero = fc.bigInt({ min: 1n, max: field.modulus - 1n });
const listOf = (size: number) => fc.array(element, { minLength: size, maxLength: size });
const powerOfTwo = fc.integer({ min: 0, max: 6 }).map((bits) => 2 ** bits);

describe('the field', () => {
  test('what is divided can be multiplied back, and every sum undone', () => {
    fc.assert(
      fc.property(element, nonzero, (a, b) => {
        expect(field.multiply(field.multiply(a, field.inverse(b)), b)).toBe(a);
        expect(field.subtract(field.add(a, b), b)).toBe(a);
      }),
      RUNS,
    );
  });

  test('many inverses by one division are the same as one by one', () => {
    fc.assert(
      fc.property(fc.array(nonzero, { maxLength: 20 }), (elements) => {
        expect(field.inverseAll(elements)).toEqual(elements.map(field.inverse));
      }),
      RUNS,
    );
    expect(() => field.inverseAll([1n, 0n])).toThrow(RangeError);
  });

  test('zero has no inverse, and there is no root of an order that does not divide', () => {
    expect(() => field.inverse(0n)).toThrow(RangeError);
    expect(() => field.rootOfUnity(5)).toThrow(RangeError);
    expect(() => field.rootOfUnity(0)).toThrow(RangeError);
    expect(() => field.power(2n, -1n)).toThrow(RangeError);
  });

  test('a root of unity has just its order', () => {
    const root = field.rootOfUnity(4096);
    expect(field.power(root, 4096n)).toBe(1n);
    expect(field.power(root, 2048n)).toBe(field.modulus - 1n);
  });

  test('its bytes are 32, big-endian, and the modulus is the nearest number that is refused', () => {
    fc.assert(
      fc.property(element, (a) => {
        expect(field.decode(field.encode(a))).toBe(a);
      }),
      RUNS,
    );
    const bytes = field.encode(field.modulus - 1n);
    expect(field.decode(bytes)).toBe(field.modulus - 1n);
    bytes[31] = (bytes[31] ?? 0) + 1;
    expect(field.decode(bytes)).toBeNull();
    expect(field.decode(new Uint8Array(31))).toBeNull();
    expect(field.decode(new Uint8Array(33))).toBeNull();
  });

  test('another prime makes another field: 17, where 3 is a generator', () => {
    const small = createField(17n, 3n);
    expect(small.bytes).toBe(1);
    expect(small.inverse(5n)).toBe(7n);
    expect(new Set(domainPoints(small, 16)).size).toBe(16);
  });
});

describe('polynomials', () => {
  test('the values on a domain are what Horner says at each of its points', () => {
    fc.assert(
      fc.property(powerOfTwo.chain(listOf), nonzero, (coefficients, shift) => {
        const points = domainPoints(field, coefficients.length).map((point) => field.multiply(point, shift));
        expect(valuesOnDomain(field, coefficients, shift)).toEqual(
          points.map((point) => valueAt(field, coefficients, point)),
        );
      }),
      RUNS,
    );
  });

  test('values and coefficients lead back to each other, beside the domain too', () => {
    fc.assert(
      fc.property(powerOfTwo.chain(listOf), nonzero, (list, shift) => {
        expect(coefficientsOf(field, valuesOnDomain(field, list, shift), shift)).toEqual(list);
      }),
      RUNS,
    );
  });

  test('the fast way and Lagrange’s find the same polynomial', () => {
    fc.assert(
      fc.property(listOf(8), (values) => {
        const points = domainPoints(field, 8).map((x, index) => ({ x, y: values[index] ?? 0n }));
        expect(interpolate(field, points)).toEqual(coefficientsOf(field, values));
      }),
      RUNS,
    );
    expect(() =>
      interpolate(field, [
        { x: 1n, y: 1n },
        { x: 1n, y: 2n },
      ]),
    ).toThrow(RangeError);
  });

  test('a vanishing polynomial is zero at its roots and not beside them, whichever way it was multiplied', () => {
    for (const count of [0, 1, 5, 100]) {
      const roots = Array.from({ length: count }, (_, index) => BigInt(index * index + 1));
      const polynomial = vanishingAt(field, roots);
      expect(polynomial.length).toBe(count + 1);
      expect(roots.every((root) => valueAt(field, polynomial, root) === 0n)).toBe(true);
      expect(valueAt(field, polynomial, 3n)).not.toBe(0n);
    }
  });

  test('bits are reversed within their number, and sizes between powers of two are refused', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((index) => reverseBits(index, 8))).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
    expect(() => valuesOnDomain(field, [1n, 2n, 3n])).toThrow(RangeError);
    expect(() => coefficientsOf(field, [])).toThrow(RangeError);
  });
});
