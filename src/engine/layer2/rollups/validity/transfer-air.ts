/**
 * The equations of a batch of transfers: four walks through the account tree side by side, from the sender's leaf
 * before and after, and from the receiver's, up to the roots that they have to make.
 *
 * A hash takes a block of 32 rows: input in row 0, rounds up to row 27, then the digest waits for the next block. A
 * transfer takes a block for the leaf and one for each level, and the root that one transfer ends with is where the
 * next begins.
 */
import type { Air, Constraint, RowSet } from './air.ts';
import { BALANCE_BITS, BALANCE_UNIT, NONCE_BITS } from './account-tree.ts';
import { cell, difference, nextCell, periodicCell, productOf, publicCell, sumOf } from './expression.ts';
import type { Expression } from './expression.ts';
import { RESCUE_PRIME } from './rescue-prime.ts';

/** Rows that a hash takes, and its rounds; the digest is there from row 28 on. */
export const BLOCK_ROWS = 32;
const { rounds, matrix, inverseMatrix, constants } = RESCUE_PRIME;

/** The walks side by side, in the order of their columns. */
export const LANES = ['sender before', 'sender after', 'receiver before', 'receiver after'] as const;

/**
 * The columns of walk `lane`: both registers of the hash, and what waits beside it: the sum of its inputs, then its
 * digest.
 */
export const laneColumns = (lane: number): readonly [number, number, number] => [
  3 * lane,
  3 * lane + 1,
  3 * lane + 2,
];

/**
 * The other columns: what is left of both indices, of the sender's balance and the receiver's word, and the root
 * before the transfer.
 */
export const TRANSFER_COLUMNS = {
  senderIndex: 12,
  receiverIndex: 13,
  senderBalance: 14,
  receiverWord: 15,
  root: 16,
} as const;

/** Rows that a transfer takes in a tree of this depth. */
export const transferRows = (depth: number): number => BLOCK_ROWS * (depth + 1);

/** What the equations of a transfer are written about. */
export interface TransferCells {
  /** What everybody sees. */
  readonly from: Expression;
  readonly to: Expression;
  readonly amount: Expression;
  readonly nonce: Expression;
  /** Words of the accounts (nonce + 2^32 · balance) that the four walks start with. */
  readonly senderBefore: Expression;
  readonly senderAfter: Expression;
  readonly receiverBefore: Expression;
  readonly receiverAfter: Expression;
  /**
   * The sender's balance afterwards in the first row; each further row holds half of it, rounded down, and row 64
   * zero.
   */
  readonly senderBalance: Expression;
  readonly senderBalanceNext: Expression;
  /**
   * The receiver's word afterwards in the first row; each further row holds half of it, rounded down, and row 96
   * zero.
   */
  readonly receiverWord: Expression;
  readonly receiverWordNext: Expression;
}

/** What has to be zero, and where. */
export interface TransferEquations {
  /** In the first row of each transfer. */
  readonly firstRow: readonly Expression[];
  /** In the 64 rows in which the sender's balance is halved. */
  readonly senderBits: readonly Expression[];
  /** In the 96 rows in which the receiver's word is halved. */
  readonly receiverBits: readonly Expression[];
}

/** What a transfer does to two accounts, as equations; the labs' type for a learner's own. */
export type TransferConstraints = (cells: TransferCells) => TransferEquations;

/** Zero when `value` is 0 or 1. */
const isBit = (value: Expression): Expression => productOf(value, difference(value, 1));

/**
 * The reference. The sender's word is that of `nonce` with the amount more, and becomes that of nonce + 1; both are
 * below 2^98, so as whole numbers there is only one way to read them, and since 64 halvings leave nothing, the new
 * balance is from 0 to 2^64 − 1: a sender without cover would be left with a number near p. The receiver's word gains
 * the amount and stays below 2^96, so its balance does not run over into nothing. That amount and nonce are within
 * their bits the verifier sees for itself.
 */
export const transferConstraints: TransferConstraints = (cells) => {
  const { amount, nonce, senderBalance } = cells;
  const worth = (balance: Expression): Expression => productOf(balance, BALANCE_UNIT);
  return {
    firstRow: [
      difference(cells.senderBefore, sumOf(nonce, worth(sumOf(senderBalance, amount)))),
      difference(cells.senderAfter, sumOf(nonce, 1, worth(senderBalance))),
      difference(cells.receiverAfter, sumOf(cells.receiverBefore, worth(amount))),
      difference(cells.receiverAfter, cells.receiverWord),
    ],
    senderBits: [isBit(difference(senderBalance, productOf(2, cells.senderBalanceNext)))],
    receiverBits: [isBit(difference(cells.receiverWord, productOf(2, cells.receiverWordNext)))],
  };
};

const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);

/** The cells by name, for {@link TransferConstraints}. */
const CELLS: TransferCells = {
  from: publicCell(0),
  to: publicCell(1),
  amount: publicCell(2),
  nonce: publicCell(3),
  senderBefore: cell(laneColumns(0)[1]),
  senderAfter: cell(laneColumns(1)[1]),
  receiverBefore: cell(laneColumns(2)[1]),
  receiverAfter: cell(laneColumns(3)[1]),
  senderBalance: cell(TRANSFER_COLUMNS.senderBalance),
  senderBalanceNext: nextCell(TRANSFER_COLUMNS.senderBalance),
  receiverWord: cell(TRANSFER_COLUMNS.receiverWord),
  receiverWordNext: nextCell(TRANSFER_COLUMNS.receiverWord),
};

/**
 * A round of Rescue-Prime from this row to the next, met in the middle: forwards matrix · state³ + first constants,
 * backwards (inverse matrix · (next − second constants))³, so that no power is higher than 3 (Anatomy of a STARK,
 * part 5).
 */
function roundEquations(lane: number): readonly Expression[] {
  const registers = laneColumns(lane).slice(0, 2) as readonly number[];
  const cubes = registers.map((column) => productOf(cell(column), cell(column), cell(column)));
  const undone = registers.map((column, at) => difference(nextCell(column), periodicCell(2 + at)));
  const mixed = (row: readonly bigint[], terms: readonly Expression[]): Expression =>
    sumOf(...terms.map((term, at) => productOf(term, row[at] as bigint)));
  return registers.map((_, at) => {
    const forwards = sumOf(mixed(matrix[at] as readonly bigint[], cubes), periodicCell(at));
    const backwards = mixed(inverseMatrix[at] as readonly bigint[], undone);
    return difference(forwards, productOf(backwards, backwards, backwards));
  });
}

/** The next block of a walk hashes the digest and the node beside it, on the side that the index says. */
function stepEquations(lane: number): readonly Expression[] {
  const [left, right, waiting] = laneColumns(lane);
  const index = lane < 2 ? TRANSFER_COLUMNS.senderIndex : TRANSFER_COLUMNS.receiverIndex;
  const bit = difference(cell(index), productOf(2, nextCell(index)));
  const digest = cell(waiting);
  // What waits next is the sum of both inputs, so the node beside is the sum less the digest.
  const turned = productOf(bit, difference(nextCell(waiting), productOf(2, digest)));
  return [
    difference(nextCell(left), sumOf(digest, turned)),
    difference(nextCell(waiting), sumOf(nextCell(left), nextCell(right))),
  ];
}

/** The node beside the digest in the next block of a walk. */
const siblingOf = (lane: number): Expression => {
  const [, , waiting] = laneColumns(lane);
  return difference(nextCell(waiting), cell(waiting));
};

const digestOf = (lane: number): Expression => cell(laneColumns(lane)[2]);

/** The AIR of batches in a tree of this depth, with these equations for what a transfer does. */
export function transferAir(depth: number, equations: TransferConstraints = transferConstraints): Air {
  const period = transferRows(depth);
  const { senderIndex, receiverIndex, root } = TRANSFER_COLUMNS;
  const indices = [senderIndex, receiverIndex];
  const constraints: Constraint[] = [];
  const hold = (name: string, rows: RowSet, ...zeros: readonly Expression[]): void => {
    for (const zero of zeros) constraints.push({ name, rows, zero });
  };
  const lanes = upTo(LANES.length);
  const own = equations(CELLS);

  const first: RowSet = { period, at: [0] };
  hold('the transfer is what it should be', first, ...own.firstRow);
  hold('the leaves are those of the transfer', first, difference(cell(senderIndex), CELLS.from));
  hold('the leaves are those of the transfer', first, difference(cell(receiverIndex), CELLS.to));
  for (const lane of lanes) {
    const [left, right, waiting] = laneColumns(lane);
    const index = lane < 2 ? CELLS.from : CELLS.to;
    hold('a leaf begins with its index', first, difference(cell(left), index));
    hold('a hash is fed with its inputs', first, difference(cell(waiting), sumOf(cell(left), cell(right))));
  }
  hold('a balance has 64 bits', { period, at: upTo(BALANCE_BITS) }, ...own.senderBits);
  hold('no more than 64', { period, at: [BALANCE_BITS] }, CELLS.senderBalance);
  const wordBits = BALANCE_BITS + NONCE_BITS;
  hold('an account has 96 bits', { period, at: upTo(wordBits) }, ...own.receiverBits);
  hold('no more than 96', { period, at: [wordBits] }, CELLS.receiverWord);

  const inRounds: RowSet = { period: BLOCK_ROWS, at: upTo(rounds) };
  const atEnd: RowSet = { period: BLOCK_ROWS, at: [rounds] };
  const waits: RowSet = { period: BLOCK_ROWS, at: upTo(BLOCK_ROWS - 1).filter((row) => row !== rounds) };
  for (const lane of lanes) {
    const [left, right, waiting] = laneColumns(lane);
    hold('a round of the hash', inRounds, ...roundEquations(lane));
    const digest = sumOf(cell(left), cell(right), cell(waiting));
    hold('the digest is the sum of inputs and outputs', atEnd, difference(nextCell(waiting), digest));
    hold('what waits stays', waits, difference(nextCell(waiting), cell(waiting)));
  }
  const inBlock: RowSet = { period: BLOCK_ROWS, at: upTo(BLOCK_ROWS - 1) };
  hold('an index stays', inBlock, ...indices.map((index) => difference(nextCell(index), cell(index))));

  const up: RowSet = { period, at: upTo(depth).map((level) => BLOCK_ROWS * level + BLOCK_ROWS - 1) };
  for (const lane of lanes) hold('a level up', up, ...stepEquations(lane));
  const bits = indices.map((index) => isBit(difference(cell(index), productOf(2, nextCell(index)))));
  hold('an index has bits', up, ...bits);
  hold('before and after share the nodes beside', up, difference(siblingOf(0), siblingOf(1)));
  hold('before and after share the nodes beside', up, difference(siblingOf(2), siblingOf(3)));

  const top: RowSet = { period, at: [period - 1] };
  hold('an index has no more bits', top, ...indices.map((index) => cell(index)));
  hold('the sender was in the tree', top, difference(digestOf(0), cell(root)));
  hold('the receiver was in the tree after the sender', top, difference(digestOf(2), digestOf(1)));
  hold('the root stays', { period, at: upTo(period - 1) }, difference(nextCell(root), cell(root)));
  const between: RowSet = { period, at: [period - 1], exceptLast: true };
  hold('the next transfer begins where this one ends', between, difference(nextCell(root), digestOf(3)));

  const columns = LANES.flatMap((lane) => [`${lane}: left`, `${lane}: right`, `${lane}: waiting`]);
  return {
    name: `strata transfers in a tree of ${depth} levels`,
    columns: [...columns, ...Object.keys(TRANSFER_COLUMNS)],
    periodic: [0, 1].flatMap((half) => [0, 1].map((register) => roundColumn(half, register))).map(padded),
    constraints,
  };
}

const roundColumn = (half: number, register: number): readonly bigint[] =>
  constants.map(({ first, second }) => (half === 0 ? first : second)[register] as bigint);
const padded = (values: readonly bigint[]): readonly bigint[] =>
  Array.from({ length: BLOCK_ROWS }, (_, row) => values[row] ?? 0n);
