/** The equations of a transfer one by one: for each a table that would be taken if it were not there. */
import { describe, expect, test } from 'vitest';
import {
  batchStatement,
  checkTrace,
  forgeBatch,
  fromVector,
  laneColumns,
  makeBatch,
  STARK_FIELD,
  TRANSFER_COLUMNS,
  transferAir,
  transferTrace,
  validityAccount,
  withValidityAccount,
  type MadeBatch,
  type TraceTable,
  type ValidityTransfer,
} from '../../src/engine/index.ts';
import { must, smallTransfers, smallTree } from './stark-cases.ts';

const air = transferAir(3);
const { add } = STARK_FIELD;
const [first] = smallTransfers as [ValidityTransfer, ValidityTransfer];
const traceOf = ({ claim, witnesses }: MadeBatch): TraceTable =>
  transferTrace(claim, witnesses).map(fromVector);

/** The same transfers in two trees that differ in an account which neither touches. */
const elsewhere = withValidityAccount(smallTree, 7, { balance: 77n, nonce: 0 });
const made = (tree = smallTree, transfers: readonly ValidityTransfer[] = [first]) =>
  must(makeBatch(tree, transfers));
const one = made();
const [here, there] = [traceOf(one), traceOf(made(elsewhere))];
const { senderIndex, receiverIndex, senderBalance, receiverWord, root } = TRANSFER_COLUMNS;

/** The equations that a table breaks, by name. What it claims to begin and end with is left open. */
function brokenBy(trace: TraceTable, { claim }: Pick<MadeBatch, 'claim'> = one): readonly string[] {
  const statement = { ...batchStatement(claim), assertions: [] };
  const broken = air.constraints.filter(
    (constraint) => !checkTrace({ ...air, constraints: [constraint] }, statement, trace).ok,
  );
  return [...new Set(broken.map(({ name }) => name))];
}

/** A table in which some columns are, from one row to before another, what `of` says. */
const changed = (
  trace: TraceTable,
  columns: readonly number[],
  [from, to]: readonly [number, number],
  of: (value: bigint, column: number, row: number) => bigint,
): TraceTable =>
  trace.map((values, column) =>
    columns.includes(column)
      ? values.map((value, row) => (row >= from && row < to ? of(value, column, row) : value))
      : values,
  );
const spliced = (a: TraceTable, b: TraceTable, columns: readonly number[], from = 0): TraceTable =>
  changed(a, columns, [from, Number.POSITIVE_INFINITY], (_, column, row) => b[column]?.[row] as bigint);
const lanes = (...numbers: readonly number[]): readonly number[] => numbers.flatMap(laneColumns);
const waiting = (lane: number): number => laneColumns(lane)[2];
const every = air.columns.map((_, column) => column);

/** What a cheat would gain, its table, the equations that it breaks, and the batch where it is another than `one`. */
type Lie = readonly [string, TraceTable, readonly string[], MadeBatch?];

const two = made(smallTree, smallTransfers);
const twoElsewhere = traceOf(made(elsewhere, smallTransfers));
/** Accounts that hold more than an account can, in a tree that nobody checked. */
const rich = withValidityAccount(smallTree, 1, { balance: 2n ** 64n + 1_000n, nonce: 0 });
const after = (tree: typeof smallTree, amount: bigint) => {
  const [sender, receiver] = [validityAccount(tree, 1), validityAccount(tree, 2)];
  return forgeBatch(
    tree,
    { ...first, amount },
    {
      sender: { balance: sender.balance - amount, nonce: sender.nonce + 1 },
      receiver: { ...receiver, balance: receiver.balance + amount },
    },
  );
};
const sent = after(rich, 400n);
const full = after(withValidityAccount(smallTree, 2, { balance: 2n ** 64n, nonce: 0 }), 400n);
/** The receiver's leaf afterwards as that of account 10: beyond the tree, by the same way up. */
const renamed = traceOf({ ...one, claim: { ...one.claim, transfers: [{ ...first, to: first.to + 8 }] } });
const wrongIndex = { ...one, claim: { ...one.claim, transfers: [{ ...first, to: first.to + 8 }] } };

/** The receiver's last hash, which goes on from a row of the top block as another does, up to the digest. */
const jumpingAt = (from: number): TraceTable =>
  spliced(here, there, laneColumns(3).slice(0, 2), from).map((values, column, all) =>
    column === waiting(3)
      ? values.map((value, row) =>
          row < 124
            ? value
            : laneColumns(3)
                .map((at) => all[at]?.[123] as bigint)
                .reduce(add),
        )
      : values,
  );

const lies: readonly Lie[] = [
  [
    'a batch that goes on from another root',
    spliced(traceOf(two), twoElsewhere, every, 128),
    ['the next transfer begins where this one ends'],
    two,
  ],
  ['a root that the sender was never under', spliced(here, there, [root]), ['the sender was in the tree']],
  [
    'a root that changes in the middle',
    spliced(here, there, [...lanes(0, 1, 2, 3), root], 0).map((values, column) =>
      column === root
        ? values.map((value, row) => (row < 64 ? (here[root]?.[row] as bigint) : value))
        : values,
    ),
    ['the root stays'],
  ],
  [
    'a receiver from another tree',
    spliced(here, there, lanes(2, 3)),
    ['the receiver was in the tree after the sender'],
  ],
  [
    'others’ accounts changed beside the sender',
    spliced(here, there, lanes(1, 2, 3)),
    ['before and after share the nodes beside'],
  ],
  [
    'others’ accounts changed beside the receiver',
    spliced(here, there, lanes(3)),
    ['before and after share the nodes beside'],
  ],
  [
    'a leaf that its owner cannot find again',
    spliced(here, renamed, lanes(3)),
    ['a leaf begins with its index'],
  ],
  [
    'an index beyond the tree',
    spliced(here, renamed, [receiverIndex]),
    ['the leaves are those of the transfer', 'an index has no more bits'],
  ],
  [
    'a transfer to somebody else than said',
    here,
    ['the leaves are those of the transfer', 'a leaf begins with its index'],
    wrongIndex,
  ],
  [
    'a transfer from somebody else than said',
    here,
    ['the leaves are those of the transfer', 'a leaf begins with its index'],
    { ...one, claim: { ...one.claim, transfers: [{ ...first, from: first.from + 8 }] } },
  ],
  [
    'an index that changes on the way',
    changed(here, [senderIndex], [112, 128], (value) => value + 1n),
    ['an index stays', 'an index has no more bits'],
  ],
  [
    'half a step up',
    changed(here, [receiverIndex], [64, 128], (value) => add(value, 1n)),
    ['a level up', 'an index has bits', 'an index has no more bits'],
  ],
  [
    'a balance of 65 bits',
    changed(traceOf(sent), [senderBalance], [64, 65], () => 1n),
    ['no more than 64'],
    sent,
  ],
  [
    'an account of 97 bits',
    changed(traceOf(full), [receiverWord], [96, 97], () => 1n),
    ['no more than 96'],
    full,
  ],
  ['a balance of 65 bits, hidden', traceOf(sent), ['a balance has 64 bits'], sent],
  ['an account of 97 bits, hidden', traceOf(full), ['an account has 96 bits'], full],
  [
    'a new root of one’s own choice',
    changed(here, [waiting(3)], [124, 128], () => 5n),
    ['the digest is the sum of inputs and outputs'],
  ],
  [
    'an old root of one’s own choice',
    changed(
      changed(here, [waiting(0)], [124, 128], () => 5n),
      [root],
      [0, 128],
      () => 5n,
    ),
    ['the digest is the sum of inputs and outputs'],
  ],
  [
    'a new root shifted',
    changed(here, [waiting(3)], [101, 128], (value) => add(value, 5n)),
    ['what waits stays'],
  ],
  [
    'a new root by a hash not fed',
    changed(here, [waiting(3)], [0, 28], (value) => add(value, 5n)),
    ['a hash is fed with its inputs', 'the digest is the sum of inputs and outputs'],
  ],
  ...[97, 110, 123].map((row): Lie => [
    `a new root by a hash that jumps in round ${row - 96}`,
    jumpingAt(row),
    ['a round of the hash'],
  ]),
  ['more than was sent', here, ['the transfer is what it should be'], after(smallTree, 401n)],
];

describe('a table is refused', () => {
  for (const [what, trace, names, batch = one] of lies)
    test(`that makes ${what}`, () => {
      expect(brokenBy(trace, batch)).toEqual(names);
    });

  test('by every equation at least once, and not at all if it is honest', () => {
    expect([brokenBy(here), brokenBy(traceOf(two), two)]).toEqual([[], []]);
    const names = new Set(air.constraints.map(({ name }) => name));
    expect(new Set(lies.flatMap(([, , broken]) => broken))).toEqual(names);
  });
});
