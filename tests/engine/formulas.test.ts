/** Closed forms against published figures, and the engine's own measures against what they should find. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  baseFeeGrowth,
  binomialBounds,
  capacity,
  bytes,
  chanceOfNoBlock,
  doubleSpendByRosenfeld,
  doubleSpendByWhitepaper,
  emptyBlocksToShrink,
  expectedHashes,
  forkRatePerSecond,
  fullBlocksToGrow,
  meanOf,
  ms,
  percentile,
  staleRate,
  throughputOf,
  waitsOf,
  type Trace,
} from '../../src/engine/index.ts';

type Fact = Readonly<Record<string, number | string>>;
const path = fileURLToPath(new URL('../../../shared/vectors/facts_closed_form.json', import.meta.url));
const tables = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as { cases: { group: string; facts: Fact[] }[] }).cases
  : [];
const factsOf = (group: string): Fact[] => tables.find((table) => table.group === group)?.facts ?? [];
const num = (value: number | string | undefined): number => Number(value);

describe.skipIf(tables.length === 0)('the published tables', () => {
  test("the whitepaper's table of double spending, to its seven digits", () => {
    const facts = factsOf('bitcoin-whitepaper-11');
    expect(facts.length).toBe(22);
    for (const { q, z, P } of facts) expect(doubleSpendByWhitepaper(num(q), num(z))).toBeCloseTo(num(P), 7);
  });

  test("the whitepaper's least depth for a risk below 0.1 %", () => {
    const facts = factsOf('bitcoin-whitepaper-11-P<0.1%');
    expect(facts.length).toBe(8);
    for (const { q, z } of facts) {
      expect(doubleSpendByWhitepaper(num(q), num(z))).toBeLessThan(0.001);
      expect(doubleSpendByWhitepaper(num(q), num(z) - 1)).toBeGreaterThanOrEqual(0.001);
    }
  });

  test("EIP-1559's bounds", () => {
    const facts = new Map(factsOf('eip1559-bounds').map(({ name, value }) => [name, value]));
    expect(fullBlocksToGrow(2)).toBe(facts.get('full blocks to double at least'));
    expect(fullBlocksToGrow(10)).toBe(facts.get('full blocks to grow tenfold at least'));
  });

  test('the fork rate of 2013 by Decker and Wattenhofer', () => {
    const facts = new Map(factsOf('stale-rate-decker-wattenhofer').map((fact) => [fact.name, fact]));
    const unaware = num(facts.get('integral (s)')?.value);
    expect(forkRatePerSecond(1 / 633.68, unaware)).toBeCloseTo(
      num(facts.get('model fork rate')?.computed),
      5,
    );
    // In continuous time the same two numbers give the same rate to a thousandth of it.
    expect(staleRate(unaware, 633.68)).toBeCloseTo(num(facts.get('model fork rate')?.computed), 4);
  });
});

describe('closed forms', () => {
  test('the base fee doubles in 6 full blocks and falls below a half in 6 empty ones, if each takes off an eighth', () => {
    expect([fullBlocksToGrow(1), fullBlocksToGrow(2), fullBlocksToGrow(10)]).toEqual([0, 6, 20]);
    expect(baseFeeGrowth(6)).toBeCloseTo(2.0273, 4);
    expect(emptyBlocksToShrink(2)).toBe(6);
    expect(() => fullBlocksToGrow(0.5)).toThrow(RangeError);
  });

  test("the whitepaper's own figures: an attacker with a tenth, 5 blocks deep, and one with 0.3, 10 deep", () => {
    expect(doubleSpendByWhitepaper(0.1, 5)).toBeCloseTo(0.0009137, 7);
    expect(doubleSpendByWhitepaper(0.3, 10)).toBeCloseTo(0.0416605, 7);
    expect([doubleSpendByWhitepaper(0.5, 6), doubleSpendByRosenfeld(0.6, 6)]).toEqual([1, 1]);
  });

  test("Rosenfeld's exact chance is above the whitepaper's, and at depth 1 it is twice the share", () => {
    expect(doubleSpendByRosenfeld(0.1, 1)).toBeCloseTo(0.2, 12);
    for (const z of [1, 2, 6, 10])
      expect(doubleSpendByRosenfeld(0.3, z)).toBeLessThan(doubleSpendByRosenfeld(0.3, z - 1));
    expect(doubleSpendByRosenfeld(0.1, 6)).toBeGreaterThan(doubleSpendByWhitepaper(0.1, 6));
  });

  test('a block of 1 MB, transactions of 250 bytes and 10 minutes make 6.67 a second', () => {
    const rule = { blockBytes: bytes(1_000_000), transactionBytes: bytes(250), intervalMs: ms(600_000) };
    expect(capacity(rule)).toBeCloseTo(6.6667, 4);
  });

  test('no block for as long as the interval happens in 37 % of cases', () => {
    expect(chanceOfNoBlock(10, 10)).toBeCloseTo(1 / Math.E, 12);
    expect(staleRate(3, 600) + chanceOfNoBlock(3, 600)).toBeCloseTo(1, 12);
  });

  test('a fair coin of 10,000 throws stays within 200 of 5,000 at 4 deviations, and bounds never leave the possible', () => {
    expect(binomialBounds(10_000, 0.5)).toEqual({ mean: 5000, least: 4800, most: 5200 });
    expect(binomialBounds(10, 0.01).least).toBe(0);
    expect(expectedHashes(1 / 16)).toEqual({ mean: 16, deviation: Math.sqrt(15 / 16) * 16 });
  });
});

describe('measures read the trace', () => {
  const at = (time: number, sequence: number) => ({ at: time, sequence, actor: 'x' });
  const trace: Trace = {
    seed: 0,
    events: [
      { ...at(10, 0), layer: 2, kind: 'soft-confirmed', transaction: 'a', waited: 250 },
      { ...at(20, 1), layer: 1, kind: 'transaction-included', transaction: 'b', block: '1', waited: 9000 },
      { ...at(20, 2), layer: 2, kind: 'transaction-included', transaction: 'a', block: '1', waited: 12_000 },
      { ...at(30, 3), layer: 1, kind: 'transaction-included', transaction: 'c', block: '2', waited: 3000 },
    ],
  };

  test('waits are told apart by layer and come in order', () => {
    expect(waitsOf(trace)).toEqual({ included: [3000, 9000], softConfirmed: [250] });
  });

  test('throughput counts what became part of a layer', () => {
    expect(throughputOf(trace, 1, 4)).toEqual({ transactions: 2, perSecond: 0.5 });
    expect(throughputOf(trace, 2, 4)).toEqual({ transactions: 1, perSecond: 0.25 });
    expect(() => throughputOf(trace, 1, 0)).toThrow(RangeError);
  });

  test('a percentile is one of the values, and of none there is none', () => {
    expect([0, 50, 51, 100].map((percent) => percentile([1, 2, 3, 4], percent))).toEqual([1, 2, 3, 4]);
    expect([percentile([], 50), meanOf([]), meanOf([1, 2])]).toEqual([null, null, 1.5]);
    expect(() => percentile([1], 101)).toThrow(RangeError);
  });
});
