/**
 * The sum of all quotients, for the prover: the same as the verifier works out at a few places, on whole cosets at
 * once.
 */
import type { Air, RowSet, Statement } from './air.ts';
import { evaluatorOf } from './expression.ts';
import type { CellValues, ExpressionArithmetic } from './expression.ts';
import {
  addVectors,
  createVector,
  inverseVector,
  LIMBS,
  multiplyVectors,
  toVector,
  vectorPart,
} from './field-vector.ts';
import type { FieldVector } from './field-vector.ts';
import { STARK_FIELD } from './stark-field.ts';
import type { CompositionCoins } from './stark.ts';
import { interpolateVector, powersVector, shiftPowers, valuesOnCoset, widened } from './transform.ts';

const { add, multiply, power } = STARK_FIELD;

/** Rows worked on at a time, so that what comes in between stays in the processor's cache. */
const CHUNK = 64;

/** `values` over and over, `count` in all. */
function repeated(values: FieldVector, count: number): FieldVector {
  const all = createVector(count);
  for (let at = 0; at < all.length; at += values.length) all.set(values, at);
  return all;
}

/** Vectors to work in, used again for each chunk. */
class Scratch {
  readonly #vectors: FieldVector[] = [];
  readonly #size: number;
  #used = 0;

  constructor(size: number) {
    this.#size = size;
  }

  take(): FieldVector {
    const vector = (this.#vectors[this.#used] ??= createVector(this.#size));
    this.#used += 1;
    return vector;
  }

  reset(): void {
    this.#used = 0;
  }
}

/** Adds up the quotients of one statement with one set of coins. */
export class Composer {
  readonly #air: Air;
  readonly #statement: Statement;
  readonly #terms: number;
  readonly #coins: CompositionCoins;
  readonly #constraintCoins: readonly FieldVector[];
  readonly #periodic: readonly FieldVector[];
  readonly #publics: readonly FieldVector[];
  readonly #asserted: readonly FieldVector[];
  readonly #sets: readonly RowSet[];

  /** A composer; `terms` is what the sum may have. */
  constructor(air: Air, statement: Statement, coins: CompositionCoins, terms: number) {
    const { rows, publicColumns, assertions } = statement;
    this.#air = air;
    this.#statement = statement;
    this.#terms = terms;
    this.#coins = coins;
    this.#constraintCoins = coins.constraints.map((coin) => toVector([coin]));
    this.#periodic = air.periodic.map((values) => interpolateVector(toVector(values)));
    this.#publics = publicColumns.map((values) => widened(interpolateVector(toVector(values)), rows));
    this.#asserted = assertions.map(({ values }) => widened(interpolateVector(toVector(values)), rows));
    this.#sets = [...new Set(air.constraints.map((one) => one.rows))];
  }

  /** The sum at shift · ω^i for each row i, from the columns there. */
  onCoset(shift: bigint, columns: readonly FieldVector[]): FieldVector {
    const { rows, assertions } = this.#statement;
    const sum = createVector(rows);
    const product = createVector(rows);
    // On a coset x^(terms − rows) is the same everywhere: rows divides terms, and ω^rows is 1.
    const raised = power(shift, BigInt(this.#terms - rows));
    this.#coins.columns.forEach(([plain, high], column) => {
      const factor = toVector([add(plain, multiply(high, raised))]);
      multiplyVectors(product, (columns[column] as FieldVector).subarray(0, LIMBS * rows), factor);
      addVectors(sum, sum, product);
    });
    assertions.forEach(({ column, first, values }, index) => {
      // Row `first` is moved to row 0, as the verifier does.
      const root = STARK_FIELD.rootOfUnity(rows);
      const seen = multiply(shift, power(root, BigInt((rows - first) % rows)));
      const value = valuesOnCoset(this.#asserted[index] as FieldVector, shiftPowers(seen, rows));
      addVectors(value, (columns[column] as FieldVector).subarray(0, LIMBS * rows), value, -1);
      // x^values repeats after rows / values points.
      const divisor = inverseProducts(seen, values.length, rows / values.length, [1n]);
      multiplyVectors(divisor, divisor, toVector([this.#coins.assertions[index] as bigint]));
      multiplyVectors(product, value, repeated(divisor, rows));
      addVectors(sum, sum, product);
    });
    this.#addConstraints(shift, columns, sum);
    return sum;
  }

  #addConstraints(shift: bigint, columns: readonly FieldVector[], sum: FieldVector): void {
    const { rows } = this.#statement;
    const chunk = Math.min(CHUNK, rows);
    const periodic = this.#periodic.map((coefficients) => {
      const period = coefficients.length / LIMBS;
      const at = power(shift, BigInt(rows / period));
      return repeated(valuesOnCoset(coefficients, shiftPowers(at, period)), rows);
    });
    const powers = shiftPowers(shift, rows);
    const publics = this.#publics.map((coefficients) => valuesOnCoset(coefficients, powers));
    const divisors = this.#sets.map((set) => this.#divisorOf(set, shift));
    const scratch = new Scratch(chunk);
    const constants = new Map<bigint, FieldVector>();
    let start = 0;
    const cells: CellValues<FieldVector> = {
      cell(column, next) {
        const from = next ? start + 1 : start;
        return vectorPart(columns[column] as FieldVector, from, from + chunk);
      },
      periodic: (column) => vectorPart(periodic[column] as FieldVector, start, start + chunk),
      public: (column) => vectorPart(publics[column] as FieldVector, start, start + chunk),
    };
    const arithmetic: ExpressionArithmetic<FieldVector> = {
      constant(value) {
        let vector = constants.get(value);
        if (vector === undefined) constants.set(value, (vector = toVector([value])));
        return vector;
      },
      add(a, b) {
        const out = scratch.take();
        addVectors(out, a, b);
        return out;
      },
      subtract(a, b) {
        const out = scratch.take();
        addVectors(out, a, b, -1);
        return out;
      },
      multiply(a, b) {
        const out = scratch.take();
        multiplyVectors(out, a, b);
        return out;
      },
    };
    for (; start < rows; start += chunk) {
      scratch.reset();
      const evaluate = evaluatorOf(cells, arithmetic);
      const out = vectorPart(sum, start, start + chunk);
      for (const [index, set] of this.#sets.entries()) {
        const ofSet = scratch.take().fill(0);
        this.#air.constraints.forEach(({ rows: own, zero }, constraint) => {
          if (own !== set) return;
          const value = arithmetic.multiply(evaluate(zero), this.#constraintCoins[constraint] as FieldVector);
          addVectors(ofSet, ofSet, value);
        });
        multiplyVectors(ofSet, ofSet, vectorPart(divisors[index] as FieldVector, start, start + chunk));
        addVectors(out, out, ofSet);
      }
    }
  }

  /** One divided by the polynomial that is zero in the rows of a set, on the coset. */
  #divisorOf({ period, at, exceptLast = false }: RowSet, shift: bigint): FieldVector {
    const { rows } = this.#statement;
    const root = STARK_FIELD.rootOfUnity(period);
    const zeros = at.map((row) => power(root, BigInt(row)));
    const divisor = repeated(inverseProducts(shift, rows / period, period, zeros), rows);
    if (exceptLast) {
      const rowRoot = STARK_FIELD.rootOfUnity(rows);
      const points = powersVector(rowRoot, rows, shift);
      addVectors(points, points, toVector([power(rowRoot, BigInt(rows - 1))]), -1);
      multiplyVectors(divisor, divisor, points);
    }
    return divisor;
  }
}

/** 1 / Π(y − zero) for y = x^exponent, at the `count` points x = shift · ω^i after which y repeats. */
function inverseProducts(
  shift: bigint,
  exponent: number,
  count: number,
  zeros: readonly bigint[],
): FieldVector {
  const ys = powersVector(STARK_FIELD.rootOfUnity(count), count, power(shift, BigInt(exponent)));
  const products = repeated(toVector([1n]), count);
  const less = createVector(count);
  for (const zero of zeros) {
    addVectors(less, ys, toVector([zero]), -1);
    multiplyVectors(products, products, less);
  }
  return inverseVector(products);
}
