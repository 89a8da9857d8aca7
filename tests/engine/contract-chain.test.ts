/** The chain with contracts: calls as data, gas for it, events, blobs, and what a reorganisation leaves. */
import { describe, expect, test } from 'vitest';
import {
  accountsOf,
  bigintToFixedBytes,
  callCodec,
  calldataFloorGas,
  ChainUser,
  checkContractTransaction,
  commitToBlob,
  ContractChain,
  contractAddress,
  createKey,
  encodeBlob,
  gas,
  getAccount,
  importContractBlock,
  insecureSetup,
  ms,
  ok,
  packBlob,
  ready,
  reject,
  signContractTransaction,
  slotOf,
  storedWord,
  wei,
  type CallOf,
  type Contract,
  type ContractTip,
  type SealedBlock,
} from '../../src/engine/index.ts';

await ready();

const COIN = 10n ** 18n;
const codec = callCodec({
  put: { key: 'count', amount: 'word' },
  refuse: {},
  blob: { index: 'count' },
});
type Call = CallOf<typeof codec>;

const ledger: Contract<Call> = {
  id: 'test-ledger',
  codec,
  call(context, call) {
    if (call.kind === 'put') {
      const slot = slotOf(0n, BigInt(call.key));
      context.store(slot, call.amount);
      context.log('put', bigintToFixedBytes(call.amount, 32));
    }
    if (call.kind === 'blob') {
      const hash = context.blobHash(call.index);
      context.store(7n, hash === null ? 0n : BigInt(hash));
    }
    if (call.kind === 'refuse') {
      context.store(1n, 9n);
      context.log('never', new Uint8Array(3));
      return reject({ code: 'no', rule: 'test', message: 'No.', received: 1, expected: 2 });
    }
    return ok(new Uint8Array(0));
  },
};
const ana = createKey('ana');
const ben = createKey('ben');
const account = { balance: wei(1_000n * COIN), nonce: 0 };
const chainOf = (settings: Partial<ConstructorParameters<typeof ContractChain>[0]> = {}) =>
  new ContractChain({
    contracts: [ledger],
    accounts: [
      [ana.address, account],
      [ben.address, account],
    ],
    ...settings,
  });
const stored = (chain: ContractChain, slot: bigint) =>
  storedWord(chain.state, contractAddress(ledger.id), slot);

describe('a block', () => {
  test('stores what was called, says so in the receipt, and follows for whoever imports it', () => {
    const chain = chainOf();
    const id = new ChainUser(chain, ana).call(ledger, { kind: 'put', key: 3, amount: 44n });
    const before = chain.tip;
    const sealed = chain.seal();
    expect(stored(chain, slotOf(0n, 3n))).toBe(44n);
    const receipt = chain.receipt(id);
    expect(receipt).toMatchObject({ ok: true, code: 'ok', from: ana.address });
    expect(receipt?.logs).toEqual([
      { contract: contractAddress(ledger.id), name: 'put', data: `0x${'0'.repeat(62)}2c` },
    ]);
    const imported = importContractBlock(before, sealed.block, chain.rules);
    expect(imported.ok && imported.value.receipts).toEqual(sealed.receipts);
  });

  test.each([
    [
      'a state root',
      (block: SealedBlock['block']) => ({ ...block.header, stateRoot: block.header.parent }),
      'wrong-state-root',
    ],
    ['gas used', (block: SealedBlock['block']) => ({ ...block.header, gasUsed: gas(1) }), 'wrong-gas-used'],
    [
      'transactions',
      (block: SealedBlock['block']) => ({ ...block.header, transactionsRoot: block.header.parent }),
      'wrong-transactions-root',
    ],
    ['a base fee', (block: SealedBlock['block']) => ({ ...block.header, baseFee: wei(1) }), 'wrong-base-fee'],
  ])('that lies about %s is refused', (_what, lie, code) => {
    const chain = chainOf();
    new ChainUser(chain, ana).call(ledger, { kind: 'put', key: 3, amount: 44n });
    const before: ContractTip = chain.tip;
    const { block } = chain.seal();
    const imported = importContractBlock(before, { ...block, header: lie(block) }, chain.rules);
    expect(imported.ok ? 'ok' : imported.rejection.code).toBe(code);
  });

  test('a refused call leaves neither storage nor events, and is paid for', () => {
    const chain = chainOf();
    const user = new ChainUser(chain, ana);
    const id = user.call(ledger, { kind: 'refuse' });
    chain.seal();
    const receipt = chain.receipt(id);
    expect(receipt).toMatchObject({ ok: false, code: 'no', logs: [] });
    expect(stored(chain, 1n)).toBe(0n);
    expect(user.balance).toBe(account.balance - (receipt?.fee ?? 0n));
    expect(receipt?.fee).toBeGreaterThan(0n);
  });

  test('data that the contract cannot read is refused by it and paid for by the byte', () => {
    const chain = chainOf({ feeMarket: false });
    const data = `0x${'09'.repeat(1_000)}` as const;
    const unsigned = {
      chainId: 1,
      nonce: 0,
      to: contractAddress(ledger.id),
      value: wei(0),
      gasLimit: gas(1_000_000),
      maxFeePerGas: wei(0),
      maxPriorityFeePerGas: wei(0),
      data,
      blobHashes: [],
      maxFeePerBlobGas: wei(0),
    };
    const id = chain.submit(signContractTransaction(unsigned, ana.secretKey));
    chain.seal();
    const receipt = id.ok ? chain.receipt(id.value) : null;
    expect(receipt).toMatchObject({ ok: false, code: 'unknown-call' });
    // EIP-7623: 21,000 and 40 a byte at least.
    expect(receipt?.gasUsed).toBe(calldataFloorGas(new Uint8Array(1_000).fill(9)));
    expect(receipt?.gasUsed).toBe(61_000n);
  });

  test('coins are burnt by the base fee and go nowhere else', () => {
    const chain = chainOf();
    const user = new ChainUser(chain, ana);
    user.pay(ben.address, wei(5n * COIN));
    const { receipts } = chain.seal();
    const burnt = receipts.reduce((sum, { fee }) => sum + fee, 0n);
    const held = accountsOf(chain.state.accounts).reduce((sum, [, { balance }]) => sum + balance, 0n);
    expect(held).toBe(2n * account.balance - burnt);
    expect(getAccount(chain.state.accounts, ben.address).balance).toBe(account.balance + 5n * COIN);
  });

  test('another chain’s signature, a changed field and a changed signer are refused', () => {
    const unsigned = {
      chainId: 1,
      nonce: 0,
      to: ben.address,
      value: wei(1),
      gasLimit: gas(30_000),
      maxFeePerGas: wei(1),
      maxPriorityFeePerGas: wei(0),
      data: '0x' as const,
      blobHashes: [],
      maxFeePerBlobGas: wei(0),
    };
    const signed = signContractTransaction(unsigned, ana.secretKey);
    const codeOf = (one: typeof signed, chainId = 1) => {
      const checked = checkContractTransaction(one, chainId);
      return checked.ok ? checked.value : checked.rejection.code;
    };
    expect(codeOf(signed)).toBe(ana.address);
    expect(codeOf(signed, 2)).toBe('wrong-chain');
    expect(codeOf({ ...signed, data: '0x00' })).toBe('bad-signature');
    expect(codeOf({ ...signed, publicKey: ben.publicKey })).toBe('bad-signature');
    expect(codeOf({ ...signed, blobHashes: [`0x02${'00'.repeat(31)}` as never] })).toBe(
      'malformed-blob-hash',
    );
  });
});

describe('the pool', () => {
  test('several calls of one user keep their order, and a gap waits', () => {
    const chain = chainOf({ gasLimit: gas(400_000) });
    const user = new ChainUser(chain, ana);
    const ids = [1n, 2n, 3n].map((amount) =>
      user.call(ledger, { kind: 'put', key: 1, amount }, { gasLimit: gas(150_000) }),
    );
    chain.seal();
    expect(ids.map((id) => chain.receipt(id) !== null)).toEqual([true, true, true]);
    expect(stored(chain, slotOf(0n, 1n))).toBe(3n);
  });

  test('what does not fit one block comes in the next', () => {
    const chain = chainOf({ gasLimit: gas(160_000) });
    const user = new ChainUser(chain, ana);
    const ids = [1n, 2n, 3n].map((amount) =>
      user.call(ledger, { kind: 'put', key: Number(amount), amount }, { gasLimit: gas(100_000) }),
    );
    const heights = chain.sealMany(3).map(({ receipts }) => receipts.length);
    expect(heights).toEqual([2, 1, 0]);
    expect(ids.every((id) => chain.receipt(id)?.ok)).toBe(true);
  });

  test('the same transaction is taken once', () => {
    const chain = chainOf();
    new ChainUser(chain, ana).pay(ben.address, wei(1));
    const [one] = chain.pending;
    const again = one === undefined ? null : chain.submit(one);
    expect(again?.ok === false && again.rejection.code).toBe('transaction-known');
  });
});

describe('a reorganisation', () => {
  test('puts transactions back into the pool, and they come again', () => {
    const chain = chainOf();
    const user = new ChainUser(chain, ana);
    const id = user.call(ledger, { kind: 'put', key: 1, amount: 8n });
    chain.sealMany(2);
    const undone = chain.reorganise(2);
    expect(undone).toHaveLength(2);
    expect(chain.height).toBe(0);
    expect(chain.receipt(id)).toBeNull();
    expect(stored(chain, slotOf(0n, 1n))).toBe(0n);
    const { hash } = chain.seal();
    expect(chain.receipt(id)?.ok).toBe(true);
    // Time went on, so this is another block.
    expect(hash).not.toBe(undone[0]?.hash);
    expect(chain.now).toBe(ms(36_000));
  });

  test('may lose some of them', () => {
    const chain = chainOf();
    const id = new ChainUser(chain, ana).call(ledger, { kind: 'put', key: 1, amount: 8n });
    chain.seal();
    chain.reorganise(1, (hash) => hash === id);
    chain.seal();
    expect(chain.receipt(id)).toBeNull();
  });

  test('cannot undo more than there is', () => {
    expect(() => chainOf().reorganise(1)).toThrow(RangeError);
  });
});

describe('blobs', () => {
  const { setup } = insecureSetup(1, 16);
  const packed = packBlob(Uint8Array.of(1, 2, 3), 16);
  const blob = packed.ok ? packed.value : [];

  test('travel beside the block; a contract sees only their hashes', () => {
    const chain = chainOf({ kzgSetup: setup });
    const commitment = commitToBlob(blob, setup);
    const user = new ChainUser(chain, ana);
    const id = user.call(ledger, { kind: 'blob', index: 0 }, { blobs: [{ blob, commitment }] });
    const [transaction] = chain.pending;
    const sealed = chain.seal();
    expect(sealed.blobs.map(encodeBlob)).toEqual([encodeBlob(blob)]);
    expect(stored(chain, 7n)).toBe(BigInt(transaction?.blobHashes[0] ?? '0x0'));
    // One blob at the least price, besides gas: 131,072 wei (EIP-4844).
    const receipt = chain.receipt(id);
    expect(receipt?.fee).toBe(131_072n + (receipt?.gasUsed ?? 0n) * sealed.block.header.baseFee);
    chain.reorganise(1);
    expect(chain.seal().blobs).toEqual([blob]);
  });

  test('other than the named ones are refused', () => {
    const chain = chainOf({ kzgSetup: setup });
    const user = new ChainUser(chain, ana);
    const other = commitToBlob([...blob.slice(0, -1), 5n], setup);
    expect(() =>
      user.call(ledger, { kind: 'blob', index: 0 }, { blobs: [{ blob, commitment: other }] }),
    ).toThrow('wrong-blobs');
  });
});
