/**
 * An algebraic intermediate representation: a computation as a table, and the polynomial equations that hold between
 * its cells.
 */
import { isPowerOfTwo } from '../../../foundation/polynomial.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { degreeOf, evaluatorOf } from './expression.ts';
import type { CellValues, Expression } from './expression.ts';
import { STARK_FIELD } from './stark-field.ts';

/**
 * Which rows an equation holds in: of every `period` rows those `at` these places, but not in the last row with
 * `exceptLast`.
 */
export interface RowSet {
  /** A power of two; at most the number of rows. */
  readonly period: number;
  /** Numbers from 0 to `period` − 1, each once. */
  readonly at: readonly number[];
  /** The last row's next is the first: an equation between neighbours usually leaves it out. */
  readonly exceptLast?: boolean;
}

/** An equation: `zero` has to be zero in all these rows. */
export interface Constraint {
  readonly name: string;
  readonly rows: RowSet;
  readonly zero: Expression;
}

/**
 * A computation as a table with equations. What the table holds is the prover's secret, the equations are
 * everybody's.
 */
export interface Air {
  readonly name: string;
  /** The columns of the trace, by name. */
  readonly columns: readonly string[];
  /**
   * Columns that repeat the same values, a power of two of them, for everybody and ever, such as the constants of a
   * hash's rounds.
   */
  readonly periodic: readonly (readonly bigint[])[];
  readonly constraints: readonly Constraint[];
}

/** What a column has to hold in some rows: `values[k]` in row `first` + k · (rows / values). */
export interface Assertion {
  readonly column: number;
  readonly first: number;
  /** A power of two of elements: one for a single row. */
  readonly values: readonly bigint[];
}

/** What is claimed of a computation: all that the verifier is told besides the proof. */
export interface Statement {
  /** The height of the table, a power of two. */
  readonly rows: number;
  /**
   * Columns of the statement's own: value k stands in row k · (rows / values), a power of two of them; no equation
   * may ask for other rows.
   */
  readonly publicColumns: readonly (readonly bigint[])[];
  readonly assertions: readonly Assertion[];
  /** What else the proof is bound to, such as the contract it is made for. */
  readonly context: Uint8Array;
}

/** Rows in which a row set holds. */
export const rowsOf = ({ period, at, exceptLast = false }: RowSet, rows: number): number =>
  (rows / period) * at.length - (exceptLast && at.includes(period - 1) ? 1 : 0);

/** The trace of a computation as bigints, column by column. */
export type TraceTable = readonly (readonly bigint[])[];

/**
 * Terms of the polynomial that all equations add up to: the lowest power of two that is enough for every quotient,
 * and at least twice the rows. Throws RangeError for an AIR or a statement that is none.
 */
export function compositionTerms(air: Air, statement: Statement): number {
  const { rows } = statement;
  if (!isPowerOfTwo(rows) || rows < 2)
    throw new RangeError(`A trace has a power of two of rows; got ${rows}.`);
  const lists = [
    ...air.periodic,
    ...statement.publicColumns,
    ...statement.assertions.map((one) => one.values),
  ];
  for (const { length } of lists)
    if (!isPowerOfTwo(length) || length > rows)
      throw new RangeError(`A list of ${length} values does not repeat evenly in ${rows} rows.`);
  for (const { column, first, values } of statement.assertions)
    if (air.columns[column] === undefined || !(first >= 0 && first < rows / values.length))
      throw new RangeError(`There is no column ${column} with row ${first}.`);
  const degrees: CellValues<number> = {
    cell: (column) => (air.columns[column] === undefined ? Number.NaN : rows - 1),
    periodic: (column) => {
      const period = air.periodic[column]?.length ?? Number.NaN;
      return (period - 1) * (rows / period);
    },
    public: (column) => (statement.publicColumns[column]?.length ?? Number.NaN) - 1,
  };
  let terms = 2 * rows;
  for (const { name, rows: set, zero } of air.constraints) {
    if (!isPowerOfTwo(set.period) || set.period > rows || set.at.some((at) => !(at >= 0 && at < set.period)))
      throw new RangeError(`"${name}" is to hold in rows that there are not.`);
    const needed = degreeOf(zero, degrees) - rowsOf(set, rows) + 1;
    if (Number.isNaN(needed)) throw new RangeError(`"${name}" speaks of a column that there is not.`);
    while (terms < needed) terms *= 2;
  }
  return terms;
}

/**
 * Whether the trace keeps all equations and assertions. Refused: the first that is broken (`constraint-violated`,
 * `assertion-violated`), with the row. The prover need not ask: a proof of a false trace does not come about.
 */
export function checkTrace(air: Air, statement: Statement, trace: TraceTable): Result<void> {
  const { rows } = statement;
  const at = (column: number, row: number): bigint => trace[column]?.[row % rows] ?? 0n;
  for (const { column, first, values } of statement.assertions)
    for (const [index, value] of values.entries()) {
      const row = first + index * (rows / values.length);
      if (at(column, row) !== value)
        return reject({
          code: 'assertion-violated',
          rule: air.name,
          message: `Column "${air.columns[column]}" in row ${row} is not what the statement says.`,
          received: at(column, row),
          expected: value,
        });
    }
  for (let row = 0; row < rows; row += 1) {
    const evaluate = evaluatorOf<bigint>(
      {
        cell: (column, next) => at(column, next ? row + 1 : row),
        periodic: (column) => {
          const values = air.periodic[column] as readonly bigint[];
          return values[row % values.length] as bigint;
        },
        public: (column) => {
          const values = statement.publicColumns[column] as readonly bigint[];
          return values[Math.floor((row * values.length) / rows)] as bigint;
        },
      },
      { ...STARK_FIELD, constant: (value) => value },
    );
    for (const { name, rows: set, zero } of air.constraints) {
      if (!set.at.includes(row % set.period) || (set.exceptLast === true && row === rows - 1)) continue;
      const value = evaluate(zero);
      if (value !== 0n)
        return reject({
          code: 'constraint-violated',
          rule: air.name,
          message: `"${name}" does not hold in row ${row}.`,
          received: value,
          expected: 0n,
        });
    }
  }
  return ok(undefined);
}
