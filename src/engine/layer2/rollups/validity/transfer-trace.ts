/** The table of a batch: every state of every hash on the way from four leaves to the root, for each transfer. */
import { BALANCE_BITS, NONCE_BITS } from './account-tree.ts';
import type { Statement } from './air.ts';
import { addAt, createVector, LIMBS, toVector } from './field-vector.ts';
import type { FieldVector } from './field-vector.ts';
import { RESCUE_PRIME, rescuePermute } from './rescue-prime.ts';
import { BLOCK_ROWS, laneColumns, LANES, TRANSFER_COLUMNS, transferRows } from './transfer-air.ts';
import type { TransferWitness, ValidityTransfer } from './validity-transfer.ts';

/**
 * What is claimed of a batch: these transfers lead from one root to the other. The number of transfers is a power of
 * two.
 */
export interface BatchClaim {
  readonly depth: number;
  readonly oldRoot: bigint;
  readonly newRoot: bigint;
  readonly transfers: readonly ValidityTransfer[];
  /** What else the proof is bound to: the contract that it is made for. */
  readonly context: Uint8Array;
}

/** The statement for the prover and the verifier: roots at both ends, each transfer in its first row. */
export function batchStatement({ depth, oldRoot, newRoot, transfers, context }: BatchClaim): Statement {
  const rows = transferRows(depth) * transfers.length;
  return {
    rows,
    publicColumns: [
      transfers.map(({ from }) => BigInt(from)),
      transfers.map(({ to }) => BigInt(to)),
      transfers.map(({ amount }) => amount),
      transfers.map(({ nonce }) => BigInt(nonce)),
    ],
    assertions: [
      { column: TRANSFER_COLUMNS.root, first: 0, values: [oldRoot] },
      // In the last row the walk from the receiver's new leaf has come to the root.
      { column: laneColumns(3)[2], first: rows - 1, values: [newRoot] },
    ],
    context,
  };
}

const copy = (from: FieldVector, index: number, into: FieldVector, row: number): void => {
  for (let limb = 0; limb < LIMBS; limb += 1) into[LIMBS * row + limb] = from[LIMBS * index + limb] as number;
};

/**
 * Writes a value and its halves, rounded down, and zero from the row on in which nothing of so many bits is left: a
 * cheat can do no better.
 */
function writeHalves(column: bigint[], row: number, value: bigint, bits: number): void {
  for (let at = 0, left = value; at < bits; at += 1, left >>= 1n) column[row + at] = left;
}

/**
 * The columns of the trace for these transfers and witnesses, one for each transfer; `oldRoot` is where they begin.
 * What the witnesses say is written down as they say it: a false one makes a trace that breaks the equations. All
 * walks of all transfers go up level by level together, since hashing many states at once is faster.
 */
export function transferTrace(
  { depth, oldRoot, transfers }: Pick<BatchClaim, 'depth' | 'oldRoot' | 'transfers'>,
  witnesses: readonly TransferWitness[],
): readonly FieldVector[] {
  const period = transferRows(depth);
  const rows = period * transfers.length;
  const lanes = Array.from({ length: 3 * LANES.length }, () => createVector(rows));
  const walks = transfers.flatMap((transfer, number) => {
    const witness = witnesses[number] as TransferWitness;
    const starts = [witness.senderBefore, witness.senderAfter, witness.receiverBefore, witness.receiverAfter];
    return starts.map((word, lane) => ({
      first: number * period,
      columns: laneColumns(lane).map((column) => lanes[column] as FieldVector),
      index: lane < 2 ? transfer.from : transfer.to,
      path: lane < 2 ? witness.senderPath : witness.receiverPath,
      word,
    }));
  });
  let left = toVector(walks.map(({ index }) => BigInt(index)));
  let right = toVector(walks.map(({ word }) => word));
  const roots: FieldVector[] = [];
  for (let level = 0; level <= depth; level += 1) {
    const digests = hashBlock(left, right, walks, BLOCK_ROWS * level);
    if (level === depth) roots.push(digests);
    else {
      const beside = toVector(walks.map(({ path }) => path[level] as bigint));
      left = digests.slice();
      right = beside.slice();
      for (const [at, { index }] of walks.entries())
        if ((index >> level) & 1) {
          copy(beside, at, left, at);
          copy(digests, at, right, at);
        }
    }
  }
  const root = createVector(rows);
  const start = toVector([oldRoot]);
  for (let row = 0; row < rows; row += 1) {
    const number = Math.floor(row / period);
    // The root before a transfer is what the last walk of the one before came to.
    if (number === 0) copy(start, 0, root, row);
    else copy(roots[0] as FieldVector, LANES.length * number - 1, root, row);
  }
  return [...lanes, ...halvedColumns(transfers, witnesses, depth).map(toVector), root];
}

/** What a walk of the trace is hashed into. */
interface Walk {
  readonly first: number;
  readonly columns: readonly FieldVector[];
}

/**
 * Hashes left and right of all walks, writes every state into their columns from row `offset` of the transfer on, and
 * gives the digests.
 */
function hashBlock(
  left: FieldVector,
  right: FieldVector,
  walks: readonly Walk[],
  offset: number,
): FieldVector {
  const count = walks.length;
  const state = createVector(2 * count);
  state.set(left);
  state.set(right, LIMBS * count);
  const sums = createVector(count);
  const digests = createVector(count);
  const write = (row: number): void => {
    for (const [at, { first, columns }] of walks.entries()) {
      copy(state, at, columns[0] as FieldVector, first + offset + row);
      copy(state, count + at, columns[1] as FieldVector, first + offset + row);
    }
  };
  write(0);
  for (let at = 0; at < count; at += 1) addAt(sums, LIMBS * at, left, LIMBS * at, right, LIMBS * at, 1);
  rescuePermute(state, (round) => write(round + 1));
  for (let at = 0; at < count; at += 1) {
    addAt(digests, LIMBS * at, sums, LIMBS * at, state, LIMBS * at, 1);
    addAt(digests, LIMBS * at, digests, LIMBS * at, state, LIMBS * (count + at), 1);
  }
  for (const [at, { first, columns }] of walks.entries())
    for (let row = 0; row < BLOCK_ROWS; row += 1)
      copy(row <= RESCUE_PRIME.rounds ? sums : digests, at, columns[2] as FieldVector, first + offset + row);
  return digests;
}

/**
 * The columns that are halved: both indices a level at a time, the sender's balance and the receiver's word a row at
 * a time.
 */
export function halvedColumns(
  transfers: readonly ValidityTransfer[],
  witnesses: readonly TransferWitness[],
  depth: number,
): readonly bigint[][] {
  const period = transferRows(depth);
  const [senders, receivers, balances, words] = [0, 0, 0, 0].map(() =>
    new Array<bigint>(period * transfers.length).fill(0n),
  ) as [bigint[], bigint[], bigint[], bigint[]];
  for (const [number, { from, to }] of transfers.entries()) {
    const { senderAfter, receiverAfter, ...said } = witnesses[number] as TransferWitness;
    const { senderBalance = senderAfter >> BigInt(NONCE_BITS), receiverWord = receiverAfter } = said;
    const first = number * period;
    for (let row = 0; row < period; row += 1) {
      const level = Math.floor(row / BLOCK_ROWS);
      senders[first + row] = BigInt(from >> level);
      receivers[first + row] = BigInt(to >> level);
    }
    writeHalves(balances, first, senderBalance, BALANCE_BITS);
    writeHalves(words, first, receiverWord, BALANCE_BITS + NONCE_BITS);
  }
  return [senders, receivers, balances, words];
}
