/** Rollups as stories: a whole life, a censored user, and data that nobody shows. */
import { describe, expect, test } from 'vitest';
import {
  canWithhold,
  deriveChain,
  ETHER,
  ok,
  ready,
  runForcedInclusion,
  runRollup,
  runValidium,
  SEQUENCER_CENSORSHIPS,
  wei,
  type CompactBatch,
  type TraceEvent,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

await ready();

const kinds = (events: readonly TraceEvent[]): readonly string[] => events.map(({ kind }) => kind);
const sum = (events: readonly TraceEvent[], kind: 'rollup-deposit' | 'withdrawal-claimed'): bigint =>
  events.reduce((total, event) => (event.kind === kind ? total + BigInt(event.value) : total), 0n);

describe('a rollup from the first deposit to the last withdrawal', () => {
  const run = runRollup({ seed: 2 });
  const { events } = run.trace;

  test('four people lock coins, are promised, posted, derived, and paid, in this order', () => {
    const told = kinds(events);
    const order = [
      'rollup-deposit',
      'soft-confirmed',
      'batch-posted',
      'layer-2-derived',
      'batch-skipped',
      'reorganised',
      'promise-broken',
      'output-proposed',
      'withdrawal-proven',
      'withdrawal-claimed',
    ];
    const firsts = order.map((kind) => told.indexOf(kind));
    expect(firsts.every((at) => at >= 0)).toBe(true);
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
    expect(told.filter((kind) => kind === 'rollup-deposit')).toHaveLength(4);
  });

  test('what was locked is what is left below and what was paid, to the last wei', () => {
    const deposited = sum(events, 'rollup-deposit');
    const claimed = sum(events, 'withdrawal-claimed');
    expect(run.paid).toBe(claimed);
    expect(claimed).toBeGreaterThan(0n);
    expect(run.locked).toBe(deposited - claimed);
    expect(run.supply).toBe(run.locked);
  });

  test('everyone has on both layers together what they should: 4,000 ether in all, less the fees that the sequencer has', () => {
    const all = Object.values(run.balances).reduce(
      (total, { layer1, layer2 }) => total + layer1 + layer2,
      0n,
    );
    const fees = BigInt(run.transfers) * 21_000n * 10n ** 9n;
    expect(all).toBe(4_000n * ETHER - fees);
  });

  test('garbage is skipped once, a reorganisation breaks promises but loses no order, and both nodes agree', () => {
    expect(run.skipped).toBe(1);
    expect(run.broken).toBeGreaterThan(0);
    expect(run.transfers).toBe(30);
    expect(run.disagreements).toEqual([]);
  });

  test('leads to the same accounts through blobs, and without a reorganisation breaks no promise', () => {
    expect(runRollup({ seed: 2, dataOn: 'blobs' }).root).toBe(run.root);
    expect(runRollup({ seed: 2, reorganise: 0 })).toMatchObject({ broken: 0, transfers: 30 });
  });

  test('tells a derivation that forgets the window from the right one', () => {
    const forgetful = runRollup({
      seed: 2,
      batches: 2,
      derive: (l1, config) => deriveChain(l1, { ...config, sequencingWindow: 1_000 }),
    });
    expect(forgetful.disagreements.length).toBeGreaterThan(0);
  });

  test('runs on a codec of one’s own', () => {
    const batches = new Map<number, CompactBatch>();
    const own = runRollup({
      ...{ seed: 2, batches: 2 },
      encode: (batch) => {
        batches.set(batches.size, batch);
        return Uint8Array.of(batches.size - 1);
      },
      decode: (data) => {
        const batch = batches.get(data[0] ?? -1);
        if (data.length === 1 && batch !== undefined) return ok(batch);
        return {
          ok: false,
          rejection: { code: 'no', rule: 'test', message: 'No.', received: 0, expected: 0 },
        };
      },
    });
    expect(own.disagreements).toEqual([]);
    expect(own.bytes).toBeLessThanOrEqual(4);
    expect(own.transfers).toBe(10);
  });
});

describe('a user whom the sequencer censors', () => {
  test.each(SEQUENCER_CENSORSHIPS)('is refused and served within the window all the same: %s', (how) => {
    const run = runForcedInclusion({ seed: 4, how, window: 3 });
    expect(run.refused).toBe(2);
    expect(run.waited).not.toBeNull();
    expect(run.waited).toBeLessThanOrEqual(run.bound);
    if (how !== 'refuse') expect(run.waited).toBe(run.bound);
    expect(run.leftBehind).toBe(0n);
    expect(run.withdrawn).toBeGreaterThan(0n);
    expect(run.othersServed > 0).toBe(how !== 'silence');
  });

  test('who does nothing waits for ever', () => {
    const run = runForcedInclusion({ seed: 4, window: 3, escape: () => null });
    expect(run.waited).toBeNull();
    expect(run.leftBehind).toBeGreaterThan(0n);
  });

  test('who asks for more than they have is not served', () => {
    const run = runForcedInclusion({
      ...{ seed: 4, how: 'silence', window: 3 },
      escape: ({ wallet, balance }) => ({ kind: 'forceWithdrawal', to: wallet.address, value: balance + 1n }),
    });
    expect(run.waited).toBeNull();
  });

  test('who is on a rollup that derives nothing by itself stays where they are', () => {
    const run = runForcedInclusion({
      ...{ seed: 4, how: 'silence', window: 3 },
      derive: (l1, config) => deriveChain(l1, { ...config, sequencingWindow: 1_000 }),
    });
    expect(run.waited).toBeNull();
  });
});

describe('a validium', () => {
  test.each([0, 1, 2, 3, 4, 5])('of 5 with a threshold of 3 and %i who collude', (colluders) => {
    const run = runValidium({ seed: 6, colluders });
    const wins = canWithhold(3, colluders);
    expect(wins).toBe(colluders >= 3);
    expect(run.withheld).toBe(wins);
    expect(run.escaped).toBe(wins ? 0 : 4);
    const deposited = sum(run.trace.events, 'rollup-deposit');
    expect(wins ? run.stuck : run.paid).toBe(deposited);
    expect(run.paid + run.stuck).toBe(deposited);
  });

  test('whose data are on layer 1 lets everyone out, whoever colludes', () => {
    const run = runValidium({ seed: 6, dataOn: 'layer-1', colluders: 5 });
    expect(run).toMatchObject({ withheld: false, escaped: 4, stuck: wei(0n), updates: 3 });
  });

  test('lets nobody out whose data are not rebuilt', () => {
    expect(runValidium({ seed: 6, dataOn: 'layer-1', rebuild: () => null }).escaped).toBe(0);
  });
});

test('the player reads what they tell', () => {
  const runs = [
    runRollup({ seed: 3, batches: 2 }),
    runForcedInclusion({ seed: 3, window: 3 }),
    runValidium({ seed: 3 }),
    runValidium({ seed: 3, colluders: 1 }),
  ];
  for (const { trace } of runs) expect(readTrace(JSON.parse(JSON.stringify(trace))).ok).toBe(true);
});
