/** Consensus and gossip as stories: what a run must show, held against closed forms where there are any. */
import { describe, expect, test } from 'vitest';
import {
  binomialBounds,
  bytes,
  heaviestChain,
  lmdGhost,
  longestChain,
  ms,
  runForks,
  runGossip,
  runMining,
  runStakeDraw,
  type Hash,
} from '../../src/engine/index.ts';
describe('mining and retargeting', () => {
  const run = runMining({ seed: 1 });

  test('every header links to the last and its hash was really found', () => {
    expect(run.headers.length).toBe(8 * 64);
    expect(run.headers.slice(1).every(({ prevId }) => /^0x[0-9a-f]{64}$/.test(prevId))).toBe(true);
    // The geometric law: hashes a block average the difficulty, with a relative standard error of 1/√64 a window; 4 of them.
    for (const { hashes, difficulty } of run.windows)
      expect(Math.abs(hashes / 64 / Number(difficulty) - 1)).toBeLessThan(0.5);
  });

  test('four times the hash rate makes blocks come four times as fast, until the next retarget', () => {
    const [before, during] = [run.windows[2], run.windows[3]];
    expect(during?.hashRate).toBe(4 * (before?.hashRate ?? 0));
    // Interval over difficulty, in two windows of 64 waits: the quotient scatters by √2/8 = 18 %; 4 of them, as a factor.
    const pace = (window = before): number => (window?.meanIntervalMs ?? 0) / Number(window?.difficulty);
    expect(Math.abs(Math.log(pace(before) / pace(during) / 4))).toBeLessThan(0.71);
    expect(Number(run.windows[4]?.difficulty)).toBeGreaterThan(2 * Number(before?.difficulty));
  });

  test('afterwards the mean interval is the aim again, over twenty runs', () => {
    const settled = Array.from({ length: 20 }, (_, seed) => runMining({ seed }).windows.slice(5));
    const intervals = settled.flat().map(({ meanIntervalMs }) => meanIntervalMs / run.intervalMs);
    const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
    // 60 windows of 64 waits each: the rule corrects by a noisy measure, so a window scatters by √2/8 around 64/63 × (1 + 1/64);
    // the mean by √2/8/√60 = 2.3 %; 4 of them.
    expect(Math.abs(mean - (64 / 63) * (1 + 1 / 64))).toBeLessThan(0.092);
  });

  test('without retargeting the blocks stay too fast', () => {
    const stuck = runMining({ seed: 1, retarget: ({ target }) => target });
    const late = stuck.windows.slice(4).map(({ meanIntervalMs }) => meanIntervalMs / run.intervalMs);
    expect(Math.max(...late)).toBeLessThan(0.4);
  });

  test('a target out of reach, none at all, and a nonce that was not found end the run with a sentence', () => {
    expect(() => runMining({ seed: 1, retarget: () => 0n })).toThrow(/target is a bigint from 1/);
    expect(() => runMining({ seed: 1, retarget: () => 5 as unknown as bigint })).toThrow(RangeError);
    expect(() => runMining({ seed: 1, retarget: () => 1n })).toThrow(/not found/);
    expect(() => runMining({ seed: 1, mine: () => ({ nonce: 1, hashes: 1 }) })).toThrow(/does not meet/);
  });
});

describe('forks', () => {
  const total = (run: (seed: number) => { stale: number; reorganisations: number }) =>
    Array.from({ length: 4 }, (_, seed) => run(seed)).reduce(
      (sum, { stale, reorganisations }) => ({
        stale: sum.stale + stale,
        reorganisations: sum.reorganisations + reorganisations,
      }),
      { stale: 0, reorganisations: 0 },
    );

  test.each([
    ['work', heaviestChain],
    ['stake', lmdGhost],
  ] as const)('by %s: the slower the network, the more blocks are lost and undone', (by, forkChoice) => {
    const at = (latency: number) =>
      total((seed) => runForks({ seed, by, forkChoice, latency: ms(latency), blocks: 25 }));
    const [fast, slow] = [at(200), at(by === 'work' ? 15_000 : 6_000)];
    expect(slow.stale).toBeGreaterThan(3 * fast.stale + 3);
    expect(slow.reorganisations).toBeGreaterThan(3 * fast.reorganisations + 3);
  });

  test('once the last message has arrived, all nodes agree, whatever the rule', () => {
    for (const forkChoice of [heaviestChain, longestChain, lmdGhost]) {
      const run = runForks({ seed: 3, by: 'stake', forkChoice, latency: ms(5_000), blocks: 20 });
      expect(run.agreed).toBe(true);
      expect(new Set(run.heads)).toEqual(new Set([run.head]));
    }
  });

  test('a fork choice that follows whatever came last does not bring them together', () => {
    const fickle = runForks({
      seed: 1,
      latency: ms(15_000),
      forkChoice: (tree) => [...tree.blocks.keys()].at(-1) as Hash,
    });
    expect(fickle.agreed).toBe(false);
  });

  test('at one pace and delay miners lose more than slots do: chance may bring two blocks at once', () => {
    const shared = { latency: ms(2_000), intervalMs: ms(12_000), blocks: 40 };
    const work = total((seed) => runForks({ ...shared, seed, by: 'work' }));
    const stake = total((seed) => runForks({ ...shared, seed, by: 'stake', forkChoice: lmdGhost }));
    // 160 blocks each: about a third against about a twelfth, each known to about 4 in a hundred.
    expect(work.stale).toBeGreaterThan(2 * stake.stale);
    expect(stake.stale).toBeGreaterThan(0);
  });

  test('an interval below three seconds or of broken seconds is a mistake', () => {
    expect(() => runForks({ seed: 1, intervalMs: ms(2_000) })).toThrow(RangeError);
    expect(() => runForks({ seed: 1, intervalMs: ms(3_500) })).toThrow(RangeError);
    expect(runForks({ seed: 1, intervalMs: ms(3_000), blocks: 2 }).blocks).toBeGreaterThanOrEqual(0);
  });
});

describe('gossip', () => {
  test('every node gets every block, and larger blocks later', () => {
    const sizes = [0, 100_000, 1_000_000, 4_000_000].map((size) =>
      runGossip({ seed: 1, blockBytes: bytes(size) }),
    );
    for (const run of sizes) expect(run.times.length).toBe(4 * 39);
    const medians = sizes.map(({ medianMs }) => medianMs);
    expect(medians).toEqual([...medians].sort((a, b) => a - b));
    // Sending dominates at 4 MB: four times the size of 1 MB takes between three and four times as long.
    expect((medians[3] ?? 0) / (medians[2] ?? 1)).toBeGreaterThan(3);
    expect((medians[3] ?? 0) / (medians[2] ?? 1)).toBeLessThan(4);
  });

  test('without a size, the time is that of the links: each hop takes three messages', () => {
    const { times, arrivals } = runGossip({ seed: 1, blockBytes: bytes(0), latency: ms(100) });
    expect(times[0]).toBeGreaterThanOrEqual(150);
    expect(times.at(-1)).toBeLessThan(6 * 3 * 150);
    expect(arrivals.filter((at) => at === 0).length).toBe(1);
  });
});

describe('the stake draw', () => {
  test('each validator comes up as often as its stake says, within what chance allows', () => {
    const { shares } = runStakeDraw({ seed: 1, slots: 6400 });
    const total = shares.reduce((sum, { stake }) => sum + Number(stake), 0);
    for (const { stake, drawn } of shares) {
      const { least, most } = binomialBounds(6400, Number(stake) / total);
      expect(drawn).toBeGreaterThanOrEqual(least);
      expect(drawn).toBeLessThanOrEqual(most);
    }
    expect(shares.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(6400);
  });

  test('a draw that ignores stake falls outside those bounds', () => {
    const { shares } = runStakeDraw({
      seed: 1,
      draw: (validators, _beacon, slot) => validators[slot % 6]?.id ?? 0,
    });
    const total = shares.reduce((sum, { stake }) => sum + Number(stake), 0);
    expect(shares.some(({ stake, drawn }) => drawn > binomialBounds(3200, Number(stake) / total).most)).toBe(
      true,
    );
  });

  test('a draw that names a stranger ends the run with a sentence', () => {
    expect(() => runStakeDraw({ seed: 1, draw: () => 99 })).toThrow(/no validator's id/);
  });
});
