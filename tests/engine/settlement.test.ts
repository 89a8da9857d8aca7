/** Settlement on one chain: who may, at what price, until when, and what becomes of an offer whose chain is undone. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ChainUser,
  ContractChain,
  contractAddress,
  createKey,
  gas,
  ready,
  settlementContract,
  storedWord,
  tokenBalanceSlot,
  tokenContract,
  wei,
  type KeyPair,
  type SettlementCall,
  type TokenCall,
} from '../../src/engine/index.ts';

beforeAll(() => ready());

function market() {
  const [issuer, seller, buyer, thief] = [
    createKey('issuer'),
    createKey('seller'),
    createKey('buyer'),
    createKey('thief'),
  ];
  const token = tokenContract({ id: 'token', issuer: issuer.address });
  const settlement = settlementContract({ id: 'settlement', asset: token });
  const chain = new ContractChain({
    contracts: [token, settlement],
    accounts: [
      [buyer.address, { balance: wei(2_000n), nonce: 0 }],
      [thief.address, { balance: wei(1_000n), nonce: 0 }],
    ],
    feeMarket: false,
  });
  const ask = (who: KeyPair, call: SettlementCall, value = 0n): string => {
    const id = new ChainUser(chain, who).call(settlement, call, {
      value: wei(value),
      gasLimit: gas(2_000_000),
    });
    chain.seal();
    return chain.receipt(id)?.code ?? 'lost';
  };
  const pass = (who: KeyPair, call: TokenCall): void => {
    new ChainUser(chain, who).call(token, call);
  };
  const spender = contractAddress(settlement.id);
  for (const holder of [seller, thief]) {
    pass(issuer, { kind: 'mint', to: holder.address, amount: 100n });
    pass(holder, { kind: 'approve', spender, amount: 100n });
  }
  chain.seal();
  const held = ({ address }: KeyPair): bigint =>
    storedWord(chain.state, contractAddress(token.id), tokenBalanceSlot(address));
  const offer = (change: object = {}) =>
    ({
      kind: 'offer',
      buyer: buyer.address,
      amount: 100n,
      price: 700n,
      until: chain.now + 10_000_000,
      ...change,
    }) as const;
  return { chain, ask, offer, held, seller, buyer, thief };
}

describe('an offer', () => {
  test('settles once, for its buyer, at its price and amount, and leaves nothing behind when refused', () => {
    const { ask, offer, held, seller, buyer, thief } = market();
    const settle = { kind: 'settle', offer: 1, amount: 100n } as const;
    expect(ask(buyer, settle, 700n)).toBe('no-such-offer');
    expect(ask(seller, offer({ amount: 0n }))).toBe('no-amount');
    expect(ask(seller, offer())).toBe('ok');
    expect(ask(thief, settle, 700n)).toBe('not-the-buyer');
    expect(ask(buyer, settle, 699n)).toBe('wrong-price');
    expect(ask(buyer, { ...settle, amount: 99n }, 700n)).toBe('other-offer');
    expect(ask(thief, { kind: 'withdraw', offer: 1 })).toBe('not-the-seller');
    expect(ask(seller, { kind: 'withdraw', offer: 1 })).toBe('ok');
    expect(ask(buyer, settle, 700n)).toBe('no-such-offer');
    expect(ask(seller, offer())).toBe('ok');
    expect(ask(buyer, { ...settle, offer: 2 }, 700n)).toBe('ok');
    expect(ask(buyer, { ...settle, offer: 2 }, 700n)).toBe('no-such-offer');
    expect([held(seller), held(buyer)]).toEqual([0n, 100n]);
  });

  test('is over from its time on', () => {
    const { chain, ask, offer, seller, buyer } = market();
    const interval = chain.seal().block.header.timestamp - (chain.blocks.at(-2)?.block.header.timestamp ?? 0);
    const settle = (number: number) => ({ kind: 'settle', offer: number, amount: 100n }) as const;
    // The offer stands in the next block, and the payment in the one after it.
    expect(ask(seller, offer({ until: chain.now + 2 * interval }))).toBe('ok');
    expect(ask(buyer, settle(1), 700n)).toBe('offer-over');
    expect(ask(seller, offer({ until: chain.now + 2 * interval + 1 }))).toBe('ok');
    expect(ask(buyer, settle(2), 700n)).toBe('ok');
  });

  test('that takes the number of another when its chain is undone does not take the price of the other', () => {
    const { chain, ask, offer, held, seller, buyer, thief } = market();
    expect(ask(seller, offer())).toBe('ok');
    const before = chain.height;
    chain.reorganise(1, () => true);
    expect(chain.height).toBe(before - 1);
    expect(ask(thief, offer({ amount: 1n }))).toBe('ok');
    expect(ask(buyer, { kind: 'settle', offer: 1, amount: 100n }, 700n)).toBe('other-offer');
    expect([held(buyer), held(seller), held(thief)]).toEqual([0n, 100n, 100n]);
  });
});
