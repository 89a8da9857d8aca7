// The field of Anatomy of a STARK with its roots of unity, Rescue-Prime's hash and its trace, and an equation that a changed trace breaks.
import { checkTrace } from '../../src/engine/layer2/rollups/validity/air.ts';
import type { Air, Statement } from '../../src/engine/layer2/rollups/validity/air.ts';
import {
  cell,
  difference,
  nextCell,
  periodicCell,
  productOf,
  sumOf,
} from '../../src/engine/layer2/rollups/validity/expression.ts';
import type { Expression } from '../../src/engine/layer2/rollups/validity/expression.ts';
import {
  RESCUE_PRIME,
  rescueHash,
  rescueTrace,
} from '../../src/engine/layer2/rollups/validity/rescue-prime.ts';
import { STARK_FIELD } from '../../src/engine/layer2/rollups/validity/stark-field.ts';
import { expectSame, has, integer, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const ROWS = 32;
const { constants, inverseMatrix, matrix, rounds } = RESCUE_PRIME;

const padded = (values: readonly bigint[]): readonly bigint[] =>
  Array.from({ length: ROWS }, (_, row) => values[row] ?? 0n);
const weighed = (row: readonly bigint[] | undefined, terms: readonly Expression[]): Expression =>
  sumOf(...terms.map((term, at) => productOf(term, row?.[at] ?? 0n)));
const cube = (term: Expression): Expression => productOf(term, term, term);

/** The hash's rounds as equations between neighbouring rows. */
const rescueAir: Air = {
  name: 'Rescue-Prime',
  columns: ['rate', 'capacity'],
  periodic: [
    ...[0, 1].map((register) => padded(constants.map(({ first }) => first[register] as bigint))),
    ...[0, 1].map((register) => padded(constants.map(({ second }) => second[register] as bigint))),
  ],
  constraints: [0, 1].map((register) => ({
    name: `register ${register}`,
    rows: { period: ROWS, at: Array.from({ length: rounds }, (_, row) => row) },
    zero: difference(
      sumOf(weighed(matrix[register], [cube(cell(0)), cube(cell(1))]), periodicCell(register)),
      cube(
        weighed(
          inverseMatrix[register],
          [0, 1].map((at) => difference(nextCell(at), periodicCell(2 + at))),
        ),
      ),
    ),
  })),
};

const statementOf = (output: bigint): Statement => ({
  rows: ROWS,
  publicColumns: [],
  assertions: [
    { column: 1, first: 0, values: [0n] },
    { column: 0, first: rounds, values: [output] },
  ],
  context: new Uint8Array(0),
});

function checkPerturbation(one: VectorCase): void {
  const input = integer(one, 'input');
  const columns = [0, 1].map((register) => [
    ...padded(rescueTrace(input).map((state) => state[register] as bigint)),
  ]);
  const statement = statementOf(rescueHash(input));
  expectSame('the trace as it is', checkTrace(rescueAir, statement, columns).ok, true);
  const column = columns[number(one, 'register')];
  const cycle = number(one, 'cycle');
  if (column?.[cycle] === undefined) throw new Error('there is no such cell');
  column[cycle] = STARK_FIELD.add(column[cycle], integer(one, 'addValue'));
  const { ok } = checkTrace(rescueAir, statement, columns);
  if (!text(one, 'expect').includes('violated'))
    throw new Error(`unknown expectation: ${text(one, 'expect')}`);
  expectSame('the trace as it was changed', ok, false);
}

/** `2^k` as a number. */
function orderOf(one: VectorCase): number {
  const [, exponent] = /^2\^(\d+)$/.exec(text(one, 'order')) ?? [];
  if (exponent === undefined) throw new Error(`"${text(one, 'order')}" is no power of two`);
  return 2 ** Number(exponent);
}

export const starkRescuePrime: Format = {
  name: 'Rescue-Prime over 407 · 2^119 + 1',
  recognises: (first) =>
    (has(first, 'kind', 'input', 'output') && first['kind'] === 'hash') ||
    has(first, 'kind', 'input', 'trace') ||
    (has(first, 'kind', 'order', 'value') && first['kind'] === 'root-of-unity') ||
    has(first, 'kind', 'register', 'cycle', 'addValue'),
  run(one) {
    const kind = text(one, 'kind');
    if (kind === 'hash') expectSame('output', rescueHash(integer(one, 'input')), integer(one, 'output'));
    else if (kind === 'trace') {
      const states = rescueTrace(integer(one, 'input')).map((state) => state.map(String).join());
      expectSame('trace', states.join(';'), list(one, 'trace').map(String).join(';'));
    } else if (kind === 'root-of-unity')
      expectSame('root', STARK_FIELD.rootOfUnity(orderOf(one)), integer(one, 'value'));
    else if (kind === 'air-perturbation') checkPerturbation(one);
    else throw new Error(`unknown kind "${kind}"`);
    return undefined;
  },
};
