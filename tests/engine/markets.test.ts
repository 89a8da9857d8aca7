/** Room in blocks as a story: base fee, fee market and block size, held against closed forms where there are any. */
import { describe, expect, test } from 'vitest';
import {
  binomialBounds,
  bytes,
  checkSelection,
  fullBlocksToGrow,
  INITIAL_BASE_FEE,
  ms,
  runBaseFee,
  runBlockSize,
  runFeeMarket,
  sat,
  selectByArrival,
  staleRate,
  wei,
  weight,
  type Hash,
  type Pending,
  type Wei,
} from '../../src/engine/index.ts';
describe('the base fee follows demand', () => {
  test('when four times as many want in, it rises until the blocks are half full again', () => {
    const { series, gasTarget } = runBaseFee({ seed: 1 });
    const used = (from: number, to: number): number =>
      series.slice(from, to).reduce((sum, block) => sum + Number(block.gasUsed), 0) /
      (to - from) /
      Number(gasTarget);
    expect(used(20, 25)).toBe(2);
    // 20 blocks of about 50 transfers: each offer is in or out, so the mean scatters by less than 1/√1000 = 3 %; 4 of them.
    expect(Math.abs(used(39, 59) - 1)).toBeLessThan(0.13);
    expect((series[58]?.baseFee ?? 0n) > 5n * INITIAL_BASE_FEE).toBe(true);
    expect((series.at(-1)?.baseFee ?? 0n) < 2n * INITIAL_BASE_FEE).toBe(true);
  });

  test('full blocks double it in as many blocks as (9/8)^n says', () => {
    const { series } = runBaseFee({ seed: 1, demand: () => 10_000, blocks: 12 });
    const doubled = series.findIndex(({ baseFee }) => baseFee >= 2n * INITIAL_BASE_FEE);
    expect(doubled).toBe(fullBlocksToGrow(2));
  });

  test('a rule that never moves leaves blocks full and payers outside', () => {
    const stuck = runBaseFee({ seed: 1, nextBaseFee: ({ baseFee }) => baseFee });
    expect(stuck.series.slice(20, 59).every(({ gasUsed }) => gasUsed === stuck.gasLimit)).toBe(true);
    expect(stuck.series.slice(20, 59).every(({ turnedAway }) => turnedAway > 50)).toBe(true);
  });

  test('a rule that returns no bigint, or one below zero, ends the run with a sentence', () => {
    expect(() => runBaseFee({ seed: 1, nextBaseFee: () => 5 as unknown as Wei })).toThrow(/bigint from 0/);
    expect(() => runBaseFee({ seed: 1, nextBaseFee: () => wei(-1) })).toThrow(RangeError);
    expect(() => runBaseFee({ seed: 1, demand: () => 1.5 })).toThrow(RangeError);
  });
});

describe('blocks of a size', () => {
  test('carry what arrives while it fits, and their capacity when it does not', () => {
    const calm = runBlockSize({ seed: 1, load: 3 });
    const crowded = runBlockSize({ seed: 1, load: 50 });
    expect(calm.perSecond).toBeGreaterThan(2.8);
    expect(crowded.perSecond).toBeCloseTo(crowded.predicted * (1 - crowded.staleRate), 10);
    expect(crowded.queue.at(-1)?.waiting).toBeGreaterThan(1_000_000);
  });

  test('go stale about as often as 1 − e^(−delay/interval) says, within what chance allows', () => {
    // 300 blocks of 8 MB over 5 Mbit/s; the delay is the mean over all nodes, so the bounds are those of a binomial draw.
    const rule = { blockBytes: bytes(8_000_000), transactionBytes: bytes(250), intervalMs: ms(600_000) };
    const run = runBlockSize({ seed: 1, rule, bandwidth: 625_000, seconds: 180_000 });
    const expected = staleRate(run.meanDelayMs, rule.intervalMs);
    const { least, most } = binomialBounds(run.blocks, expected);
    expect(run.stale).toBeGreaterThanOrEqual(least);
    expect(run.stale).toBeLessThanOrEqual(most);
  });

  test('lose more of themselves the larger they are, so that 32 times the size is not 32 times the rate', () => {
    const at = (size: number) =>
      runBlockSize({
        seed: 1,
        load: 5000,
        bandwidth: 125_000,
        rule: { blockBytes: bytes(size), transactionBytes: bytes(250), intervalMs: ms(600_000) },
      });
    const [small, large] = [at(1_000_000), at(32_000_000)];
    expect(large.staleRate).toBeGreaterThan(0.5);
    expect(large.perSecond / small.perSecond).toBeLessThan(16);
  });

  test('a run without load, or too short for a block, is a mistake', () => {
    expect(() => runBlockSize({ seed: 1, load: 0 })).toThrow(RangeError);
    expect(() => runBlockSize({ seed: 1, seconds: 599 })).toThrow(RangeError);
    expect(runBlockSize({ seed: 1, seconds: 600 }).blocks).toBe(1);
  });
});

describe('the fee market', () => {
  const [byFee, byArrival] = [runFeeMarket({ seed: 1 }), runFeeMarket({ seed: 1, select: selectByArrival })];

  test('choosing by fee rate earns more than choosing by arrival, from the same payments', () => {
    expect(byFee.series.map(({ at }) => at)).toEqual(byArrival.series.map(({ at }) => at));
    expect(Number(byFee.fees) / Number(byArrival.fees)).toBeGreaterThan(1.2);
  });

  test('who pays well waits less and who pays little waits more than by arrival', () => {
    const [cheap, , dear] = byFee.classes;
    const [cheapThen, , dearThen] = byArrival.classes;
    expect(dear?.medianWaitMs).toBeLessThan((dearThen?.medianWaitMs ?? 0) / 2);
    expect(cheap?.included).toBeLessThan((cheapThen?.included ?? 0) / 2);
  });

  test('no block weighs more than it may, and each takes parents before children', () => {
    for (const run of [byFee, byArrival]) {
      expect(run.refused).toBe(0);
      expect(run.series.every(({ weight }) => weight <= 40_000)).toBe(true);
      expect(run.included + run.waiting).toBe(run.classes.reduce((sum, { arrived }) => sum + arrived, 0));
    }
  });

  test('a rule that takes everything has its blocks refused and earns nothing', () => {
    const greedy = runFeeMarket({ seed: 1, select: (pool) => pool, blocks: 4 });
    expect(greedy.fees).toBe(0n);
    expect(greedy.refused).toBe(4);
    expect(greedy.rejections[0]).toMatchObject({ code: 'overweight', expected: 40_000 });
  });

  test('each way to fill a block wrongly has its name', () => {
    const payment = (id: string, parents: readonly string[] = []): Pending<null> => ({
      id: id as Hash,
      transaction: null,
      fee: sat(1),
      weight: weight(100),
      parents: parents as readonly Hash[],
      arrivedAt: ms(0),
    });
    const [a, b] = [payment('a'), payment('b', ['a', 'settled long ago'])];
    const codeOf = (...chosen: Pending<null>[]): string => {
      const checked = checkSelection([a, b], chosen, weight(200));
      return checked.ok ? 'accepted' : checked.rejection.code;
    };
    expect(codeOf(a, b)).toBe('accepted');
    expect(codeOf()).toBe('accepted');
    expect(codeOf(b, a)).toBe('missing-parent');
    expect(codeOf(b)).toBe('missing-parent');
    expect(codeOf(a, a)).toBe('duplicate');
    expect(codeOf(payment('c'))).toBe('unknown-transaction');
    expect(checkSelection([a, b], [a, b], weight(199))).toMatchObject({ rejection: { code: 'overweight' } });
  });
});
