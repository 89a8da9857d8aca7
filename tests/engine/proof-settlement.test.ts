/** Delivery by proof with several trades at once: each is paid once and ends once, whatever lies in custody for others. */
import { beforeAll, expect, test } from 'vitest';
import {
  assetLegContract,
  BridgedChain,
  bridgeValidators,
  cashLegContract,
  ChainUser,
  ContractChain,
  contractAddress,
  createKey,
  encodeHeaderUpdate,
  gas,
  genesisTrust,
  lightClientContract,
  ms,
  ready,
  storedWord,
  tokenBalanceSlot,
  tokenContract,
  tradeSlot,
  wei,
  type Contract,
  type KeyPair,
} from '../../src/engine/index.ts';

beforeAll(() => ready());

test('a trade is paid once and delivered once, and its proof opens no other trade', () => {
  const [issuer, seller, buyer] = [createKey('issuer'), createKey('seller'), createKey('buyer')];
  const validators = bridgeValidators('cash', [1n, 1n, 1n, 1n]);
  const cashLeg = cashLegContract('cash-leg');
  const cash = new BridgedChain({
    id: 'cash',
    number: 2,
    contracts: [cashLeg],
    shown: cashLeg.id,
    accounts: [[buyer.address, { balance: wei(1_000n), nonce: 0 }]],
    validators,
  });
  const client = lightClientContract({
    id: 'client',
    chainId: 'cash',
    trustingPeriod: ms(10_000_000),
    maxClockDrift: ms(60_000),
    initial: genesisTrust(validators),
  });
  const token = tokenContract({ id: 'token', issuer: issuer.address });
  const leg = assetLegContract({ id: 'asset-leg', asset: token, client });
  const assets = new ContractChain({ contracts: [token, leg, client], accounts: [], feeMarket: false });
  const ask = <Call>(
    chain: ContractChain,
    who: KeyPair,
    contract: Contract<Call>,
    call: Call,
    value = 0n,
  ): string => {
    const options = { value: wei(value), gasLimit: gas(3_000_000) };
    const id = new ChainUser(chain, who).call(contract, call, options);
    if (chain === assets) chain.seal();
    else cash.seal();
    return chain.receipt(id)?.code ?? 'lost';
  };
  const trade = (number: number) => ({
    seller: seller.address,
    buyer: buyer.address,
    amount: 10n,
    price: 100n,
    payBy: 60_000,
    number,
  });
  ask(assets, issuer, token, { kind: 'mint', to: seller.address, amount: 20n });
  ask(assets, seller, token, { kind: 'approve', spender: contractAddress(leg.id), amount: 20n });
  for (const number of [1, 2])
    expect(ask(assets, seller, leg, { kind: 'lock', ...trade(number) })).toBe('ok');
  expect(ask(assets, seller, leg, { kind: 'lock', ...trade(1) })).toBe('trade-known');

  const pay = { kind: 'pay', ...trade(1) } as const;
  expect(ask(cash.chain, seller, cashLeg, pay)).toBe('not-the-buyer');
  expect(ask(cash.chain, buyer, cashLeg, pay, 99n)).toBe('wrong-price');
  expect(ask(cash.chain, buyer, cashLeg, pay, 100n)).toBe('ok');
  expect(ask(cash.chain, buyer, cashLeg, pay, 100n)).toBe('already-paid');
  expect(new ChainUser(cash.chain, buyer).balance).toBe(900n);

  const height = cash.finalHeight;
  const header = encodeHeaderUpdate(cash.updateFor(0, height));
  expect(ask(assets, buyer, client, { kind: 'update', header })).toBe('ok');
  const shown = { proof: cash.proofOf(tradeSlot(trade(1)), height), height };
  const other = { proof: cash.proofOf(tradeSlot(trade(2)), height), height };
  expect(ask(assets, buyer, leg, { kind: 'deliver', ...trade(2), ...shown })).toBe('no-proof-of-key');
  expect(ask(assets, buyer, leg, { kind: 'deliver', ...trade(2), ...other })).toBe('no-proof-of-key');
  expect(ask(assets, seller, leg, { kind: 'giveBack', ...trade(2), ...other })).toBe('too-early');
  expect(ask(assets, buyer, leg, { kind: 'deliver', ...trade(1), ...shown })).toBe('ok');
  // Ten more lie there for the other trade.
  expect(ask(assets, buyer, leg, { kind: 'deliver', ...trade(1), ...shown })).toBe('not-locked');
  const held = (holder: KeyPair['address']) =>
    storedWord(assets.state, contractAddress(token.id), tokenBalanceSlot(holder));
  expect([held(buyer.address), held(contractAddress(leg.id))]).toEqual([10n, 10n]);

  while (cash.chain.now < 60_000) cash.seal();
  const late = cash.finalHeight;
  const next = encodeHeaderUpdate(cash.updateFor(height, late));
  expect(ask(assets, seller, client, { kind: 'update', header: next })).toBe('ok');
  const absent = { proof: cash.proofOf(tradeSlot(trade(2)), late), height: late };
  expect(ask(assets, seller, leg, { kind: 'giveBack', ...trade(2), ...absent })).toBe('ok');
  expect(ask(assets, seller, leg, { kind: 'giveBack', ...trade(2), ...absent })).toBe('not-locked');
  expect([held(seller.address), held(contractAddress(leg.id))]).toEqual([10n, 0n]);
});
