import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  CoinChain,
  getCoin,
  payToWitnessPublicKeyHash,
  ready,
  sat,
  spendWitnessPublicKeyHash,
  totalValue,
  transactionId,
  type Coin,
  type Hash,
  type Result,
  type Transaction,
} from 'strata';
import { codeOf, coinOf, keyOf, spending, type ScriptKey } from './bitcoin-cases.ts';
import { runs } from './runs.ts';

let [alice, bob] = [] as unknown as [ScriptKey, ScriptKey];
beforeAll(async () => {
  await ready();
  [alice, bob] = [keyOf('alice'), keyOf('bob')];
});

const scriptOf = ({ publicBytes }: ScriptKey): Uint8Array => payToWitnessPublicKeyHash(publicBytes);
const need = (result: Result<Hash>): Hash => {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
};

/** `coin` of `from`, spent to `to` less `fee`. */
const pay = (
  coin: Pick<Coin, 'id' | 'output' | 'value'>,
  from: ScriptKey,
  to: ScriptKey,
  fee: bigint,
  options = {},
): Transaction =>
  spendWitnessPublicKeyHash(
    spending([coin], [{ script: scriptOf(to), value: coin.value - fee }], options),
    0,
    coin.value,
    from,
  );
const outputOf = (transaction: Transaction): Pick<Coin, 'id' | 'output' | 'value'> => ({
  id: transactionId(transaction),
  output: 0,
  value: transaction.outputs[0]?.value ?? sat(0n),
});
const coin = (): Coin => coinOf(scriptOf(alice), sat(100_000n));

test('a payment waits, is mined, and counts confirmations; its spender can be found throughout', () => {
  const chain = new CoinChain({ coins: [coin()] });
  const payment = pay(coin(), alice, bob, 1_000n);
  expect(chain.spenderOf(coin())).toBeNull();
  const id = need(chain.submit(payment));
  expect(chain.spenderOf(coin())).toMatchObject({ id, input: 0, height: null });
  expect(chain.confirmations(id)).toBe(0);
  expect(getCoin(chain.coins, id, 0)).toBeNull();

  expect(chain.mine().height).toBe(101);
  expect(chain.confirmations(id)).toBe(1);
  chain.mine(5);
  expect(chain.confirmations(id)).toBe(6);
  expect(chain.spenderOf(coin())).toMatchObject({ id, height: 101 });
  expect(getCoin(chain.coins, id, 0)).toMatchObject({ value: 99_000n, height: 101 });
  expect(chain.fees + totalValue(chain.coins)).toBe(100_000n);
  expect(codeOf(chain.submit(payment))).toBe('transaction-known');
});

describe('of two spendings of one coin', () => {
  test('the later takes the place of the earlier, and of what builds on it, when it pays for both and its relay', () => {
    const chain = new CoinChain({ coins: [coin()] });
    const first = pay(coin(), alice, bob, 1_000n);
    need(chain.submit(first));
    need(chain.submit(pay(outputOf(first), bob, bob, 2_000n)));
    // Its own 110 virtual bytes cost 110 satoshi above the 3,000 that it replaces.
    expect(codeOf(chain.submit(pay(coin(), alice, alice, 3_109n)))).toBe('replacement-too-cheap');
    expect(chain.pending).toHaveLength(2);
    const id = need(chain.submit(pay(coin(), alice, alice, 3_110n)));
    expect(chain.pending.map((entry) => entry.id)).toEqual([id]);
  });

  test('the confirmed one stays, whatever the other pays', () => {
    const chain = new CoinChain({ coins: [coin()] });
    need(chain.submit(pay(coin(), alice, bob, 1_000n)));
    chain.mine();
    expect(codeOf(chain.submit(pay(coin(), alice, alice, 50_000n)))).toBe('missing-coin');
  });
});

test('lock times and waits hold to the block', () => {
  const chain = new CoinChain({ coins: [coin()] });
  const late = pay(coin(), alice, bob, 1_000n, { lockTime: 103 });
  chain.mine(2);
  // The next block has height 103, and the last block that may not hold it is 103 itself.
  expect(codeOf(chain.submit(late))).toBe('not-final');
  chain.mine();
  const id = need(chain.submit(late));
  const aged = pay(outputOf(late), bob, alice, 1_000n, { sequence: 3 });
  chain.mine(2);
  expect(chain.confirmations(id)).toBe(2);
  expect(codeOf(chain.submit(aged))).toBe('coin-too-young');
  chain.mine();
  need(chain.submit(aged));
});

test('the median of eleven times is the clock', () => {
  const chain = new CoinChain({ coins: [], interval: 10, start: 1_000 });
  chain.mine(20);
  expect(chain.medianTime).toBe(1_000 + 15 * 10);
  chain.mine(1, { seconds: 9_999 });
  expect(chain.medianTime).toBe(1_000 + 16 * 10);
});

describe('after a reorganisation', () => {
  test('what was undone waits again and is mined again', () => {
    const chain = new CoinChain({ coins: [coin()] });
    const id = need(chain.submit(pay(coin(), alice, bob, 1_000n)));
    chain.mine(3);
    expect(chain.reorganise(3)).toHaveLength(3);
    expect([chain.height, chain.confirmations(id), chain.pending.length]).toEqual([100, 0, 1]);
    expect(chain.spenderOf(coin())).toMatchObject({ id, height: null });
    chain.mine();
    expect(chain.confirmations(id)).toBe(1);
  });

  test('a payment that was dropped is gone, with what built on it, and its coin can be spent another way', () => {
    const chain = new CoinChain({ coins: [coin()] });
    const first = pay(coin(), alice, bob, 1_000n);
    const id = need(chain.submit(first));
    chain.mine();
    need(chain.submit(pay(outputOf(first), bob, bob, 1_000n)));
    chain.reorganise(1, (one) => one === id);
    expect(chain.pending).toEqual([]);
    expect(chain.spenderOf(coin())).toBeNull();
    need(chain.submit(pay(coin(), alice, alice, 1n)));
    chain.mine(2);
    expect([chain.confirmations(id), chain.transaction(id)]).toEqual([0, null]);
  });

  test('a payment whose lock time is no longer over leaves the pool', () => {
    const chain = new CoinChain({ coins: [coin()] });
    chain.mine(3);
    need(chain.submit(pay(coin(), alice, bob, 1_000n, { lockTime: 103 })));
    chain.mine();
    chain.reorganise(2);
    expect(chain.pending).toEqual([]);
  });
});

test('a payment that the miner holds back waits, and what builds on it with it', () => {
  const chain = new CoinChain({ coins: [coin()] });
  const first = pay(coin(), alice, bob, 1_000n);
  const id = need(chain.submit(first));
  const next = need(chain.submit(pay(outputOf(first), bob, alice, 1_000n)));
  chain.mine(2, { hold: (one) => one === id });
  expect(chain.pending.map((entry) => entry.id)).toEqual([id, next]);
  chain.mine();
  expect([chain.confirmations(id), chain.confirmations(next)]).toEqual([1, 1]);
});

test('no order of payments, blocks and reorganisations makes or loses a satoshi', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('pay' as const), fee: fc.bigInt(0n, 4_000n), pick: fc.nat(7) }),
    fc.record({ kind: fc.constant('mine' as const), hold: fc.boolean() }),
    fc.record({ kind: fc.constant('undo' as const), depth: fc.nat(4), drop: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const chain = new CoinChain({ coins: [coin()] });
      const made: Pick<Coin, 'id' | 'output' | 'value'>[] = [coin()];
      for (const one of steps) {
        if (one.kind === 'pay') {
          const from = made[one.pick % made.length] as Coin;
          if (from.value > one.fee) {
            const payment = pay(from, alice, alice, one.fee);
            if (chain.submit(payment).ok) made.push(outputOf(payment));
          }
        } else if (one.kind === 'mine') chain.mine(1, { hold: () => one.hold });
        else chain.reorganise(Math.min(one.depth, chain.blocks.length), () => one.drop);
        expect(totalValue(chain.coins) + chain.fees).toBe(100_000n);
        const waiting = chain.pending.reduce((sum, { fee }) => sum + fee, 0n);
        expect(totalValue(chain.pendingCoins) + chain.fees + waiting).toBe(100_000n);
      }
    }),
    { numRuns: runs(100) },
  );
});
