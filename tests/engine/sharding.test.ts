/** Shards: coins cross by receipts, and nothing is lost or doubled, whatever the network does to them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountsOf,
  addressesOf,
  applyMove,
  createRandom,
  createShard,
  createState,
  crossShardShare,
  deliveriesOf,
  drawMoves,
  getAccount,
  ok,
  proposeShardBlock,
  receiptId,
  redeemReceipt,
  runShardedLedger,
  setAccount,
  shardOf,
  shardRoot,
  shardingGain,
  stateRoot,
  wei,
  type Address,
  type CrossReceipt,
  type Delivery,
  type Move,
  type RedeemReceipt,
  type Shard,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const addresses = addressesOf(40);
const BALANCE = wei(1_000);
const account = { balance: BALANCE, nonce: 0 };
const homeOf = (address: Address): number => shardOf(address, 2);
const [here, neighbour] = addresses.filter((address) => homeOf(address) === 0) as [Address, Address];
const there = addresses.find((address) => homeOf(address) === 1) as Address;
const shardWith = (id: number, shards: number): Shard =>
  createShard(
    id,
    shards,
    createState(addresses.filter((one) => shardOf(one, shards) === id).map((one) => [one, account])),
  );

describe('a move', () => {
  const state = createState([[here, account]]);
  const codeOf = (change: Partial<Move>): string => {
    const applied = applyMove(state, { from: here, to: there, value: wei(1), nonce: 0, ...change });
    return applied.ok ? 'ok' : applied.rejection.code;
  };
  test.each<[string, Partial<Move>]>([
    ['ok', {}],
    ['ok', { value: BALANCE }],
    ['balance-too-low', { value: wei(BALANCE + 1n) }],
    ['nonce-too-high', { nonce: 1 }],
    ['nonce-too-low', { nonce: -1 }],
    ['malformed-move', { value: wei(-1) }],
    ['malformed-move', { value: wei(2n ** 256n) }],
    ['malformed-move', { to: '0x12' as Address }],
    ['malformed-move', { from: here.toUpperCase() as Address }],
  ])('is %s with %o', (code, change) => {
    expect(codeOf(change)).toBe(code);
  });

  test('to oneself changes the nonce and nothing else', () => {
    const applied = applyMove(state, { from: here, to: here, value: wei(5), nonce: 0 });
    expect(applied.ok && stateRoot(applied.value)).toBe(
      stateRoot(createState([[here, { ...account, nonce: 1 }]])),
    );
  });
});

describe('placing accounts', () => {
  test('gives each shard its share of them, within what chance allows', () => {
    const many = addressesOf(4_000);
    const counts = Array.from({ length: 8 }, (_, id) => many.filter((one) => shardOf(one, 8) === id).length);
    // 4 standard deviations of a binomial with n = 4,000 and p = 1/8 for each of 8 shards.
    const sigma = Math.sqrt(4_000 * (1 / 8) * (7 / 8));
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(4 * sigma);
  });

  test('puts every account on the one shard there is, and needs one', () => {
    expect(addresses.every((one) => shardOf(one, 1) === 0)).toBe(true);
    expect(() => shardOf(here, 0)).toThrow(RangeError);
    expect(() => shardOf(here, 1.5)).toThrow(RangeError);
  });
});

describe("a shard's block", () => {
  const move = { from: here, to: there, value: wei(10), nonce: 0 };

  test('does a move within the shard at once, and issues a receipt for one across', () => {
    const { shard, block, outcomes } = proposeShardBlock(shardWith(0, 2), [
      { from: here, to: neighbour, value: wei(10), nonce: 0 },
      { ...move, nonce: 1 },
    ]);
    expect(getAccount(shard.accounts, here)).toMatchObject({ balance: BALANCE - 20n, nonce: 2 });
    expect(getAccount(shard.accounts, neighbour).balance).toBe(BALANCE + 10n);
    expect(block.receipts).toEqual([{ from: 0, to: 1, height: 1, index: 0, recipient: there, value: 10n }]);
    expect(outcomes.map(({ refused }) => refused)).toEqual([null, null]);
  });

  test('refuses a move of somebody on another shard, one that is not covered, a replay and a malformed one', () => {
    const { shard, block, outcomes } = proposeShardBlock(shardWith(0, 2), [
      { from: there, to: here, value: wei(1), nonce: 0 },
      { ...move, value: wei(BALANCE + 1n) },
      move,
      move,
      { ...move, to: '0x' as Address },
    ]);
    expect(outcomes.map(({ refused }) => refused)).toEqual([
      'sender-on-another-shard',
      'balance-too-low',
      null,
      'nonce-too-low',
      'malformed-move',
    ]);
    expect(block.receipts.length).toBe(1);
    expect(getAccount(shard.accounts, here).balance).toBe(BALANCE - 10n);
  });

  test('cannot send coins to a shard that there is not', () => {
    const nowhere = (address: Address): number => (address === there ? 2 : 0);
    expect(() => proposeShardBlock(shardWith(0, 2), [move], nowhere)).toThrow(/shards 0 to 1/);
  });
});

describe('a receipt', () => {
  const issued = proposeShardBlock(shardWith(0, 2), [
    { from: here, to: there, value: wei(10), nonce: 0 },
    { from: here, to: there, value: wei(10), nonce: 1 },
  ]).block;
  const [first, second] = deliveriesOf(issued) as [Delivery, Delivery];
  const rootAt = (shard: number, height: number) =>
    shard === 0 && height === 1 ? issued.receiptsRoot : null;
  const target = shardWith(1, 2);
  const codeOf = (delivery: Delivery, shard = target): string => {
    const redeemed = redeemReceipt(shard, delivery, rootAt);
    return redeemed.ok ? 'ok' : redeemed.rejection.code;
  };
  const forged = (change: Partial<CrossReceipt>): Delivery => ({
    ...first,
    receipt: { ...first.receipt, ...change },
  });

  test('pays its recipient once, though two alike are two', () => {
    const redeemed = redeemReceipt(target, first, rootAt);
    if (!redeemed.ok) throw new Error(redeemed.rejection.message);
    expect(getAccount(redeemed.value.accounts, there).balance).toBe(BALANCE + 10n);
    expect(codeOf(first, redeemed.value)).toBe('receipt-redeemed');
    expect(codeOf(second, redeemed.value)).toBe('ok');
    expect(shardRoot(redeemed.value)).not.toBe(shardRoot(target));
  });

  test.each<[string, Partial<CrossReceipt>]>([
    ['ok', {}],
    ['receipt-not-committed', { value: wei(11) }],
    ['receipt-not-committed', { recipient: here }],
    ['receipt-not-committed', { index: 1 }],
    ['receipt-not-committed', { index: 65_536 }],
    ['unknown-shard-block', { height: 2 }],
    ['unknown-shard-block', { from: 1 }],
    ['receipt-for-another-shard', { to: 0 }],
    ['malformed-receipt', { height: -1 }],
    ['malformed-receipt', { index: 0.5 }],
    ['malformed-receipt', { recipient: '0x12' as Address }],
    ['malformed-receipt', { value: wei(-1) }],
  ])('is %s with %o', (code, change) => {
    expect(codeOf(forged(change))).toBe(code);
  });

  test('with the proof of another, or a proof of no form, is refused', () => {
    expect(codeOf({ ...first, proof: second.proof })).toBe('receipt-not-committed');
    expect(codeOf({ ...first, proof: { mask: new Uint8Array(0), hashes: [] } })).toBe(
      'receipt-not-committed',
    );
    expect(codeOf({ ...first, proof: { ...first.proof, hashes: [] } })).toBe('receipt-not-committed');
  });

  test('of any kind is answered by a value', () => {
    const numbers = fc.oneof(fc.integer({ min: -1, max: 3 }), fc.double());
    fc.assert(
      fc.property(
        numbers,
        numbers,
        numbers,
        numbers,
        fc.bigInt(),
        fc.string(),
        (from, to, height, index, value, text) => {
          const receipt = { from, to, height, index, recipient: text as Address, value: wei(value) };
          expect(codeOf({ receipt, proof: first.proof })).not.toBe('ok');
        },
      ),
      { numRuns: runs() },
    );
  });
});

describe('many shards', () => {
  test('lose nothing and double nothing: every receipt is redeemed once, in whatever order and however often it comes', () => {
    const settings = fc.record({
      seed: fc.nat(),
      shards: fc.integer({ min: 1, max: 6 }),
      moves: fc.integer({ min: 0, max: 40 }),
      blockRoom: fc.integer({ min: 1, max: 8 }),
      repeated: fc.constantFrom(0, 30, 100),
    });
    fc.assert(
      fc.property(settings, (chosen) => {
        const run = runShardedLedger({ ...chosen, accounts: 12 });
        expect(run.supplyAfter).toBe(run.supplyBefore);
        expect(run.redeemed).toBe(run.crossed);
        const seen = (kind: string) =>
          run.trace.events.flatMap((event) =>
            event.kind === kind && 'receipt' in event ? [event.receipt] : [],
          );
        const redeemed = seen('receipt-redeemed');
        expect(new Set(redeemed).size).toBe(redeemed.length);
        expect(redeemed.toSorted()).toEqual(seen('receipt-issued').toSorted());
      }),
      { numRuns: runs() },
    );
  });

  test('end with the balances that one ledger would have, when every move is covered', () => {
    const run = runShardedLedger({ seed: 5, shards: 4, accounts: 40, moves: 120 });
    expect(run.moved).toBe(120);
    const moves = drawMoves(createRandom(5, 'sharded-ledger').fork('moves'), { accounts: 40, moves: 120 });
    const start = createState(addressesOf(40).map((one) => [one, { balance: wei(10_000), nonce: 0 }]));
    const single = moves.reduce((state, move) => {
      const applied = applyMove(state, move);
      if (!applied.ok) throw new Error(applied.rejection.message);
      return applied.value;
    }, start);
    const together = run.shards
      .flatMap((shard) => accountsOf(shard.accounts))
      .reduce((state, [address, held]) => setAccount(state, address, held), createState());
    expect(stateRoot(together)).toBe(stateRoot(single));
  });

  test('have 1 − 1/s of all moves cross, within what chance allows', () => {
    for (const shards of [2, 4, 8]) {
      const runs = [1, 2, 3, 4, 5].map((seed) =>
        runShardedLedger({ seed, shards, accounts: 1_000, moves: 400 }),
      );
      const crossed = runs.reduce((sum, run) => sum + run.crossed, 0);
      // 2,000 moves: 4 standard deviations of the binomial, and as much again for where 1,000 accounts happen to stand.
      const sigma = Math.sqrt(2_000 * crossShardShare(shards) * (1 / shards));
      expect(Math.abs(crossed - 2_000 * crossShardShare(shards))).toBeLessThan(8 * sigma);
    }
    expect(crossShardShare(1)).toBe(0);
    expect(() => crossShardShare(0)).toThrow(RangeError);
  });

  test('carry more together, but not as many times more as there are of them', () => {
    const rounds = (shards: number) =>
      runShardedLedger({ seed: 1, shards, accounts: 1_000, moves: 2_000, blockRoom: 20, repeated: 0 }).rounds;
    const gain = rounds(1) / rounds(8);
    expect(gain).toBeGreaterThan(2);
    // 8 / (1 + 7/8) = 4.27; the last blocks are not full and the busiest shard decides, so a run stays below it.
    expect(gain).toBeLessThan(shardingGain(8) * 1.05);
  });

  test('double coins when receipts are not struck off, and lose them when one is let in for nobody', () => {
    const forgetful: RedeemReceipt = (shard, delivery, rootAt) => {
      const redeemed = redeemReceipt(shard, delivery, rootAt);
      return redeemed.ok ? ok({ ...redeemed.value, redeemed: shard.redeemed }) : redeemed;
    };
    const doubled = runShardedLedger({ seed: 1, redeem: forgetful });
    expect(doubled.supplyAfter).toBeGreaterThan(doubled.supplyBefore);
    const careless: RedeemReceipt = (shard) => ok(shard);
    const lost = runShardedLedger({ seed: 1, redeem: careless });
    expect(lost.supplyAfter).toBeLessThan(lost.supplyBefore);
  });

  test('end with a sentence when accounts are placed nowhere or a receipt is answered by nothing', () => {
    expect(() => runShardedLedger({ seed: 1, place: () => 4 })).toThrow(/shards 0 to 3/);
    expect(() => runShardedLedger({ seed: 1, place: () => Number.NaN })).toThrow(RangeError);
    expect(() => runShardedLedger({ seed: 1, redeem: () => undefined as never })).toThrow(
      /shard or a rejection/,
    );
  });

  test('give each receipt an id of its own', () => {
    const receipt: CrossReceipt = { from: 0, to: 1, height: 1, index: 0, recipient: there, value: wei(1) };
    const ids = [
      receipt,
      { ...receipt, from: 2 },
      { ...receipt, to: 2 },
      { ...receipt, height: 2 },
      { ...receipt, index: 1 },
      { ...receipt, recipient: here },
      { ...receipt, value: wei(2) },
    ].map(receiptId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
