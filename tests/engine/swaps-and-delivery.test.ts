/** Exchanges across chains: both legs or neither, whoever goes silent and whenever, as long as they come back in time. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  decideTradeMove,
  DELIVERY_STEPS,
  ms,
  ready,
  runAtomicSwap,
  runDeliveryVersusPayment,
  SWAP_STEPS,
  TRADE_MARGIN_BLOCKS,
  type DecideTradeMove,
  type TradeView,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

beforeAll(() => ready());

const FEES = 400n;

describe('an atomic swap', () => {
  test('goes over in both legs', () => {
    const { swapped, ana, ben, outcome } = runAtomicSwap({ seed: 1 });
    expect(outcome).toBe('both');
    expect(ana).toEqual({ coins: 0n, wei: swapped.wei });
    // Two transactions at 200 satoshi: Ana paid for the lock with a coin that was that much larger.
    expect(ben).toEqual({ coins: swapped.coins - 200n, wei: 0n });
  });

  test('goes over in both or neither when the one who is due falls silent for half an hour at any step', () => {
    const steps = fc.record({
      seed: fc.nat(1_000),
      failAt: fc.constantFrom(...SWAP_STEPS),
      backAfter: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(steps, (settings) => {
        const { outcome, swapped, ana, ben, minutes } = runAtomicSwap(settings);
        expect(['both', 'neither']).toContain(outcome);
        expect(minutes).not.toBeNull();
        const coins = ana.coins + ben.coins;
        expect(swapped.coins - coins <= FEES && ana.wei + ben.wei === swapped.wei).toBe(true);
      }),
      { numRuns: runs(40) },
    );
  });

  test.each([
    // Whoever never comes back loses at most what only it could have claimed or taken back.
    ['ana-locks', 'neither'],
    ['ben-locks', 'neither'],
    ['ana-claims', 'neither'],
    ['ben-claims', 'ana-has-both'],
  ] as const)(
    'when the one due at %s never comes back, it ends with %s and the other is no worse off',
    (failAt, ends) => {
      const { outcome, swapped, ana, ben } = runAtomicSwap({ seed: 2, failAt });
      expect(outcome).toBe(ends);
      if (failAt.startsWith('ana')) expect(ben).toEqual({ coins: 0n, wei: swapped.wei });
      else expect(ana.coins + FEES >= swapped.coins).toBe(true);
    },
  );

  test('with Ben’s lock the longer one, Ana takes back her own and claims his', () => {
    const { outcome, ben } = runAtomicSwap({ seed: 1, anaWaits: 60, benWaits: 240, isAnaGreedy: true });
    expect(outcome).toBe('ana-has-both');
    expect(ben).toEqual({ coins: 0n, wei: 0n });
    // In the right order greed gets her nothing: Ben's lock is over before hers.
    expect(runAtomicSwap({ seed: 1, isAnaGreedy: true }).outcome).toBe('neither');
  });
});

describe('delivery against payment', () => {
  test.each(['one-chain', 'hash-locks', 'proofs'] as const)('by way of %s delivers and pays', (way) => {
    const { outcome, seller, buyer, locked, amount, price } = runDeliveryVersusPayment({ seed: 3, way });
    expect(outcome).toBe('both');
    expect([seller, buyer]).toEqual([
      { asset: 0n, cash: price },
      { asset: amount, cash: 0n },
    ]);
    expect(locked).toEqual({ asset: 0n, cash: 0n });
  });

  test('settles both or neither under failure at every step, whoever comes back within the locks, while blocks are undone', () => {
    const settings = fc.record({
      seed: fc.nat(500),
      way: fc.constantFrom('one-chain' as const, 'hash-locks' as const, 'proofs' as const),
      failAt: fc.option(fc.constantFrom(...DELIVERY_STEPS), { nil: undefined }),
      backAfter: fc.integer({ min: 1, max: 14 }),
    });
    const undone = fc.array(
      fc.tuple(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 2 }), fc.boolean()),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(settings, undone, ({ failAt, ...rest }, undoing) => {
        const { outcome, locked, amount, price, seller, buyer } = runDeliveryVersusPayment({
          ...rest,
          ...(failAt === undefined ? {} : { failAt }),
          disturb: (block, [assets]) => {
            // One block of the asset's chain: its transactions wait again, so what was sent still comes.
            if (assets !== undefined && undoing.some(([at]) => at === block) && assets.height > 2)
              assets.reorganise(1);
          },
        });
        expect(['both', 'neither']).toContain(outcome);
        expect(locked).toEqual({ asset: 0n, cash: 0n });
        expect([seller.asset + buyer.asset, seller.cash + buyer.cash]).toEqual([amount, price]);
      }),
      { numRuns: runs(60) },
    );
  });

  test('by hash locks ends in both or neither when blocks of either chain are undone and what was in them is lost', () => {
    const undone = fc.array(
      fc.record({ at: fc.integer({ min: 2, max: 9 }), side: fc.nat(1), isLost: fc.boolean() }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.nat(500), undone, (seed, undoing) => {
        const { outcome, locked } = runDeliveryVersusPayment({
          seed,
          way: 'hash-locks',
          disturb: (block, chains) => {
            for (const { at, side, isLost } of undoing) {
              const chain = chains[side];
              if (at === block && chain !== undefined && chain.height > 2) chain.reorganise(1, () => isLost);
            }
          },
        });
        expect(['both', 'neither']).toContain(outcome);
        expect(locked).toEqual({ asset: 0n, cash: 0n });
      }),
      { numRuns: runs(60) },
    );
  });

  test('by hash locks a buyer who never comes back to claim has lost the cash; by proofs the asset waits for ever', () => {
    const failing = { seed: 1, failAt: 'buyer-claims' } as const;
    expect(runDeliveryVersusPayment({ ...failing, way: 'hash-locks' }).outcome).toBe('seller-has-both');
    const byProof = runDeliveryVersusPayment({ ...failing, way: 'proofs' });
    expect(byProof.outcome).toBe('unsettled');
    expect(byProof.locked.asset).toBe(byProof.amount);
    expect(runDeliveryVersusPayment({ ...failing, way: 'proofs', backAfter: 45 }).outcome).toBe('both');
    expect(runDeliveryVersusPayment({ ...failing, way: 'hash-locks', backAfter: 45 }).outcome).toBe(
      'seller-has-both',
    );
  });

  test('a seller who never claims has the asset locked for nobody, and the buyer has the cash back', () => {
    const { buyer, locked, price, amount } = runDeliveryVersusPayment({
      seed: 1,
      way: 'hash-locks',
      failAt: 'seller-claims',
    });
    expect(buyer).toEqual({ asset: 0n, cash: price });
    expect(locked).toEqual({ asset: amount, cash: 0n });
  });

  test('a buyer who locks for longer than the seller loses both to one who waits', () => {
    const careless: DecideTradeMove = (view) =>
      view.own.state === 'none' && view.other.state === 'locked' ? 'lock' : decideTradeMove(view);
    const waiting: DecideTradeMove = (view) => {
      if (view.own.state === 'refunded' && view.other.state === 'locked') return 'claim';
      if (view.own.state === 'locked' && view.other.state === 'locked')
        return view.now + view.blockMs >= view.own.until ? 'take-back' : 'wait';
      return decideTradeMove(view);
    };
    const wrong = { seed: 1, way: 'hash-locks', assetUntil: 10, cashUntil: 30, seller: waiting } as const;
    expect(runDeliveryVersusPayment({ ...wrong, buyer: careless }).outcome).toBe('seller-has-both');
    expect(runDeliveryVersusPayment(wrong).outcome).toBe('neither');
    expect(runDeliveryVersusPayment({ ...wrong, assetUntil: 40, cashUntil: 20 }).outcome).toBe('neither');
  });
});

describe('a party to an exchange', () => {
  const block = ms(1_000);
  const leg = (state: TradeView['own']['state'], until: number) => ({ state, until: ms(until) });
  const second = (change: Partial<TradeView>): string =>
    decideTradeMove({
      role: 'second',
      now: ms(0),
      blockMs: block,
      own: leg('none', 10_000),
      other: leg('locked', 20_000),
      knowsSecret: false,
      ...change,
    });

  test('locks second only behind a lock that ends late enough', () => {
    const margin = TRADE_MARGIN_BLOCKS * block;
    expect(second({})).toBe('lock');
    expect(second({ other: leg('none', 20_000) })).toBe('wait');
    expect(second({ other: leg('locked', 10_000 + margin) })).toBe('lock');
    expect(second({ other: leg('locked', 10_000 + margin - 1) })).toBe('wait');
    expect(second({ now: ms(10_000 - margin) })).toBe('wait');
  });

  test('claims while a block is left, and takes back from the first block that may', () => {
    const knowing = { own: leg('claimed', 10_000), knowsSecret: true };
    expect(second({ ...knowing, now: ms(18_999) })).toBe('claim');
    expect(second({ ...knowing, now: ms(19_000) })).toBe('wait');
    expect(second({ own: leg('locked', 10_000), now: ms(8_999) })).toBe('wait');
    expect(second({ own: leg('locked', 10_000), now: ms(9_000) })).toBe('take-back');
  });
});
