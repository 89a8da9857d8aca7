/** Every mechanism in one world, what it costs, and the measures of power and committees. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  blocksByProposer,
  committeeTail,
  effortPerFinalBlock,
  energyPerTransaction,
  finalThroughputOf,
  gini,
  leastCommittee,
  log2Of,
  MECHANISMS,
  MORE_THAN_A_THIRD,
  ms,
  nakamotoCoefficient,
  ready,
  runMechanism,
  selfishRevenue,
  selfishThreshold,
  staleRate,
  staleShareOf,
  type Mechanism,
  type MechanismRun,
} from '../../src/engine/index.ts';

const runs = new Map<Mechanism, MechanismRun>();
beforeAll(async () => {
  await ready();
  for (const by of MECHANISMS) runs.set(by, runMechanism({ seed: 1, by, blocks: 30 }));
});
const runOf = (by: Mechanism): MechanismRun => {
  const run = runs.get(by);
  if (!run) throw new Error(`There is no run by ${by}.`);
  return run;
};

describe('the same world runs every mechanism', () => {
  test.each(MECHANISMS)('by %s: blocks are made, agreed upon, and final', (by) => {
    const run = runOf(by);
    expect(run.blocks).toBeGreaterThan(10);
    expect(run.agreed).toBe(true);
    expect(run.final).toBeGreaterThan(5);
    expect(run.broken).toBe(0);
    expect(run.trace.events.filter(({ kind }) => kind === 'block-rejected')).toEqual([]);
    expect(run.effort.messages).toBeGreaterThan(run.blocks * 6);
  });

  test('only work and coin age hash, and coin age needs no more hashes than it has coins and seconds', () => {
    for (const by of ['stake', 'delegates', 'authority', 'quorum'] as const)
      expect(runOf(by).effort.hashes).toBe(0);
    const seconds = runOf('work').seconds - 1;
    // 7 nodes try 4 nonces a second; a found one ends its second early.
    expect(runOf('work').effort.hashes).toBeLessThanOrEqual(7 * 4 * seconds);
    expect(runOf('work').effort.hashes).toBeGreaterThan(7 * 4 * seconds - 4 * runOf('work').blocks);
  });

  test('votes cost messages: a quorum sends each to all, a delegated chain sends none', () => {
    const each = (by: Mechanism): number => effortPerFinalBlock(runOf(by).trace)?.messages ?? 0;
    expect(each('quorum')).toBeGreaterThan(each('delegates') + 7 * 6 - 7);
    expect(each('stake')).toBeGreaterThan(each('delegates'));
  });

  test('at one interval they differ in finality, not in pace', () => {
    const median = (by: Mechanism): number =>
      runMechanism({ seed: 1, by, blocks: 24, intervalMs: ms(12_000) }).medianFinalityMs ?? 0;
    const [quorum, delegates, work] = [median('quorum'), median('delegates'), median('work')];
    expect(quorum).toBeLessThan(delegates);
    expect(delegates).toBeLessThan(work);
  });

  test('an interval of broken seconds is a mistake', () => {
    expect(() => runMechanism({ seed: 1, by: 'stake', intervalMs: ms(1500) })).toThrow(RangeError);
    expect(() => runMechanism({ seed: 1, by: 'stake', intervalMs: ms(0) })).toThrow(RangeError);
  });

  test('the measures read the trace alone', () => {
    const { trace, seconds, final, stale, blocks } = runOf('authority');
    expect(finalThroughputOf(trace, seconds)).toEqual({
      blocks: final,
      perSecond: final / seconds,
      broken: 0,
    });
    expect(staleShareOf(trace)).toBeCloseTo(stale / blocks, 12);
    expect(() => finalThroughputOf(trace, 0)).toThrow(RangeError);
    expect(effortPerFinalBlock({ seed: 1, events: [] })).toBeNull();
    expect(staleShareOf({ seed: 1, events: [] })).toBe(0);
  });

  test('stale blocks grow with delay about as 1 − e^(−Δ/T)', () => {
    const lost = (latency: number) =>
      Array.from({ length: 12 }, (_, seed) =>
        runMechanism({ seed, by: 'work', latency: ms(latency) }),
      ).reduce(
        (sum, { blocks, stale, trace }) => {
          expect(staleShareOf(trace)).toBeCloseTo(stale / blocks, 12);
          return { blocks: sum.blocks + blocks, stale: sum.stale + stale };
        },
        { blocks: 0, stale: 0 },
      );
    const slow = lost(3000);
    // A block reaches a node after three messages a link, over one to three links: 9 to 27 s in 60 s. The share
    // lies between the closed form at both ends, with 4 binomial standard deviations of about 480 blocks.
    const error = 4 * Math.sqrt(0.25 / slow.blocks);
    expect(slow.stale / slow.blocks).toBeGreaterThan(staleRate(9, 60) - error);
    expect(slow.stale / slow.blocks).toBeLessThan(staleRate(27, 60) + error);
    expect(slow.stale).toBeGreaterThan(lost(300).stale);
  });
});

describe('power', () => {
  test('the Nakamoto coefficient counts who together has more than half', () => {
    expect(nakamotoCoefficient([51n, 49n])).toBe(1);
    expect(nakamotoCoefficient([50n, 50n])).toBe(2);
    expect(nakamotoCoefficient([10n, 30n, 20n, 40n])).toBe(2);
    expect(nakamotoCoefficient([1n, 1n, 1n], MORE_THAN_A_THIRD)).toBe(2);
    expect(
      nakamotoCoefficient(
        Array.from({ length: 21 }, () => 1n),
        MORE_THAN_A_THIRD,
      ),
    ).toBe(8);
    expect([nakamotoCoefficient([]), nakamotoCoefficient([0n])]).toEqual([null, null]);
    expect(() => nakamotoCoefficient([-1n, 3n])).toThrow(RangeError);
  });

  test('the Gini coefficient is 0 for equals, (n − 1)/n for one owner of all', () => {
    expect(gini([5n, 5n, 5n])).toBe(0);
    expect(gini([0n, 0n, 0n, 7n])).toBe(0.75);
    expect(gini([1n, 2n, 3n, 4n])).toBeCloseTo(0.25, 12);
    expect(gini([4n, 1n, 3n, 2n])).toBe(gini([1n, 2n, 3n, 4n]));
    expect(gini([0n])).toBeNull();
    expect(() => gini([-1n])).toThrow(RangeError);
  });

  test('blocks by proposer come from the trace, the busiest first', () => {
    const shares = blocksByProposer(runOf('delegates').trace);
    expect(shares.reduce((sum, { blocks }) => sum + blocks, 0n)).toBe(BigInt(runOf('delegates').blocks));
    expect(nakamotoCoefficient(shares.map(({ blocks }) => blocks))).toBe(4);
  });

  test('energy a transaction is power over throughput', () => {
    // 600 EH/s at 30 J/TH is 18 GW; at 5 a second 3.6 GJ, 1,000 kWh each.
    expect(
      energyPerTransaction({ hashesPerSecond: 600e18, joulesPerHash: 30e-12, transactionsPerSecond: 5 }),
    ).toBeCloseTo(1000, 6);
  });
});

describe('committees', () => {
  const third = { numerator: 1n, denominator: 3n };

  test('the tail is exact: three seats, two of them', () => {
    expect(committeeTail(3, 2, third)).toEqual({ numerator: 7n, denominator: 27n });
    expect(committeeTail(3, 0, third)).toEqual({ numerator: 27n, denominator: 27n });
    expect(committeeTail(3, 4, third).numerator).toBe(0n);
    expect(log2Of({ numerator: 1n, denominator: 1n << 200n })).toBe(-200);
    expect(log2Of({ numerator: 0n, denominator: 1n })).toBe(Number.NEGATIVE_INFINITY);
  });

  test('the published 111 seats meet 2^-40, 108 do not, and 109 is the first that does', () => {
    const bits = (seats: number, atLeast: number): number => log2Of(committeeTail(seats, atLeast, third));
    expect(bits(111, 74)).toBeCloseTo(-40.239048, 6);
    expect(bits(108, 72)).toBeGreaterThan(-40);
    expect(leastCommittee(third, 40)).toBe(109);
  });

  test('committees drawn by chance are lost as often as the tail says', async () => {
    const { createRandom } = await import('../../src/engine/index.ts');
    const random = createRandom(1, 'committees');
    const draws = 20_000;
    let lost = 0;
    for (let i = 0; i < draws; i++) {
      let seats = 0;
      for (let seat = 0; seat < 9; seat++) if (random.chance(1, 3)) seats += 1;
      if (seats >= 6) lost += 1;
    }
    const { numerator, denominator } = committeeTail(9, 6, third);
    const p = Number(numerator) / Number(denominator);
    // Binomial: 4 standard deviations; p = 835/19683 = 4.2 %.
    expect(Math.abs(lost - draws * p)).toBeLessThan(4 * Math.sqrt(draws * p * (1 - p)));
  });

  test('shares and seats that make no sense are mistakes', () => {
    expect(() => committeeTail(3, 2, { numerator: 4n, denominator: 3n })).toThrow(RangeError);
    expect(() => committeeTail(-1, 2, third)).toThrow(RangeError);
    expect(() => leastCommittee({ numerator: 2n, denominator: 3n }, 40)).toThrow(RangeError);
  });
});

describe("selfish mining's closed form", () => {
  test('equals the share exactly at the threshold, and 1 from half on', () => {
    for (const gamma of [0, 0.25, 0.5, 0.75]) {
      const threshold = selfishThreshold(gamma);
      expect(selfishRevenue(threshold, gamma)).toBeCloseTo(threshold, 12);
      expect(selfishRevenue(threshold - 0.01, gamma)).toBeLessThan(threshold - 0.01);
      expect(selfishRevenue(threshold + 0.01, gamma)).toBeGreaterThan(threshold + 0.01);
    }
    expect(selfishRevenue(0.5, 0)).toBe(1);
    expect(() => selfishRevenue(1.1, 0)).toThrow(RangeError);
  });
});
