import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blobBaseFee,
  blobDataFee,
  capacity,
  fakeExponential,
  gas,
  gasTargetOf,
  ms,
  nextBaseFee,
  nextExcessBlobGas,
  sat,
  selectByFeeRate,
  wei,
  weight,
  type Bytes,
  type Hash,
  type Pending,
} from 'strata';
import { runs } from './runs.ts';

const TARGET = 15_000_000n;
const after = (baseFee: bigint, gasUsed: bigint): bigint =>
  nextBaseFee({ baseFee: wei(baseFee), gasUsed: gas(gasUsed), gasTarget: gas(TARGET) });

describe('the base fee', () => {
  test('stays at the target, moves by an eighth at either end, and by a little in between', () => {
    expect(after(8_000n, TARGET)).toBe(8_000n);
    expect(after(8_000n, 2n * TARGET)).toBe(9_000n);
    expect(after(8_000n, 0n)).toBe(7_000n);
    expect(after(8_000n, TARGET + 1n)).toBe(8_001n);
    expect(after(8_000n, TARGET - 1n)).toBe(8_000n);
    expect(after(0n, 2n * TARGET)).toBe(1n);
    expect(after(7n, 0n)).toBe(7n);
  });

  test('never leaves the band of an eighth and never falls below zero', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 1n << 80n }),
        fc.bigInt({ min: 0n, max: 2n * TARGET }),
        (fee, used) => {
          const next = after(fee, used);
          expect(next >= fee - fee / 8n).toBe(true);
          expect(next <= fee + (fee / 8n > 1n ? fee / 8n : 1n)).toBe(true);
          expect(next > fee).toBe(used > TARGET);
        },
      ),
      { numRuns: runs() },
    );
  });

  test('needs a target', () => {
    expect(() => nextBaseFee({ baseFee: wei(1n), gasUsed: gas(0n), gasTarget: gas(0n) })).toThrow(RangeError);
    expect(gasTargetOf(gas(30_000_001n))).toBe(15_000_000n);
  });
});

describe('the blob fee', () => {
  test('follows e to the excess, and the excess never falls below zero', () => {
    expect(fakeExponential(1n, 2n, 1n)).toBe(6n);
    expect(fakeExponential(10n, 8n, 2n)).toBe(542n);
    expect(nextExcessBlobGas(gas(0n), gas(393_216n))).toBe(0n);
    expect(nextExcessBlobGas(gas(1n), gas(393_216n))).toBe(1n);
    expect(blobBaseFee(gas(0n))).toBe(1n);
    expect(blobDataFee(3, gas(0n))).toBe(393_216n);
    expect(() => fakeExponential(1n, 1n, 0n)).toThrow(RangeError);
    expect(() => fakeExponential(1n, -1n, 1n)).toThrow(RangeError);
  });
});

describe('the capacity of fixed blocks', () => {
  const rule = (blockBytes: number, transactionBytes: number, intervalMs: number) => ({
    blockBytes: blockBytes as Bytes,
    transactionBytes: transactionBytes as Bytes,
    intervalMs: ms(intervalMs),
  });

  test("is Bitcoin's famous seven transactions a second", () => {
    expect(capacity(rule(1_000_000, 250, 600_000))).toBeCloseTo(6.67, 2);
  });

  test('counts whole transactions only', () => {
    expect(capacity(rule(499, 250, 1_000))).toBe(1);
    expect(capacity(rule(249, 250, 1_000))).toBe(0);
    expect(() => capacity(rule(1, 0, 1))).toThrow(RangeError);
    expect(() => capacity(rule(1, 1, 0))).toThrow(RangeError);
  });
});

describe('the fee market', () => {
  const id = (index: number): Hash => `0x${index.toString(16).padStart(64, '0')}` as Hash;
  const pending = (
    index: number,
    fee: number,
    size: number,
    parents: readonly number[] = [],
  ): Pending<number> => ({
    id: id(index),
    transaction: index,
    fee: sat(fee),
    weight: weight(size),
    parents: parents.map(id),
    arrivedAt: ms(index),
  });
  const chosen = (pool: readonly Pending<number>[], limit: number): readonly number[] =>
    selectByFeeRate(pool, weight(limit)).map(({ transaction }) => transaction);

  /** Any pool: parents come earlier, so there is no ring. */
  const pools = fc
    .array(
      fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 400 }), fc.array(fc.nat(20), { maxLength: 2 })),
      { maxLength: 14 },
    )
    .map((rows) =>
      rows.map(([fee, size, parents], index) =>
        pending(index, fee, size, [...new Set(parents.filter((parent) => parent < index))]),
      ),
    );

  test('takes the best payers per weight first', () => {
    expect(chosen([pending(1, 100, 100), pending(2, 300, 100), pending(3, 500, 400)], 200)).toEqual([2, 1]);
  });

  test('lets a child that pays well carry its parent', () => {
    const pool = [pending(1, 1, 100), pending(2, 1_000, 100, [1]), pending(3, 300, 100)];
    expect(chosen(pool, 200)).toEqual([1, 2]);
    expect(chosen(pool, 100)).toEqual([3]);
  });

  test('counts a child anew once its parent is in', () => {
    const pool = [
      pending(1, 10, 100),
      pending(2, 1_000, 100, [1]),
      pending(3, 200, 100, [1]),
      pending(4, 150, 100),
    ];
    expect(chosen(pool, 300)).toEqual([1, 2, 3]);
  });

  test('passes over what does not fit and goes on', () => {
    expect(chosen([pending(1, 900, 300), pending(2, 100, 100), pending(3, 10, 100)], 200)).toEqual([2, 3]);
  });

  test('takes a parent outside the pool for confirmed, and the earlier of equals', () => {
    expect(chosen([pending(1, 10, 10, [99]), pending(2, 10, 10)], 10)).toEqual([1]);
  });

  test('never exceeds the weight, never leaves a parent behind, never names one twice', () => {
    fc.assert(
      fc.property(pools, fc.nat(2_000), (pool, limit) => {
        const selection = selectByFeeRate(pool, weight(limit));
        expect(selection.reduce((sum, one) => sum + one.weight, 0)).toBeLessThanOrEqual(limit);
        const inPool = new Set(pool.map((one) => one.id));
        const seen = new Set<Hash>();
        for (const one of selection) {
          for (const parent of one.parents) if (inPool.has(parent)) expect(seen.has(parent)).toBe(true);
          expect(seen.has(one.id)).toBe(false);
          seen.add(one.id);
        }
        // Whatever was left out would not have fitted with the parents it still lacks.
        const room = limit - selection.reduce((sum, one) => sum + one.weight, 0);
        for (const one of pool) {
          if (!seen.has(one.id) && one.parents.every((parent) => !inPool.has(parent) || seen.has(parent))) {
            expect(one.weight).toBeGreaterThan(room);
          }
        }
      }),
      { numRuns: runs() },
    );
  });

  test('earns no less than taking transactions as they come, when all weigh the same and stand alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 30 }), fc.nat(30), (fees, places) => {
        const pool = fees.map((fee, index) => pending(index, fee, 4));
        const earned = selectByFeeRate(pool, weight(4 * places)).reduce((sum, { fee }) => sum + fee, 0n);
        const best = [...fees].sort((a, b) => b - a).slice(0, places);
        expect(earned).toBe(BigInt(best.reduce((sum, fee) => sum + fee, 0)));
      }),
      { numRuns: runs() },
    );
  });

  test('refuses a ring of parents and a transaction that comes twice', () => {
    expect(() => chosen([pending(1, 1, 1, [2]), pending(2, 1, 1, [1])], 10)).toThrow(RangeError);
    expect(() => chosen([pending(1, 1, 1, [1])], 10)).toThrow(RangeError);
    expect(() => chosen([pending(1, 1, 1), pending(1, 2, 1)], 10)).toThrow(RangeError);
  });

  test('follows a long line of dependants without exhausting the stack', () => {
    const pool = Array.from({ length: 3_000 }, (_, index) =>
      pending(index, index, 1, index === 0 ? [] : [index - 1]),
    );
    expect(chosen(pool, 3_000)).toEqual(pool.map(({ transaction }) => transaction));
  });
});
