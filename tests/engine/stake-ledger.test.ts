/** What stake earns and loses, in whole gwei, against the specification's arithmetic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  baseReward,
  correlationPenalty,
  epochReward,
  inactivityPenalty,
  integerSquareRoot,
  proposerReward,
  slashingPenalty,
  weakSubjectivityPeriod,
  weakSubjectivityPeriodElectra,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const ETHER = 1_000_000_000n;
const all = { source: true, target: true, head: true };
const stakeOf = (ether: bigint, voting = ether) => ({
  all: ether * ETHER,
  source: voting * ETHER,
  target: voting * ETHER,
  head: voting * ETHER,
});

describe('rewards', () => {
  test('the whole square root is the largest whose square fits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 200n }), (n) => {
        const root = integerSquareRoot(n);
        expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true);
      }),
      { numRuns: runs() },
    );
    expect(() => integerSquareRoot(-1n)).toThrow(RangeError);
  });

  test('the base reward of 32 ether among a million validators', () => {
    // 64 × 10^9 / ⌊√(32 × 10^15)⌋ = 64 × 10^9 / 178,885,438 = 357 gwei an ether.
    expect(baseReward(32n * ETHER, 32_000_000n * ETHER)).toBe(32n * 357n);
    expect(() => baseReward(32n * ETHER, 0n)).toThrow(RangeError);
  });

  test('four times the stake halves it', () => {
    expect(baseReward(ETHER, 100_000_000n * ETHER) * 2n).toBe(baseReward(ETHER, 25_000_000n * ETHER));
  });

  test('everything in time earns 54 of 64 parts, all missed loses 40', () => {
    const base = baseReward(32n * ETHER, 32_000_000n * ETHER);
    const whole = (base * 14n) / 64n + (base * 26n) / 64n + (base * 14n) / 64n;
    expect(epochReward(32n * ETHER, all, stakeOf(32_000_000n))).toBe(whole);
    const missed = epochReward(
      32n * ETHER,
      { source: false, target: false, head: false },
      stakeOf(32_000_000n),
    );
    expect(missed).toBe(-((base * 14n) / 64n + (base * 26n) / 64n));
  });

  test('a reward falls with the stake that did not take part; in a leak there is none', () => {
    const half = epochReward(32n * ETHER, all, stakeOf(32_000_000n, 16_000_000n));
    const whole = epochReward(32n * ETHER, all, stakeOf(32_000_000n));
    expect(Number(half) / Number(whole)).toBeCloseTo(0.5, 3);
    expect(epochReward(32n * ETHER, all, stakeOf(32_000_000n), true)).toBe(0n);
  });

  test('a proposer has an eighth of everything: 8 of 64 parts beside the votes’ 56', () => {
    expect(proposerReward(448n)).toBe(1n);
    expect(proposerReward(447n)).toBe(0n);
  });
});

describe('penalties', () => {
  test('slashing takes a 32nd at once', () => {
    expect(slashingPenalty(32n * ETHER)).toBe(ETHER);
  });

  test('correlation takes three times the slashed share, and all from a third on', () => {
    const total = 3_200_000n * ETHER;
    expect(correlationPenalty(32n * ETHER, 32n * ETHER, total)).toBe(0n);
    expect(correlationPenalty(32n * ETHER, total / 10n, total)).toBe(9n * ETHER);
    expect(correlationPenalty(32n * ETHER, total / 3n, total)).toBe(31n * ETHER);
    expect(correlationPenalty(32n * ETHER, total / 3n + ETHER, total)).toBe(32n * ETHER);
    expect(correlationPenalty(32n * ETHER, total, total)).toBe(32n * ETHER);
  });

  test('silence without finality costs with the square of time', () => {
    const lost = (epochs: number): bigint =>
      Array.from({ length: epochs }, (_, i) => inactivityPenalty(32n * ETHER, 4n * BigInt(i + 1))).reduce(
        (sum, one) => sum + one,
        0n,
      );
    expect(Number(lost(2000)) / Number(lost(1000))).toBeCloseTo(4, 1);
    // About n²/2 / 2^24 of the balance: 4,096 epochs, 18 days, cost half of it while nothing is taken off it.
    expect(Number(lost(4096)) / Number(32n * ETHER)).toBeCloseTo(0.5, 2);
  });
});

describe('weak subjectivity', () => {
  test("the specification's own table, a full balance each", () => {
    const table: readonly (readonly [bigint, bigint])[] = [
      [32_768n, 665n],
      [65_536n, 1075n],
      [131_072n, 1894n],
      [262_144n, 3532n],
      [1_048_576n, 3532n],
    ];
    for (const [validators, epochs] of table)
      expect(weakSubjectivityPeriod({ validators, averageEther: 32n })).toBe(epochs);
    expect(weakSubjectivityPeriodElectra(33_554_432n)).toBe(3532n);
  });

  test('without stake there is no period', () => {
    expect(() => weakSubjectivityPeriod({ validators: 0n, averageEther: 32n })).toThrow(RangeError);
    expect(() => weakSubjectivityPeriodElectra(0n)).toThrow(RangeError);
  });
});
