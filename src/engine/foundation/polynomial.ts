/**
 * Polynomials over a prime field, as coefficients (constant term first) or as values on roots of unity, and the ways
 * between the two. Values stand in bit-reversed order, in which the first half of a list, and every aligned block
 * within it, are values on a smaller domain of the same kind.
 */
import type { PrimeField } from './field.ts';

/** Whether a list of this length can be values on roots of unity. */
export const isPowerOfTwo = (size: number): boolean => size >= 1 && Number.isInteger(Math.log2(size));

function checkSize(size: number): void {
  if (!isPowerOfTwo(size)) throw new RangeError(`A domain has a power of two of points; got ${size}.`);
}

/** `index` with its log2(`size`) bits in reverse (consensus-specs, deneb, `reverse_bits`). */
export function reverseBits(index: number, size: number): number {
  let reversed = 0;
  for (let bit = 1; bit < size; bit *= 2) reversed = reversed * 2 + (Math.floor(index / bit) % 2);
  return reversed;
}

const powersOf = new WeakMap<PrimeField, Map<number, readonly bigint[]>>();

/** ω^0 … ω^(size−1) for the root ω of this order, in natural order; kept, since they are needed again and again. */
function powersOfRoot(field: PrimeField, size: number): readonly bigint[] {
  let known = powersOf.get(field);
  if (known === undefined) powersOf.set(field, (known = new Map<number, readonly bigint[]>()));
  let powers = known.get(size);
  if (powers === undefined) known.set(size, (powers = geometric(field, field.rootOfUnity(size), size)));
  return powers;
}

/** 1, ratio, ratio² and so on, `count` of them. */
export function geometric(field: PrimeField, ratio: bigint, count: number): readonly bigint[] {
  const terms: bigint[] = [];
  for (let term = 1n; terms.length < count; term = field.multiply(term, ratio)) terms.push(term);
  return terms;
}

/** The points at which lists of `size` values are values, in the order of such lists. Throws RangeError unless a power of two. */
export function domainPoints(field: PrimeField, size: number): readonly bigint[] {
  checkSize(size);
  const powers = powersOfRoot(field, size);
  return powers.map((_, index) => powers[reverseBits(index, size)] as bigint);
}

/**
 * The values of the polynomial with these coefficients at `shift` times each point of the domain of as many points:
 * the fast Fourier transform (Cooley and Tukey, 1965; halving from the top, which leaves bit-reversed order).
 * Throws RangeError unless there is a power of two of them.
 */
export function valuesOnDomain(field: PrimeField, coefficients: readonly bigint[], shift = 1n): bigint[] {
  const size = coefficients.length;
  checkSize(size);
  const { modulus } = field;
  const values = [...coefficients];
  if (shift !== 1n)
    geometric(field, shift, size).forEach((power, i) => {
      values[i] = ((values[i] as bigint) * power) % modulus;
    });
  const roots = powersOfRoot(field, size);
  for (let half = size / 2, stride = 1; half >= 1; half /= 2, stride *= 2) {
    for (let start = 0; start < size; start += 2 * half) {
      for (let offset = 0; offset < half; offset += 1) {
        const a = values[start + offset] as bigint;
        const b = values[start + offset + half] as bigint;
        const sum = a + b;
        values[start + offset] = sum < modulus ? sum : sum - modulus;
        const difference = a < b ? a - b + modulus : a - b;
        values[start + offset + half] =
          offset === 0 ? difference : (difference * (roots[offset * stride] as bigint)) % modulus;
      }
    }
  }
  return values;
}

/**
 * The coefficients of the polynomial, of fewer terms than there are values, which takes these values at `shift` times
 * each point of the domain: what {@link valuesOnDomain} undoes. Throws RangeError unless a power of two of them.
 */
export function coefficientsOf(field: PrimeField, values: readonly bigint[], shift = 1n): bigint[] {
  const size = values.length;
  checkSize(size);
  const { modulus } = field;
  const result = [...values];
  const roots = powersOfRoot(field, size);
  for (let half = 1, stride = size / 2; half < size; half *= 2, stride /= 2) {
    for (let start = 0; start < size; start += 2 * half) {
      for (let offset = 0; offset < half; offset += 1) {
        const a = result[start + offset] as bigint;
        const other = result[start + offset + half] as bigint;
        // The inverse of ω^k is ω^(size−k).
        const b = offset === 0 ? other : (other * (roots[size - offset * stride] as bigint)) % modulus;
        const sum = a + b;
        result[start + offset] = sum < modulus ? sum : sum - modulus;
        result[start + offset + half] = a < b ? a - b + modulus : a - b;
      }
    }
  }
  const back = shift === 1n ? 1n : field.inverse(shift);
  let factor = field.inverse(field.create(BigInt(size)));
  for (let index = 0; index < size; index += 1) {
    result[index] = ((result[index] as bigint) * factor) % modulus;
    if (back !== 1n) factor = (factor * back) % modulus;
  }
  return result;
}

/** The value at `x` of the polynomial with these coefficients, by W. Horner's rule. */
export function valueAt(field: PrimeField, coefficients: readonly bigint[], x: bigint): bigint {
  let value = 0n;
  for (let index = coefficients.length - 1; index >= 0; index -= 1)
    value = field.create(value * x + (coefficients[index] as bigint));
  return value;
}

/**
 * The coefficients of the one polynomial with fewer terms than points that goes through all of them (J.-L. Lagrange),
 * wherever they lie: work of the square of their number. Throws RangeError when two share an x.
 */
export function interpolate(
  field: PrimeField,
  points: readonly { readonly x: bigint; readonly y: bigint }[],
): readonly bigint[] {
  const all = vanishingAt(
    field,
    points.map(({ x }) => x),
  );
  const sum = new Array<bigint>(points.length).fill(0n);
  for (const { x, y } of points) {
    const others = withoutRoot(field, all, x);
    const factor = field.multiply(y, field.inverse(valueAt(field, others, x)));
    others.forEach((coefficient, index) => {
      sum[index] = field.create((sum[index] as bigint) + coefficient * factor);
    });
  }
  return sum;
}

/** `coefficients` divided by (X − root): synthetic division. What does not divide, the value at the root, is dropped. */
export function withoutRoot(
  field: PrimeField,
  coefficients: readonly bigint[],
  root: bigint,
): readonly bigint[] {
  const quotient = new Array<bigint>(coefficients.length - 1);
  let carried = 0n;
  for (let index = coefficients.length - 1; index >= 1; index -= 1) {
    carried = field.create((coefficients[index] as bigint) + carried * root);
    quotient[index - 1] = carried;
  }
  return quotient;
}

/** The product of two polynomials. */
function product(field: PrimeField, a: readonly bigint[], b: readonly bigint[]): readonly bigint[] {
  const terms = a.length + b.length - 1;
  if (Math.min(a.length, b.length) <= 32) {
    const sums = new Array<bigint>(terms).fill(0n);
    for (const [i, left] of a.entries())
      for (const [j, right] of b.entries()) sums[i + j] = (sums[i + j] as bigint) + left * right;
    return sums.map(field.create);
  }
  // Values multiply one by one, so the long way round by values is the short one. On a domain of one point too few the
  // highest term comes out added to the lowest, and is known beforehand: half the work for sizes just past a power of two.
  const folded = isPowerOfTwo(terms - 1);
  const size = folded ? terms - 1 : 2 ** Math.ceil(Math.log2(terms));
  const onDomain = (list: readonly bigint[]): bigint[] =>
    valuesOnDomain(
      field,
      Array.from({ length: size }, (_, index) => list[index] ?? 0n),
    );
  const right = onDomain(b);
  const values = onDomain(a).map((left, index) => field.multiply(left, right[index] as bigint));
  const result = coefficientsOf(field, values).slice(0, terms);
  if (folded) {
    const highest = field.multiply(a[a.length - 1] as bigint, b[b.length - 1] as bigint);
    result[0] = field.subtract(result[0] as bigint, highest);
    result.push(highest);
  }
  return result;
}

/** The polynomial with leading coefficient 1 that is zero at `roots` and nowhere else; of no roots it is 1. */
export function vanishingAt(field: PrimeField, roots: readonly bigint[]): readonly bigint[] {
  const [only] = roots;
  if (only === undefined) return [1n];
  if (roots.length === 1) return [field.create(-only), 1n];
  const half = roots.length >> 1;
  return product(field, vanishingAt(field, roots.slice(0, half)), vanishingAt(field, roots.slice(half)));
}
