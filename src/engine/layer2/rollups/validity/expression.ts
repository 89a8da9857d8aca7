/**
 * What a constraint is written in: sums and products of cells of the trace, as data that prover and verifier evaluate
 * each in its own way.
 */
import { STARK_FIELD } from './stark-field.ts';

/**
 * A polynomial over cells: a column in this row or the next, a periodic column or a public one in this row, a
 * constant, or two of them added, subtracted or multiplied. Plain data.
 */
export type Expression =
  | { readonly op: 'cell'; readonly column: number; readonly next: boolean }
  | { readonly op: 'periodic'; readonly column: number }
  | { readonly op: 'public'; readonly column: number }
  | { readonly op: 'constant'; readonly value: bigint }
  | {
      readonly op: 'add' | 'subtract' | 'multiply';
      readonly left: Expression;
      readonly right: Expression;
    };

/** What can stand where an expression is expected: an integer stands for itself modulo p. */
export type Term = Expression | bigint | number;

const asExpression = (term: Term): Expression =>
  typeof term === 'object' ? term : { op: 'constant', value: STARK_FIELD.create(BigInt(term)) };

/** The value of `column` in this row. */
export const cell = (column: number): Expression => ({ op: 'cell', column, next: false });
/** The value of `column` in the row after. */
export const nextCell = (column: number): Expression => ({ op: 'cell', column, next: true });
/** The value of the periodic column of this number, which everybody knows. */
export const periodicCell = (column: number): Expression => ({ op: 'periodic', column });
/** The value of the public column of this number, which the statement gives. */
export const publicCell = (column: number): Expression => ({ op: 'public', column });
/** The sum of all terms. Throws TypeError for none. */
export const sumOf = (...terms: readonly Term[]): Expression =>
  terms.map(asExpression).reduce((left, right) => ({ op: 'add', left, right }));
/** The first term less the second: zero when they are equal, which is how a constraint says so. */
export const difference = (left: Term, right: Term): Expression => ({
  op: 'subtract',
  left: asExpression(left),
  right: asExpression(right),
});
/** The product of all terms. Throws TypeError for none. */
export const productOf = (...terms: readonly Term[]): Expression =>
  terms.map(asExpression).reduce((left, right) => ({ op: 'multiply', left, right }));

/** Where the values of an expression come from, in one row. */
export interface CellValues<T> {
  cell(column: number, next: boolean): T;
  periodic(column: number): T;
  public(column: number): T;
}

/** Arithmetic on whatever stands for a value: a number, many numbers at once, a degree. */
export interface ExpressionArithmetic<T> {
  constant(value: bigint): T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
}

/**
 * A function that gives the values of expressions; what occurs twice (as the same object) is worked out once as long
 * as it is asked by the same function. Throws TypeError for what is no expression.
 */
export function evaluatorOf<T>(
  cells: CellValues<T>,
  arithmetic: ExpressionArithmetic<T>,
): (expression: Expression) => T {
  const known = new Map<Expression, T>();
  const work = (expression: Expression): T => {
    if (expression.op === 'cell') return cells.cell(expression.column, expression.next);
    if (expression.op === 'periodic') return cells.periodic(expression.column);
    if (expression.op === 'public') return cells.public(expression.column);
    if (expression.op === 'constant') return arithmetic.constant(expression.value);
    const { op, left, right } = expression;
    if (op !== 'add' && op !== 'subtract' && op !== 'multiply')
      throw new TypeError(`${String(op)} is no operation of an expression.`);
    return arithmetic[op](evaluate(left), evaluate(right));
  };
  const evaluate = (expression: Expression): T => {
    let value = known.get(expression);
    if (value === undefined) known.set(expression, (value = work(expression)));
    return value;
  };
  return evaluate;
}

/**
 * The largest degree that an expression can have as a polynomial, when its cells are polynomials of these degrees.
 */
export const degreeOf = (expression: Expression, degrees: CellValues<number>): number =>
  evaluatorOf<number>(degrees, {
    constant: () => 0,
    add: Math.max,
    subtract: Math.max,
    multiply: (a, b) => a + b,
  })(expression);
