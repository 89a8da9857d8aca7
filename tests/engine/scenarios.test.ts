/** Each mechanism as a story: what a run must show, held against closed forms where there are any. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  applyTransfer,
  binomialBounds,
  bytes,
  checkSelection,
  decodeBatch,
  fullBlocksToGrow,
  gas,
  heaviestChain,
  INITIAL_BASE_FEE,
  lmdGhost,
  longestChain,
  ms,
  nextBaseFee,
  ready,
  runBaseFee,
  runBlockSize,
  runFeeMarket,
  runForks,
  runGossip,
  runMining,
  runStakeDraw,
  ROLLUP_CHAIN,
  runTwoLayers,
  sat,
  senderOf,
  selectByArrival,
  stateRoot,
  staleRate,
  TwoLayers,
  wei,
  weight,
  type AccountState,
  type Hash,
  type Pending,
  type Wei,
} from '../../src/engine/index.ts';

beforeAll(ready);

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

  test('at the same pace and delay both lose blocks: the interval decides, not the mechanism', () => {
    // 160 blocks each; at a third of the interval for one message on one link, more than an eighth is lost either way.
    const shared = { latency: ms(4_000), intervalMs: ms(12_000), blocks: 40 };
    const work = total((seed) => runForks({ ...shared, seed, by: 'work' }));
    const stake = total((seed) => runForks({ ...shared, seed, by: 'stake', forkChoice: lmdGhost }));
    expect(work.stale).toBeGreaterThan(20);
    expect(stake.stale).toBeGreaterThan(20);
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

describe('two layers', () => {
  const calm = () => runTwoLayers({ seed: 1, load: 2, seconds: 72 });

  test('while there is room, both take what comes', () => {
    const { layer1, layer2 } = calm();
    expect(layer1.included + layer1.waiting).toBe(layer1.submitted);
    expect(layer1.waiting).toBeLessThan(5);
    expect(layer2.confirmed).toBe(layer2.submitted);
    // Arrivals are even over a slot of 12 s and a quarter of a second: medians near the middle.
    expect(layer1.medianWaitMs).toBeGreaterThan(3_000);
    expect(layer1.medianWaitMs).toBeLessThan(9_000);
    expect(layer2.medianSoftWaitMs).toBeLessThanOrEqual(250);
  });

  test('as load grows, waits and fees of layer 1 rise and those of layer 2 hardly move', () => {
    const [few, many] = [calm(), runTwoLayers({ seed: 1, load: 20, seconds: 72 })];
    expect(many.layer1.medianWaitMs).toBeGreaterThan((few.layer1.medianWaitMs ?? 0) * 1.5);
    expect(many.layer1.waiting).toBeGreaterThan(200);
    expect(many.layer2.medianSoftWaitMs).toBeLessThanOrEqual(250);
    expect(many.layer2.confirmed).toBe(many.layer2.submitted);
    expect(Number(many.layer1.medianFee) / Number(many.layer2.medianFee)).toBeGreaterThan(8);
  });

  test('full blocks move the base fee as EIP-1559 says', () => {
    const { series } = runTwoLayers({ seed: 1, load: 20, share: 0, seconds: 60 });
    for (const [index, { baseFee, gasUsed }] of series.entries()) {
      const next = series[index + 1];
      if (next) expect(next.baseFee).toBe(nextBaseFee({ baseFee, gasUsed, gasTarget: gas(630_000n) }));
    }
  });

  test("anyone can rebuild the rollup's accounts from what stands on layer 1", () => {
    const { posted } = runTwoLayers({ seed: 4, load: 6, seconds: 72 });
    expect(posted.length).toBeGreaterThanOrEqual(2);
    let state: AccountState | null = null;
    for (const { batch } of posted) {
      const decoded = decodeBatch(batch.data);
      if (!decoded.ok) throw new Error(decoded.rejection.message);
      expect(decoded.value).toEqual(batch.confirmed.map(({ transfer }) => transfer));
      // The first batch's own first state is the funded one; from the second on, the state is what the batch before left.
      if (state !== null) {
        for (const transfer of decoded.value) {
          const proposer = senderOf(batch.carrier);
          const context = { height: 1, timestamp: ms(0), baseFee: wei(0), proposer, chainId: ROLLUP_CHAIN };
          const applied = applyTransfer(state, transfer, context);
          if (!applied.ok) throw new Error(applied.rejection.message);
          state = applied.value;
        }
        expect(stateRoot(state)).toBe(stateRoot(batch.state));
      }
      state = batch.state;
    }
  });

  test('a transfer in a batch takes a tenth of the gas that it would take alone', () => {
    const { layer2 } = runTwoLayers({ seed: 1, load: 8, share: 100, seconds: 72 });
    expect(layer2.gasPerTransfer).not.toBeNull();
    expect(21_000 / Number(layer2.gasPerTransfer)).toBeGreaterThan(10);
    expect(layer2.bytesPerTransfer).toBeGreaterThan(64);
    expect(layer2.bytesPerTransfer).toBeLessThan(112);
  });

  test('a run in steps, with the load turned up on the way, is one run', () => {
    const live = new TwoLayers({ seed: 1, load: 2 });
    const first = live.run(ms(24_000));
    live.load = 10;
    const then = live.run(ms(48_000));
    expect(then.trace.events.slice(0, first.trace.events.length)).toEqual(first.trace.events);
    expect(then.layer2.submitted - first.layer2.submitted).toBeGreaterThan(2 * first.layer2.submitted);
  });

  test('a load or share that is no number of payments is a mistake', () => {
    expect(() => runTwoLayers({ seed: 1, load: 0 })).toThrow(RangeError);
    expect(() => runTwoLayers({ seed: 1, load: 1001 })).toThrow(RangeError);
    expect(() => runTwoLayers({ seed: 1, share: 101 })).toThrow(RangeError);
  });
});
