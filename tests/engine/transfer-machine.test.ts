/** The disputed program against a plain ledger, and its history by step. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balancesOf,
  getWord,
  inputRoot,
  machineRoot,
  MachineHistory,
  outputRoot,
  runMachine,
  step,
  stepsFor,
  TransferRollup,
  transfersWithin,
  transferWords,
  transitionStart,
  transitionStartRoot,
  wordsFrom,
  emptyWords,
  setWord,
  wordRoot,
  type WordTransfer,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const accounts = [1n, 2n, 1n << 200n, (1n << 256n) - 1n];
const transfer = fc.record({
  from: fc.constantFrom(...accounts),
  to: fc.constantFrom(...accounts),
  amount: fc.oneof(fc.bigInt(0n, 50n), fc.bigInt(0n, (1n << 256n) - 1n)),
});
const batch = fc.array(transfer, { maxLength: 8 });
const genesis = balancesOf(accounts.map((account, index) => [account, BigInt(10 * index)]));

/** The same rules in a few lines: what the sender does not have is not moved. */
function plainly(transfers: readonly WordTransfer[]): Map<bigint, bigint> {
  const held = new Map(accounts.map((account, index) => [account, BigInt(10 * index)]));
  for (const { from, to, amount } of transfers) {
    if ((held.get(from) ?? 0n) < amount) continue;
    held.set(from, (held.get(from) ?? 0n) - amount);
    held.set(to, (held.get(to) ?? 0n) + amount);
  }
  return held;
}

describe('the transfer program', () => {
  test('moves what a plain ledger moves, coins neither lost nor made', () => {
    fc.assert(
      fc.property(batch, (transfers) => {
        const { machine } = runMachine(transitionStart(genesis, transferWords(transfers)));
        expect(machine.status).toBe('stopped');
        const held = plainly(transfers);
        for (const account of accounts) expect(getWord(machine.storage, account)).toBe(held.get(account));
        expect(accounts.reduce((sum, one) => sum + getWord(machine.storage, one), 0n)).toBe(60n);
      }),
      { numRuns: runs() },
    );
  });

  test('halts within the steps that its batch is given', () => {
    fc.assert(
      fc.property(batch, (transfers) => {
        const { steps } = runMachine(transitionStart(genesis, transferWords(transfers)));
        expect(steps).toBeLessThanOrEqual(stepsFor(transfers.length));
        expect(transfersWithin(stepsFor(transfers.length))).toBe(transfers.length);
      }),
      { numRuns: runs() },
    );
  });

  test('begins at the root that a contract works out from two commitments', () => {
    fc.assert(
      fc.property(batch, (transfers) => {
        const words = transferWords(transfers);
        const start = transitionStart(genesis, words);
        expect(transitionStartRoot(outputRoot(genesis), inputRoot(words))).toBe(machineRoot(start));
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('a history', () => {
  test('gives every machine of the run, and the halted one ever after', () => {
    const words = transferWords(Array.from({ length: 12 }, () => ({ from: 2n, to: 1n, amount: 1n })));
    const start = transitionStart(genesis, words);
    const history = new MachineHistory(start);
    let at = start;
    for (let count = 0; count <= history.steps + 70; count += 1, at = step(at))
      expect(history.rootAt(count)).toBe(machineRoot(at));
    expect(at.status).toBe('stopped');
    expect(() => history.at(-1)).toThrow(RangeError);
  });

  test('thins its snapshots out over a long run and still finds every step', () => {
    const words = transferWords(Array.from({ length: 9_000 }, () => ({ from: 2n, to: 1n, amount: 0n })));
    const start = transitionStart(genesis, words);
    const history = new MachineHistory(start);
    expect(history.steps).toBeGreaterThan(2 ** 18);
    for (const place of [131_071, 131_072, 131_073, 262_143, 300_001])
      expect(machineRoot(history.at(place))).toBe(machineRoot(runMachine(start, place).machine));
  });

  test("a forger's run is the honest one before its change and a run of the program after it", () => {
    const words = transferWords([{ from: 2n, to: 1n, amount: 5n }]);
    const honest = new TransferRollup(genesis, [words]).runOf(1);
    const forged = new TransferRollup(genesis, [words], { height: 1, step: 20, slot: 9n, word: 9n }).runOf(1);
    for (let count = 0; count <= honest.steps; count += 1)
      expect(forged.rootAt(count) === honest.rootAt(count)).toBe(count < 20);
    expect(machineRoot(step(forged.at(20)))).toBe(forged.rootAt(21));
  });
});

describe('a tree of words', () => {
  test('is the same whether it grows from the leaves or word by word', () => {
    const word = fc.oneof(fc.constant(0n), fc.bigInt(0n, (1n << 256n) - 1n));
    fc.assert(
      fc.property(fc.constantFrom(16, 256), fc.array(word, { maxLength: 40 }), (depth, words) => {
        const size = depth === 16 ? 16 : 256;
        const one = words.reduce((tree, each, index) => setWord(tree, BigInt(index), each), emptyWords(size));
        expect(wordRoot(wordsFrom(size, words))).toEqual(wordRoot(one));
        for (const [index, each] of words.entries())
          expect(getWord(wordsFrom(size, words), BigInt(index))).toBe(each);
      }),
      { numRuns: runs(100) },
    );
    expect(() => wordsFrom(16, [1n << 256n])).toThrow(RangeError);
  });
});
