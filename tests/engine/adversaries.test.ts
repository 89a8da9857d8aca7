/** Attacks on agreement: simulations against their closed forms, and each scenario as the story it tells. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterFound,
  AGREED,
  blocksUntilIncluded,
  createRandom,
  doubleSpendByRosenfeld,
  doubleSpendByWhitepaper,
  eclipse,
  eclipsedWait,
  honestMining,
  ms,
  pathTo,
  runCensored,
  runCensorship,
  runDoubleSpend,
  runEclipse,
  runLongRange,
  runRace,
  runSelfishMining,
  selfishMining,
  selfishRevenue,
  settleAtEnd,
  splitNetwork,
  checkAgainstCheckpoint,
  type Hash,
  type SelfishState,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

describe('the double spend', () => {
  test.each([
    [10, 1],
    [10, 3],
    [25, 3],
    [30, 5],
    [40, 6],
  ])(
    'an attacker with %i %% against %i confirmations wins as often as Rosenfeld says',
    (share, confirmations) => {
      const attempts = 20_000;
      const { rate, expected } = runDoubleSpend({ seed: 1, share, confirmations, attempts });
      expect(expected).toBe(doubleSpendByRosenfeld(share / 100, confirmations));
      // Binomial: 4 standard deviations of the rate; giving up at 60 behind misses less than 10^-10.
      expect(Math.abs(rate - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / attempts));
    },
  );

  test("the races tell the whitepaper's approximation from the truth", () => {
    const [attempts, expected] = [20_000, doubleSpendByWhitepaper(0.25, 3)];
    const { rate } = runDoubleSpend({ seed: 1, share: 25, confirmations: 3, attempts });
    // 0.1961 by the whitepaper, 0.2070 by Rosenfeld: 3.9 standard deviations of 0.0028 apart.
    expect(rate - expected).toBeGreaterThan(2 * Math.sqrt((expected * (1 - expected)) / attempts));
  });

  test('with half of the hash rate it always ends well for the attacker, with none never', () => {
    expect(runDoubleSpend({ seed: 1, share: 60, attempts: 200 }).won).toBe(200);
    expect(runDoubleSpend({ seed: 1, share: 0, attempts: 200 }).won).toBe(0);
    expect(runDoubleSpend({ seed: 1, share: 100, attempts: 20 }).won).toBe(0);
  });

  test('a share outside 0 to 1 is a mistake', () => {
    const random = createRandom(1, 'x');
    expect(() => runRace({ random, attacker: { numerator: 3, denominator: 2 }, confirmations: 1 })).toThrow(
      RangeError,
    );
    expect(() => runRace({ random, attacker: { numerator: -1, denominator: 2 }, confirmations: 1 })).toThrow(
      RangeError,
    );
  });

  test('the story: paid, confirmed, delivered, and gone when the secret chain is shown', () => {
    const { trace, paymentStands, shown } = runDoubleSpend({ seed: 1 });
    expect([shown.won, paymentStands]).toEqual([true, false]);
    const kinds = trace.events.map(({ kind }) => kind);
    const order = [
      'transaction-submitted',
      'transaction-included',
      'finalised',
      'blocks-released',
      'reorganised',
    ];
    expect(order.map((kind) => kinds.indexOf(kind as (typeof kinds)[number]))).toEqual(
      order.map((kind) => kinds.indexOf(kind as (typeof kinds)[number])).toSorted((a, b) => a - b),
    );
    expect(kinds.at(-1)).toBe('payment-reversed');
    const safe = runDoubleSpend({ seed: 1, share: 0 });
    expect([safe.paymentStands, safe.trace.events.some(({ kind }) => kind === 'payment-reversed')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('selfish mining', () => {
  test.each([
    [35, 0],
    [45, 0],
    [30, 50],
    [40, 50],
    [20, 100],
    [40, 100],
  ])('with %i %% of the hash rate and γ = %i %% the pool earns what equation (8) says', (share, gamma) => {
    // 40 runs of 10,000 blocks: the mean of 40 shares, 4 of its standard errors as measured from the 40.
    const shares = Array.from(
      { length: 40 },
      (_, seed) => runSelfishMining({ seed, share, gamma, blocks: 10_000, shown: 0 }).revenue,
    );
    const mean = shares.reduce((sum, one) => sum + one, 0) / 40;
    const deviation = Math.sqrt(shares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 39);
    const expected = selfishRevenue(share / 100, gamma / 100);
    expect(Math.abs(mean - expected)).toBeLessThan((4 * deviation) / Math.sqrt(40));
    // The tolerance means something: the pool's honest share lies outside it.
    expect((4 * deviation) / Math.sqrt(40)).toBeLessThan(Math.abs(expected - share / 100));
  });

  test('honest mining earns the share and wastes nothing', () => {
    const run = runSelfishMining({ seed: 1, share: 35, blocks: 20_000, strategy: honestMining, shown: 0 });
    expect(run.wasted).toBe(0);
    // Binomial: 4 × √(0.35 × 0.65 / 20,000).
    expect(Math.abs(run.revenue - 0.35)).toBeLessThan(0.0135);
  });

  test('the counts are those of real blocks: the chain in the tree holds just what was counted', () => {
    for (const [seed, gamma] of [
      [1, 0],
      [2, 50],
      [3, 100],
    ] as const) {
      const run = runSelfishMining({ seed, share: 40, gamma, blocks: 600, shown: 600 });
      expect(run.tree.tree.blocks.size - 1).toBe(600);
      expect(run.pool + run.others + run.wasted).toBe(600);
      const chain = pathTo(run.tree.tree, run.tree.agreed).slice(1);
      const own = chain.filter(({ hash }) => run.tree.finders.get(hash) === 'pool').length;
      const rest = settleAtEnd(run.undecided);
      expect([own, chain.length - own]).toEqual([run.pool - rest.poolWon, run.others - rest.othersWon]);
    }
  });

  test('no block is counted twice or lost, whatever the pool does', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.boolean(), fc.boolean(), fc.constantFrom('keep', 'match', 'show-all', 'give-up')),
          {
            maxLength: 60,
          },
        ),
        (blocks) => {
          let state = AGREED;
          let decided = 0;
          for (const [pools, onPools, move] of blocks) {
            const step = afterFound(state, pools ? 'pool' : 'others', onPools, () => move as 'keep');
            state = step.state;
            decided += step.poolWon + step.othersWon + step.wasted;
            expect(state.shown <= state.own && state.shown <= Math.max(state.others, 0)).toBe(true);
          }
          expect(decided + state.own + state.others).toBe(blocks.length);
        },
      ),
      { numRuns: runs() },
    );
  });

  test("the strategy's table: each state of algorithm 1 and its move", () => {
    const state = (own: number, shown: number, others: number): SelfishState => ({ own, shown, others });
    const table: readonly (readonly [SelfishState, 'pool' | 'others', string])[] = [
      [state(1, 0, 0), 'pool', 'keep'],
      [state(2, 1, 1), 'pool', 'show-all'],
      [state(3, 0, 1), 'pool', 'keep'],
      [state(0, 0, 1), 'others', 'give-up'],
      [state(1, 0, 1), 'others', 'show-all'],
      [state(2, 0, 1), 'others', 'show-all'],
      [state(4, 0, 1), 'others', 'match'],
    ];
    for (const [at, finder, move] of table) expect(selfishMining(at, finder)).toBe(move);
    expect(() => afterFound(AGREED, 'pool', false, () => 'lie' as 'keep')).toThrow(RangeError);
    expect(() => runSelfishMining({ seed: 1, share: 101 })).toThrow(RangeError);
  });
});

describe('the eclipse', () => {
  const run = runEclipse({ seed: 1 });

  test('the story: cut off, the merchant accepts a payment, and loses it when it is back', () => {
    expect(run.acceptedAt).not.toBeNull();
    expect(run.reversedAt).toBeGreaterThan(run.acceptedAt ?? Infinity);
    expect(run.undone).toBeGreaterThanOrEqual(3);
    expect(run.agreed).toBe(true);
    expect(run.trace.events.filter(({ kind }) => kind === 'payment-reversed')).toHaveLength(1);
  });

  test('nobody else ever undid a block that it had taken for final', () => {
    const broken = run.trace.events.filter(({ kind }) => kind === 'finality-broken');
    expect(broken.every(({ actor }) => actor === 'node-0' || actor === 'node-1')).toBe(true);
  });

  test('the wait betrays it: confirmations take as long as the attacker alone needs', () => {
    const waits = Array.from({ length: 16 }, (_, seed) =>
      runEclipse({ seed, confirmations: 1, intervals: 25 }),
    ).flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]));
    expect(waits).toHaveLength(16);
    const mean = waits.reduce((sum, one) => sum + one, 0) / 16;
    // Two blocks at 30 % of one a minute, 400 s: 32 exponential waits, a relative error of 1/√32 = 0.177, 4 of them.
    expect(Math.abs(mean / eclipsedWait(2, 60_000, 0.3) - 1)).toBeLessThan(0.71);
    // Anyone who knows the usual pace of 120 s sees the difference.
    expect(mean).toBeGreaterThan(2 * 120_000);
  });

  test('cuts that make no sense are mistakes', () => {
    const cut = { victim: 0, attacker: 1, from: ms(0), until: ms(1) };
    expect(eclipse(cut).side).toEqual([0, 1]);
    expect(() => eclipse({ ...cut, attacker: 0 })).toThrow(RangeError);
    expect(() => eclipse({ ...cut, until: ms(0) })).toThrow(RangeError);
    expect(splitNetwork(2, 5, ms(0), ms(1)).side).toEqual([0, 1]);
    expect(() => splitNetwork(5, 5, ms(0), ms(1))).toThrow(RangeError);
    expect(() => runEclipse({ seed: 1, share: 33 })).toThrow(RangeError);
  });
});

describe('censorship', () => {
  test('leaving out costs 1/(1 − c) blocks on average and never keeps a transaction out', () => {
    for (const share of [20, 50, 80]) {
      const run = runCensorship({ seed: 1, share, attempts: 2000, blocks: 200 });
      const expected = blocksUntilIncluded(share / 100);
      expect(run.included).toBe(2000);
      // Geometric: standard deviation √c/(1 − c), 4 standard errors of 2,000.
      const error = (4 * Math.sqrt(share / 100) * expected) / Math.sqrt(2000);
      expect(Math.abs(run.meanFirstIn - expected)).toBeLessThan(error);
    }
  });

  test('fighting with less than half delays and wastes work, with more it keeps the transaction out', () => {
    const less = runCensorship({ seed: 1, share: 30, fights: 6, attempts: 1000 });
    expect([less.included, less.orphaned > 0]).toEqual([1000, true]);
    expect(less.meanInForGood ?? 0).toBeGreaterThan(less.meanFirstIn);
    const more = runCensorship({ seed: 1, share: 70, fights: Infinity, attempts: 1000, blocks: 300 });
    // By luck it may lead by six at the very end: (3/7)^6 = 0.6 % at most, 4 standard deviations of 1,000 above.
    expect(more.included).toBeLessThan(6 + 4 * Math.sqrt(6) + 1);
  });

  test('when all censor it never enters, and a share outside 0 to 1 is a mistake', () => {
    expect(runCensorship({ seed: 1, share: 100, attempts: 10 }).included).toBe(0);
    const random = createRandom(1, 'x');
    const policy = { fightsUntilDepth: 0 };
    expect(() =>
      runCensored({ random, censors: { numerator: 2, denominator: 1 }, policy, blocks: 1 }),
    ).toThrow(RangeError);
  });

  test('every block of the story stands on the one it names', () => {
    const { trace } = runCensorship({ seed: 3, share: 45, fights: Infinity });
    const heights = new Map([['genesis', 0]]);
    for (const event of trace.events) {
      if (event.kind !== 'block-proposed') continue;
      expect(event.height).toBe((heights.get(event.parent) ?? Number.NaN) + 1);
      heights.set(event.block, event.height);
    }
  });
});

describe('the long-range attack', () => {
  test('deceives a newcomer and nobody who holds a checkpoint', () => {
    for (const seed of [1, 2, 3]) {
      const run = runLongRange({ seed });
      expect(run.forgedBlocks).toBeGreaterThan(run.honestBlocks);
      expect(run.newcomer).toBe(run.forged);
      expect(run.watchful).toBe(run.honest);
      expect(!run.verdict.ok && run.verdict.rejection.code).toBe('other-history');
    }
  });

  test('fails when the keys at hand held less than really took part', () => {
    const run = runLongRange({ seed: 1, sold: 40, participation: 90 });
    expect(run.newcomer).toBe(run.honest);
  });

  test('a checkpoint accepts what goes through it, itself too, and refuses what nobody showed', () => {
    const { tree, checkpoint, honest } = runLongRange({ seed: 1 });
    expect(checkAgainstCheckpoint(tree, honest, checkpoint).ok).toBe(true);
    expect(checkAgainstCheckpoint(tree, checkpoint, checkpoint).ok).toBe(true);
    const before = tree.blocks.get(checkpoint)?.parent as Hash;
    expect(checkAgainstCheckpoint(tree, before, checkpoint).ok).toBe(false);
    const strange = checkAgainstCheckpoint(tree, honest, `0x${'ee'.repeat(32)}` as Hash);
    expect(!strange.ok && strange.rejection.code).toBe('checkpoint-unknown');
    expect(() => runLongRange({ seed: 1, sold: 101 })).toThrow(RangeError);
  });
});
