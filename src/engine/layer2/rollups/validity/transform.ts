/**
 * From values to coefficients and back for many elements at once: the fast Fourier transform on vectors, for the
 * prover.
 */
import { reverseBits } from '../../../foundation/polynomial.ts';
import { addAt, createVector, LIMBS, multiplyAt, multiplyVectors, toVector } from './field-vector.ts';
import type { FieldVector } from './field-vector.ts';
import { STARK_FIELD } from './stark-field.ts';

/** 1, ratio, ratio² and so on, `count` of them, starting with `first` instead of 1. */
export function powersVector(ratio: bigint, count: number, first = 1n): FieldVector {
  const powers = createVector(count);
  powers.set(toVector([first]));
  const step = toVector([ratio]);
  for (let index = 1; index < count; index += 1)
    multiplyAt(powers, LIMBS * index, powers, LIMBS * (index - 1), step, 0);
  return powers;
}

const known = new Map<string, FieldVector>();
const rootsOf = (size: number, inverse: boolean): FieldVector => {
  const key = `${size} ${inverse}`;
  let roots = known.get(key);
  if (roots === undefined) {
    const root = STARK_FIELD.rootOfUnity(size);
    roots = powersVector(inverse ? STARK_FIELD.inverse(root) : root, Math.max(1, size / 2));
    // A few sizes are in use at a time; more are not worth their memory.
    if (known.size >= 8) known.clear();
    known.set(key, roots);
  }
  return roots;
};

/**
 * The coefficients, times their number, of the polynomial with these values at 1, ω, ω² …: in bit-reversed order and
 * in place, halving from the top (W. Gentleman, G. Sande, 1966).
 */
export function vectorToCoefficients(values: FieldVector): void {
  const size = values.length / LIMBS;
  const roots = rootsOf(size, true);
  const sum = createVector(1);
  for (let half = size / 2, stride = 1; half >= 1; half /= 2, stride *= 2)
    for (let start = 0; start < size; start += 2 * half)
      for (let offset = 0; offset < half; offset += 1) {
        const a = LIMBS * (start + offset);
        const b = a + LIMBS * half;
        addAt(sum, 0, values, a, values, b, 1);
        addAt(values, b, values, a, values, b, -1);
        multiplyAt(values, b, values, b, roots, LIMBS * offset * stride);
        for (let limb = 0; limb < LIMBS; limb += 1) values[a + limb] = sum[limb] as number;
      }
}

/**
 * The values at 1, ω, ω² … of the polynomial with these coefficients, which come in bit-reversed order: in place (J.
 * Cooley, J. Tukey, 1965).
 */
export function vectorToValues(coefficients: FieldVector): void {
  const size = coefficients.length / LIMBS;
  const roots = rootsOf(size, false);
  const product = createVector(1);
  for (let half = 1, stride = size / 2; half < size; half *= 2, stride /= 2)
    for (let start = 0; start < size; start += 2 * half)
      for (let offset = 0; offset < half; offset += 1) {
        const a = LIMBS * (start + offset);
        const b = a + LIMBS * half;
        multiplyAt(product, 0, coefficients, b, roots, LIMBS * offset * stride);
        addAt(coefficients, b, coefficients, a, product, 0, -1);
        addAt(coefficients, a, coefficients, a, product, 0, 1);
      }
}

/** A polynomial as `vectorToCoefficients` leaves it. */
export function interpolateVector(values: FieldVector): FieldVector {
  const coefficients = values.slice();
  vectorToCoefficients(coefficients);
  return coefficients;
}

/**
 * `shift`^0 … `shift`^(size − 1) in bit-reversed order, divided by `size`: what coefficients are multiplied by to
 * look at a shifted domain.
 */
export function shiftPowers(shift: bigint, size: number): FieldVector {
  const powers = powersVector(shift, size, STARK_FIELD.inverse(BigInt(size)));
  const reversed = createVector(size);
  for (let index = 0; index < size; index += 1) {
    const from = LIMBS * reverseBits(index, size);
    reversed.set(powers.subarray(from, from + LIMBS), LIMBS * index);
  }
  return reversed;
}

/**
 * The values at shift · ω^i, where `powers` is `shiftPowers` of the shift and as many as there are
 * coefficients.
 */
export function valuesOnCoset(coefficients: FieldVector, powers: FieldVector): FieldVector {
  const values = createVector(coefficients.length / LIMBS);
  multiplyVectors(values, coefficients, powers);
  vectorToValues(values);
  return values;
}

/**
 * The same polynomial with zeros as further coefficients, `size` in all, and times size / its own, so that {@link
 * shiftPowers} of `size` fit.
 */
export function widened(coefficients: FieldVector, size: number): FieldVector {
  const own = coefficients.length / LIMBS;
  const wide = createVector(size);
  const factor = toVector([BigInt(size / own)]);
  for (let index = 0; index < own; index += 1)
    multiplyAt(wide, LIMBS * index * (size / own), coefficients, LIMBS * index, factor, 0);
  return wide;
}
