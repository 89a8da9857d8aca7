/** Small computations and parameters that the tests of the proof system share. */
import {
  BRIDGE_ACCOUNT,
  cell,
  createValidityTree,
  difference,
  makeBatch,
  nextCell,
  proveBatch,
  STARK_FIELD,
  sumOf,
  type Air,
  type MadeBatch,
  type Rejection,
  type Result,
  type StarkParameters,
  type StarkProof,
  type Statement,
  type ValidityTransfer,
} from '../../src/engine/index.ts';

/** Eight places to look at: a cheat that fits half of all places passes once in 256. */
export const FEW: StarkParameters = { blowUp: 8, queries: 8 };

const ROWS = 32;
const everyStep = { period: 1, at: [0], exceptLast: true };

/** Two columns, each row the next two numbers of a sequence in which each number is the sum of the two before. */
export const fibonacciAir: Air = {
  name: 'Fibonacci',
  columns: ['this', 'next'],
  periodic: [],
  constraints: [
    { name: 'moves on', rows: everyStep, zero: difference(nextCell(0), cell(1)) },
    { name: 'adds up', rows: everyStep, zero: difference(nextCell(1), sumOf(cell(0), cell(1))) },
  ],
};

/** The table that begins with two numbers. */
export function fibonacciTrace(first: bigint, second: bigint): readonly [bigint[], bigint[]] {
  const [left, right] = [[first], [second]];
  for (let row = 1; row < ROWS; row += 1) {
    left.push(right[row - 1] as bigint);
    right.push(STARK_FIELD.add(left[row - 1] as bigint, right[row - 1] as bigint));
  }
  return [left, right];
}

/** What is claimed: the sequence begins with two numbers, and the first of the last row is `result`. */
export const fibonacciStatement = (first: bigint, second: bigint, result: bigint): Statement => ({
  rows: ROWS,
  publicColumns: [],
  assertions: [
    { column: 0, first: 0, values: [first] },
    { column: 1, first: 0, values: [second] },
    { column: 0, first: ROWS - 1, values: [result] },
  ],
  context: new Uint8Array(0),
});

/** The value, or an error with the refusal. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

/** The code of a refusal, or `ok`. */
export const codeOf = (result: Result<unknown, Rejection>): string =>
  result.ok ? 'ok' : result.rejection.code;

/** Eight accounts: the bridge, and two with 1,000 and 500. */
export const smallTree = createValidityTree(
  3,
  new Map([
    [BRIDGE_ACCOUNT, { balance: 10n ** 6n, nonce: 0 }],
    [1, { balance: 1_000n, nonce: 0 }],
    [2, { balance: 500n, nonce: 3 }],
  ]),
);

/** A batch of two transfers between them, and its proof at few queries. */
export const smallTransfers: readonly ValidityTransfer[] = [
  { from: 1, to: 2, amount: 400n, nonce: 0 },
  { from: 2, to: 5, amount: 900n, nonce: 3 },
];
export const smallBatch: MadeBatch = must(makeBatch(smallTree, smallTransfers));

let proven: StarkProof | undefined;
/** The proof of {@link smallBatch}, made once. */
export const smallProof = (): StarkProof => (proven ??= must(proveBatch(smallBatch, { parameters: FEW })));
