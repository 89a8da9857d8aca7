/**
 * Many elements of the STARK's field at once, as floating-point numbers that hold integers: five to ten times as fast
 * as bigints, for the prover only. What is proven, sent and checked is bigints and bytes.
 *
 * An element is five numbers of 26 bits and a sign, the lowest first. A product of two such numbers and sums of a few
 * of them stay below 2^53, where floating-point arithmetic is exact (IEEE 754), so nothing is ever rounded that
 * should not be (D. Bernstein, Curve25519, 2006, does the same). An element stands for itself times R =
 * 2^130 (P. Montgomery, Modular Multiplication Without Trial Division, 1985): then a product is brought back by
 * shifting low digits out, and since p is 1 modulo 2^119 the multiple of p that clears a digit is the digit itself.
 */
import { STARK_FIELD } from './stark-field.ts';

/** Elements one after the other, five numbers each, in Montgomery's form. */
export type FieldVector = Float64Array;

/** Numbers that one element takes. */
export const LIMBS = 5;
const { modulus } = STARK_FIELD;

/** 2^26, the base of the digits, and what a carry is multiplied by. */
const BASE = 0x4000000;
const DOWN = 1 / BASE;
/** Adding this and taking it away again leaves the multiple of 2^26 that is nearest: its last bit is worth 2^26. */
const NEAREST = 1.5 * 2 ** 78;
/** The same for multiples of 1. */
const NEAREST_ONE = 1.5 * 2 ** 52;
/** p − 1 in units of the highest digit: 407 · 2^119 = 407 · 2^15 · (2^26)^4. */
const TOP = 407 * 2 ** 15;
const PER_TOP = 1 / TOP;

/** Room for `count` elements, all zero. */
export const createVector = (count: number): FieldVector => new Float64Array(LIMBS * count);

/** The elements from `start` up to `end` of `vector`, sharing its memory. */
export const vectorPart = (vector: FieldVector, start: number, end: number): FieldVector =>
  vector.subarray(LIMBS * start, LIMBS * end);

/**
 * `out[i] = a[i] · b[i]` for the elements of `out`; a factor of one element multiplies all. `out` may be `a` or `b`,
 * but not a shifted part of them.
 */
export function multiplyVectors(out: FieldVector, a: FieldVector, b: FieldVector): void {
  const stepA = a.length === LIMBS ? 0 : LIMBS;
  const stepB = b.length === LIMBS ? 0 : LIMBS;
  for (let i = 0, j = 0, k = 0; i < out.length; i += LIMBS, j += stepA, k += stepB)
    multiplyAt(out, i, a, j, b, k);
}

/** The product of the element of `a` at `j` and that of `b` at `k`, into `out` at `i`; places count numbers. */
export function multiplyAt(
  out: FieldVector,
  i: number,
  a: FieldVector,
  j: number,
  b: FieldVector,
  k: number,
): void {
  const a0 = a[j] as number;
  const a1 = a[j + 1] as number;
  const a2 = a[j + 2] as number;
  const a3 = a[j + 3] as number;
  const a4 = a[j + 4] as number;
  const b0 = b[k] as number;
  const b1 = b[k + 1] as number;
  const b2 = b[k + 2] as number;
  const b3 = b[k + 3] as number;
  const b4 = b[k + 4] as number;
  // Long multiplication; each digit that falls off the low end takes itself times p off, which is itself times TOP
  // four up.
  const t0 = a0 * b0;
  let carry = t0 + NEAREST - NEAREST;
  const m0 = t0 - carry;
  const t1 = a0 * b1 + a1 * b0 + carry * DOWN;
  carry = t1 + NEAREST - NEAREST;
  const m1 = t1 - carry;
  const t2 = a0 * b2 + a1 * b1 + a2 * b0 + carry * DOWN;
  carry = t2 + NEAREST - NEAREST;
  const m2 = t2 - carry;
  const t3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + carry * DOWN;
  carry = t3 + NEAREST - NEAREST;
  const m3 = t3 - carry;
  const t4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + carry * DOWN - m0 * TOP;
  carry = t4 + NEAREST - NEAREST;
  const m4 = t4 - carry;
  const t5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + carry * DOWN - m1 * TOP;
  carry = t5 + NEAREST - NEAREST;
  out[i] = t5 - carry;
  const t6 = a2 * b4 + a3 * b3 + a4 * b2 + carry * DOWN - m2 * TOP;
  carry = t6 + NEAREST - NEAREST;
  out[i + 1] = t6 - carry;
  const t7 = a3 * b4 + a4 * b3 + carry * DOWN - m3 * TOP;
  carry = t7 + NEAREST - NEAREST;
  out[i + 2] = t7 - carry;
  const t8 = a4 * b4 + carry * DOWN - m4 * TOP;
  carry = t8 + NEAREST - NEAREST;
  out[i + 3] = t8 - carry;
  out[i + 4] = carry * DOWN;
}

/** `out[i] = a[i] + b[i]`; with `sign` −1, a[i] − b[i]. A vector of one element is added to all. */
export function addVectors(out: FieldVector, a: FieldVector, b: FieldVector, sign: 1 | -1 = 1): void {
  const stepA = a.length === LIMBS ? 0 : LIMBS;
  const stepB = b.length === LIMBS ? 0 : LIMBS;
  for (let i = 0, j = 0, k = 0; i < out.length; i += LIMBS, j += stepA, k += stepB)
    addAt(out, i, a, j, b, k, sign);
}

/**
 * The sum of the element of `a` at `j` and `sign` times that of `b` at `k`, into `out` at `i`; places count numbers.
 */
export function addAt(
  out: FieldVector,
  i: number,
  a: FieldVector,
  j: number,
  b: FieldVector,
  k: number,
  sign: number,
): void {
  // The nearest multiple of p goes off the top, and that many ones off the bottom: |sum| stays about p / 2.
  const top = (a[j + 4] as number) + sign * (b[k + 4] as number);
  const times = top * PER_TOP + NEAREST_ONE - NEAREST_ONE;
  const t0 = (a[j] as number) + sign * (b[k] as number) - times;
  let carry = t0 + NEAREST - NEAREST;
  const t1 = (a[j + 1] as number) + sign * (b[k + 1] as number) + carry * DOWN;
  out[i] = t0 - carry;
  carry = t1 + NEAREST - NEAREST;
  const t2 = (a[j + 2] as number) + sign * (b[k + 2] as number) + carry * DOWN;
  out[i + 1] = t1 - carry;
  carry = t2 + NEAREST - NEAREST;
  const t3 = (a[j + 3] as number) + sign * (b[k + 3] as number) + carry * DOWN;
  out[i + 2] = t2 - carry;
  carry = t3 + NEAREST - NEAREST;
  out[i + 3] = t3 - carry;
  out[i + 4] = top - times * TOP + carry * DOWN;
}

const MASK = BigInt(BASE - 1);
const R = (1n << 130n) % modulus;

function setDigits(vector: FieldVector, index: number, value: bigint): void {
  let left = value;
  let carry = 0;
  for (let limb = 0; limb < LIMBS; limb += 1) {
    let digit = Number(left & MASK) + carry;
    carry = 0;
    if (limb < LIMBS - 1 && digit > BASE / 2) {
      digit -= BASE;
      carry = 1;
    }
    vector[LIMBS * index + limb] = digit;
    left >>= 26n;
  }
}

/** These elements, each from 0 to p − 1, as a vector. */
export function toVector(elements: readonly bigint[]): FieldVector {
  const vector = createVector(elements.length);
  // Montgomery's form of the upper half is written below zero, so that no digit grows too large.
  elements.forEach((element, index) => setDigits(vector, index, (element * R) % modulus));
  // A sum with nothing puts the digits into their usual range.
  addVectors(vector, vector, createVector(1));
  return vector;
}

const ONE_PLAIN: FieldVector = Float64Array.of(1, 0, 0, 0, 0);
const plain = createVector(1);

/**
 * Writes the element of `vector` at `place` (in numbers) as 16 big-endian bytes: the one form from 0 to p − 1, which
 * is what is hashed and sent.
 */
export function writeElement(vector: FieldVector, place: number, into: DataView, offset: number): void {
  multiplyAt(plain, 0, vector, place, ONE_PLAIN, 0);
  let d0 = plain[0] as number;
  let d1 = plain[1] as number;
  let d2 = plain[2] as number;
  let d3 = plain[3] as number;
  let d4 = plain[4] as number;
  for (;;) {
    // Digits from 0 to 2^26 − 1; what remains below zero is in the highest.
    let carry = Math.floor(d0 * DOWN);
    d0 -= carry * BASE;
    d1 += carry;
    carry = Math.floor(d1 * DOWN);
    d1 -= carry * BASE;
    d2 += carry;
    carry = Math.floor(d2 * DOWN);
    d2 -= carry * BASE;
    d3 += carry;
    carry = Math.floor(d3 * DOWN);
    d3 -= carry * BASE;
    d4 += carry;
    if (d4 < 0) {
      d4 += TOP;
      d0 += 1;
    } else if (d4 > TOP || (d4 === TOP && (d3 > 0 || d2 > 0 || d1 > 0 || d0 > 0))) {
      d4 -= TOP;
      d0 -= 1;
    } else break;
  }
  // 128 bits from digits of 26: bits 96…, 64…, 32…, 0….
  into.setUint32(offset, (d4 * 2 ** 8 + Math.floor(d3 / 2 ** 18)) >>> 0);
  into.setUint32(offset + 4, ((d3 % 2 ** 18) * 2 ** 14 + Math.floor(d2 / 2 ** 12)) >>> 0);
  into.setUint32(offset + 8, ((d2 % 2 ** 12) * 2 ** 20 + Math.floor(d1 / 2 ** 6)) >>> 0);
  into.setUint32(offset + 12, (d1 % 2 ** 6) * 2 ** 26 + d0);
}

/** `out[i] = a[i]` to the power `exponent`, which is positive: four binary digits of it at a time. */
export function powerVectors(out: FieldVector, a: FieldVector, exponent: bigint): void {
  const powers = [toVector([1n]), a.slice()];
  const digits = exponent.toString(16);
  const power = (index: number): FieldVector => {
    let known = powers[index];
    if (known === undefined) {
      known = new Float64Array(a.length);
      multiplyVectors(known, power(index - 1), a);
      powers[index] = known;
    }
    return known;
  };
  out.set(power(Number.parseInt(digits[0] as string, 16)));
  for (let place = 1; place < digits.length; place += 1) {
    for (let square = 0; square < 4; square += 1) multiplyVectors(out, out, out);
    const digit = Number.parseInt(digits[place] as string, 16);
    if (digit > 0) multiplyVectors(out, out, power(digit));
  }
}

/** The inverse of each element by one division (P. Montgomery's trick). Throws RangeError when one is zero. */
export function inverseVector(vector: FieldVector): FieldVector {
  const upTo = new Float64Array(vector.length + LIMBS);
  upTo.set(toVector([1n]));
  for (let at = 0; at < vector.length; at += LIMBS) multiplyAt(upTo, at + LIMBS, upTo, at, vector, at);
  const [product] = fromVector(upTo.subarray(vector.length));
  const left = toVector([STARK_FIELD.inverse(product as bigint)]);
  const inverses = new Float64Array(vector.length);
  for (let at = vector.length - LIMBS; at >= 0; at -= LIMBS) {
    multiplyAt(inverses, at, left, 0, upTo, at);
    multiplyAt(left, 0, left, 0, vector, at);
  }
  return inverses;
}

/** The elements of a vector as bigints from 0 to p − 1. */
export function fromVector(vector: FieldVector): bigint[] {
  const view = new DataView(new ArrayBuffer(16));
  return Array.from({ length: vector.length / LIMBS }, (_, index) => {
    writeElement(vector, LIMBS * index, view, 0);
    return (view.getBigUint64(0) << 64n) | view.getBigUint64(8);
  });
}
