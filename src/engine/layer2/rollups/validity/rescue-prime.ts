/**
 * Rescue-Prime: a hash made of a few additions, products and powers, so that one can prove in a field that it was
 * computed.
 */
import { shake256 } from '@noble/hashes/sha3.js';
import { utf8 } from '../../../foundation/bytes.ts';
import {
  addVectors,
  createVector,
  fromVector,
  LIMBS,
  multiplyVectors,
  powerVectors,
  toVector,
  vectorPart,
} from './field-vector.ts';
import type { FieldVector } from './field-vector.ts';
import { STARK_FIELD } from './stark-field.ts';

const { modulus, create } = STARK_FIELD;

/** An instance of Rescue-Prime with a state of two elements. */
export interface RescueParameters {
  readonly rounds: number;
  /** The power of the first half of a round, and the power that undoes it, of the second. */
  readonly alpha: bigint;
  readonly inverseAlpha: bigint;
  /** The matrix that mixes the state, row by row, and its inverse. */
  readonly matrix: readonly (readonly [bigint, bigint])[];
  readonly inverseMatrix: readonly (readonly [bigint, bigint])[];
  /** For each round what is added in the first half and in the second, register by register. */
  readonly constants: readonly {
    readonly first: readonly [bigint, bigint];
    readonly second: readonly [bigint, bigint];
  }[];
}

const ROUNDS = 27;
/** Bytes drawn for a constant: one more than the field's, so that none is likelier than another. */
const DRAWN = STARK_FIELD.bytes + 1;

/**
 * The round constants: SHAKE-256 of the instance's name, read as little-endian integers modulo p (A. Szepieniec, T.
 * Ashur, S. Dhooghe, Rescue-Prime: a Standard Specification, 2020, on round constants, for 128 bits of security).
 */
function deriveConstants(): RescueParameters['constants'] {
  const stream = shake256(utf8(`Rescue-XLIX(${modulus},2,1,128)`), { dkLen: DRAWN * 4 * ROUNDS });
  const constant = (index: number): bigint => {
    let value = 0n;
    for (let at = DRAWN - 1; at >= 0; at -= 1)
      value = (value << 8n) | BigInt(stream[DRAWN * index + at] as number);
    return create(value);
  };
  return Array.from({ length: ROUNDS }, (_, round) => ({
    first: [constant(4 * round), constant(4 * round + 1)],
    second: [constant(4 * round + 2), constant(4 * round + 3)],
  }));
}

/**
 * The published instance (Anatomy of a STARK, part 5): two registers, one of them the rate, 27 rounds, powers 3 and
 * 1/3, and a matrix that is MDS: [[−3, 4], [−12, 13]].
 */
export const RESCUE_PRIME: RescueParameters = {
  rounds: ROUNDS,
  alpha: 3n,
  // 3 · this is 1 modulo p − 1, the order of the group.
  inverseAlpha: (2n * modulus - 1n) / 3n,
  matrix: [
    [create(-3n), 4n],
    [create(-12n), 13n],
  ],
  // The determinant is −3 · 13 + 4 · 12 = 9.
  inverseMatrix: [
    [create(13n * STARK_FIELD.inverse(9n)), create(-4n * STARK_FIELD.inverse(9n))],
    [create(12n * STARK_FIELD.inverse(9n)), create(-3n * STARK_FIELD.inverse(9n))],
  ],
  constants: deriveConstants(),
};

const MATRIX = RESCUE_PRIME.matrix.map((row) => row.map((entry) => toVector([entry])));
const CONSTANTS = RESCUE_PRIME.constants.map(({ first, second }) =>
  [first, second].map((half) => half.map((constant) => toVector([constant]))),
);

/** State times matrix plus constants; `state` holds the first registers of all states and then the second ones. */
function mix(state: FieldVector, constants: readonly FieldVector[]): void {
  const half = state.length / LIMBS / 2;
  const mixed = createVector(2 * half);
  const product = createVector(half);
  for (const [row, entries] of MATRIX.entries()) {
    const sum = vectorPart(mixed, row * half, (row + 1) * half);
    multiplyVectors(sum, vectorPart(state, 0, half), entries[0] as FieldVector);
    multiplyVectors(product, vectorPart(state, half, 2 * half), entries[1] as FieldVector);
    addVectors(sum, sum, product);
    addVectors(sum, sum, constants[row] as FieldVector);
  }
  state.set(mixed);
}

/**
 * Runs the permutation on many states at once, in place: the first registers of all stand before the second ones.
 * After each round `afterRound` sees them all. A round is a power of 3, matrix and constants, then a power of 1/3,
 * matrix and constants (Rescue-Prime, "The Rescue-XLIX Permutation").
 */
export function rescuePermute(
  state: FieldVector,
  afterRound?: (round: number, state: FieldVector) => void,
): void {
  const cubes = new Float64Array(state.length);
  for (const [round, [first, second]] of CONSTANTS.entries()) {
    multiplyVectors(cubes, state, state);
    multiplyVectors(state, state, cubes);
    mix(state, first as readonly FieldVector[]);
    powerVectors(cubes, state, RESCUE_PRIME.inverseAlpha);
    state.set(cubes);
    mix(state, second as readonly FieldVector[]);
    afterRound?.(round, state);
  }
}

/** The states of a hash of one element: before the first round and after each, 28 of two registers. */
export function rescueTrace(input: bigint): readonly (readonly [bigint, bigint])[] {
  const states: [bigint, bigint][] = [[input, 0n]];
  rescuePermute(toVector([input, 0n]), (_, state) => states.push(fromVector(state) as [bigint, bigint]));
  return states;
}

/** The hash of one element, as published: the element in the rate, zero in the capacity, and the rate at the end. */
export function rescueHash(input: bigint): bigint {
  const state = toVector([input, 0n]);
  rescuePermute(state);
  return fromVector(state)[0] as bigint;
}

/**
 * One element for two, which is what trees are made of: left + right + both registers after the permutation of (left,
 * right). Without what was fed forward the permutation could be run backwards (C. Bouvier et al., New Design
 * Techniques for Efficient Arithmetization-Oriented Hash Functions, 2023, on the Jive mode, here of two).
 */
export const rescueCompress = (left: bigint, right: bigint): bigint =>
  rescueCompressAll([[left, right]])[0] as bigint;

/** {@link rescueCompress} of many pairs at once, which is faster. */
export function rescueCompressAll(pairs: readonly (readonly [bigint, bigint])[]): readonly bigint[] {
  const state = toVector([...pairs.map(([left]) => left), ...pairs.map(([, right]) => right)]);
  const fed = state.slice();
  rescuePermute(state);
  addVectors(state, state, fed);
  const sums = vectorPart(state, 0, pairs.length);
  addVectors(sums, sums, vectorPart(state, pairs.length, 2 * pairs.length));
  return fromVector(sums);
}
