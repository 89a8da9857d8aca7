/** Peercoin's coin age: what counts, what is drawn, what minting leaves, and the hybrid chain. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterMint,
  coinAge,
  createTree,
  DAY_MS,
  GENESIS,
  kernelHash,
  kernelWeight,
  meetsKernel,
  mintReward,
  ms,
  nextModifier,
  PEERCOIN_UNIT,
  proofOfCoinAge,
  runCoinAge,
  type AgedCoin,
  type Hash,
} from '../../src/engine/index.ts';

const coin = (days: number, amount = 100n): AgedCoin => ({
  id: 1,
  owner: 'node-0',
  amount: amount * PEERCOIN_UNIT,
  since: ms(-days * DAY_MS),
});
const modifier = `0x${'11'.repeat(32)}` as Hash;

describe('age and weight', () => {
  test('coin age is amount times days', () => {
    expect([0, 1, 30, 365].map((days) => coinAge(coin(days), ms(0)))).toEqual([0n, 100n, 3000n, 36_500n]);
    expect(coinAge({ ...coin(0), since: ms(5) }, ms(0))).toBe(0n);
  });

  test('nothing counts up to 30 days, and nothing more from 90 on', () => {
    expect([0, 29, 30, 31, 60, 90, 91, 1000].map((days) => kernelWeight(coin(days), ms(0)))).toEqual([
      0n,
      0n,
      0n,
      100n,
      3000n,
      6000n,
      6000n,
      6000n,
    ]);
  });

  test('a coin year brings one hundredth of a coin, rounded down', () => {
    expect(mintReward(36_500n)).toBe(PEERCOIN_UNIT);
    expect(mintReward(365n)).toBe(PEERCOIN_UNIT / 100n);
    expect(mintReward(1n)).toBe(27n);
    const minted = afterMint(coin(90), ms(1_500));
    expect(minted.amount).toBe(100n * PEERCOIN_UNIT + mintReward(9000n));
    expect(minted.since).toBe(1000);
    expect(kernelWeight(minted, ms(29 * DAY_MS))).toBe(0n);
  });
});

describe('the kernel', () => {
  test('a coin mints in proportion to its weight', () => {
    const targetPerCoinDay = (1n << 256n) / 60_000n;
    const hits = (days: number): number =>
      Array.from({ length: 8000 }, (_, second) => ms(second * 1000)).filter((now) =>
        meetsKernel({ ...coin(days), since: ms(now - days * DAY_MS) }, now, { modifier, targetPerCoinDay }),
      ).length;
    // Chances 1/20 at 60 days and 1/10 at 90: binomial, 4 standard deviations of 19.5 and 26.8.
    expect(Math.abs(hits(60) - 400)).toBeLessThan(78);
    expect(Math.abs(hits(90) - 800)).toBeLessThan(108);
    expect(hits(30)).toBe(0);
  });

  test('has one try a second: the milliseconds do not matter, the second, coin and modifier do', () => {
    const [a, b] = [kernelHash(modifier, coin(40), ms(5000)), kernelHash(modifier, coin(40), ms(5999))];
    expect(a).toBe(b);
    const others = [
      kernelHash(modifier, coin(40), ms(6000)),
      kernelHash(modifier, { ...coin(40), id: 2 }, ms(5000)),
      kernelHash(`0x${'12'.repeat(32)}` as Hash, coin(40), ms(5000)),
    ];
    expect(new Set([a, ...others]).size).toBe(4);
  });

  test('the modifier stays for six hours', () => {
    const other = `0x${'22'.repeat(32)}` as Hash;
    expect(nextModifier(modifier, other, ms(0), ms(6 * 3_600_000 - 1))).toBe(modifier);
    expect(nextModifier(modifier, other, ms(0), ms(6 * 3_600_000))).toBe(other);
  });
});

describe('a minted block that is almost right is refused', () => {
  const consensus = proofOfCoinAge({ coins: [coin(90)], targetPerCoinDay: (1n << 256n) / 6000n / 2n });
  const view = { tree: createTree(GENESIS), head: GENESIS.hash, headers: new Map(), votes: [] };
  const mintedAt = (at: number) => consensus.propose(view, 'node-0', ms(at));
  const at = ms(Array.from({ length: 200 }, (_, s) => s * 1000).find((time) => mintedAt(time)) ?? 0);
  const missed = ms(Array.from({ length: 200 }, (_, s) => s * 1000).find((time) => !mintedAt(time)) ?? 0);
  const input = mintedAt(at);
  if (input?.kind !== 'coin-age') throw new Error('A coin with an even chance mints within 200 seconds.');
  const header = consensus.seal(consensus.template(view, 'node-0', at), input);
  const codeOf = (changes: object): string => {
    const checked = consensus.verify({ ...header, ...changes }, view);
    return checked.ok ? 'accepted' : checked.rejection.code;
  };

  test.each([
    ['accepted', {}],
    ['coin-unknown', { seal: { ...input, coin: 2 } }],
    ['not-owner', { proposer: 'node-1' }],
    ['kernel-missed', { timestamp: missed }],
    ['age-wrong', { seal: { ...input, coinDays: input.coinDays + 1n } }],
    ['seal-kind', { seal: { kind: 'lot' } }],
  ])('%s', (code, changes) => {
    expect(codeOf(changes)).toBe(code);
  });

  test('a node without coins of age proposes nothing', () => {
    expect(consensus.propose(view, 'node-1', at)).toBeNull();
  });
});

describe('the hybrid chain', () => {
  const run = runCoinAge({ seed: 1 });

  test('mints beside mining, and the heavier chain is the one that used up more coin age', () => {
    expect(run.minted.length).toBeGreaterThan(5);
    expect(run.mined).toBeGreaterThan(5);
    expect([run.agreed, run.minted.length + run.mined]).toEqual([true, run.blocks - run.stale]);
  });

  test('a coin that has minted does not mint again for 30 days, and young coins never did', () => {
    const coins = run.minted.map(({ coin: id }) => id);
    expect(new Set(coins).size).toBe(coins.length);
    for (const id of coins) {
      const before = run.before.find((one) => one.id === id);
      expect(before && kernelWeight(before, ms(3_600_000))).toBeGreaterThan(0n);
    }
  });

  test('minting adds a hundredth a coin year and nothing else', () => {
    expect(run.reward).toBe(run.minted.reduce((sum, { coinDays }) => sum + mintReward(coinDays), 0n));
  });

  test('a weight without a maximum changes who mints, never how much age there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.bigInt({ min: 1n, max: 10n ** 6n }),
        (days, amount) => {
          const one = coin(days, amount);
          expect(kernelWeight(one, ms(0)) <= coinAge(one, ms(0))).toBe(true);
        },
      ),
    );
  });
});
