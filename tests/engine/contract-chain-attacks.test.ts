/** What a hostile account can do to a chain with contracts: nothing that stops it, mints coins, or tells two stories. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountsOf,
  applyMessage,
  callCodec,
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
  ok,
  packBlob,
  ready,
  reject,
  signContractTransaction,
  storedWord,
  versionedHash,
  wei,
  type Address,
  type CallOf,
  type Contract,
  type ContractTransaction,
  type KeyPair,
  type Result,
} from 'strata';
import { runs } from './runs.ts';

await ready();

const codec = callCodec({ note: { word: 'word' }, stumble: {}, refuse: {}, ask: { what: 'count' } });
type Call = CallOf<typeof codec>;
const nothing = new Uint8Array(0);
const no = reject({ code: 'no', rule: 'test', message: 'No.', received: 1, expected: 2 });

const inner: Contract<Call> = {
  id: 'attack-inner',
  codec,
  call(context, call): Result<Uint8Array> {
    context.log('inner', nothing);
    if (call.kind === 'note') context.store(1n, call.word);
    if (call.kind === 'stumble') context.store(1n, (undefined as unknown as { word: bigint }).word);
    return call.kind === 'refuse' ? no : ok(nothing);
  },
};
/** Asks the inner one and goes on whatever that answers. */
const outer: Contract<Call> = {
  id: 'attack-outer',
  codec,
  call(context, call) {
    context.log('outer', nothing);
    if (call.kind === 'ask') {
      const asked = (['note', 'stumble', 'refuse'] as const)[call.what % 3] ?? 'note';
      const inside = asked === 'note' ? { kind: asked, word: 5n } : { kind: asked };
      const answer = context.call(inner, inside as Call, { gas: gas(30_000) });
      context.store(2n, answer.ok ? 1n : 2n);
    }
    return ok(nothing);
  },
};
const closed: Contract<Uint8Array> = {
  id: 'attack-closed',
  call(context) {
    context.store(1n, 1n);
    return ok(nothing);
  },
};
const [ana, ben, proposer] = ['ana', 'ben', 'proposer'].map((name) => createKey(`attack ${name}`)) as [
  KeyPair,
  KeyPair,
  KeyPair,
];
const START = wei(10n ** 21n);
const chainOf = (settings: Partial<ConstructorParameters<typeof ContractChain>[0]> = {}) =>
  new ContractChain({
    contracts: [inner, outer, closed],
    accounts: [
      [ana.address, { balance: START, nonce: 0 }],
      [ben.address, { balance: START, nonce: 0 }],
    ],
    proposer: proposer.address,
    ...settings,
  });
const signed = (key: KeyPair, fields: Partial<ContractTransaction> = {}) =>
  signContractTransaction(
    {
      chainId: 1,
      nonce: 0,
      to: ben.address,
      value: wei(0),
      gasLimit: gas(100_000),
      maxFeePerGas: wei(2n * 10n ** 9n),
      maxPriorityFeePerGas: wei(0),
      data: '0x',
      blobHashes: [],
      maxFeePerBlobGas: wei(0),
      ...fields,
    },
    key.secretKey,
  );
const held = (chain: ContractChain): bigint =>
  accountsOf(chain.state.accounts).reduce((sum, [, { balance }]) => sum + balance, 0n);
const stored = (chain: ContractChain, { id }: Contract<never>, slot: bigint) =>
  storedWord(chain.state, contractAddress(id), slot);
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);

describe('a contract’s code that throws', () => {
  test('in a transaction is a refusal that costs all the gas, and the chain goes on', () => {
    const chain = chainOf();
    const user = new ChainUser(chain, ana);
    const before = chain.tip;
    const id = user.call(inner, { kind: 'stumble' }, { gasLimit: gas(90_000) });
    const later = user.call(inner, { kind: 'note', word: 7n });
    const { block, receipts } = chain.seal();
    expect(chain.receipt(id)).toMatchObject({
      ok: false,
      code: 'contract-failed',
      gasUsed: 90_000n,
      logs: [],
    });
    expect(chain.receipt(later)?.ok).toBe(true);
    expect(stored(chain, inner, 1n)).toBe(7n);
    const imported = importContractBlock(before, block, chain.rules);
    expect(imported.ok && imported.value.receipts).toEqual(receipts);
  });

  test('ends its own frame alone: the caller learns of it and goes on with the gas that it kept', () => {
    for (const [what, outcome, logs] of [
      [0, 1n, ['outer', 'inner']],
      [1, 2n, ['outer']],
      [2, 2n, ['outer']],
    ] as const) {
      const chain = chainOf();
      const id = new ChainUser(chain, ana).call(outer, { kind: 'ask', what });
      chain.seal();
      expect(chain.receipt(id)?.ok).toBe(true);
      expect(chain.receipt(id)?.logs.map(({ name }) => name)).toEqual(logs);
      expect(stored(chain, outer, 2n)).toBe(outcome);
      expect(stored(chain, inner, 1n)).toBe(what === 0 ? 5n : 0n);
    }
  });

  test('in a message flies on to whoever writes the contract', () => {
    const { state } = chainOf();
    const message = { from: ana.address, nonce: 0, to: inner, gasLimit: gas(100_000) };
    expect(() =>
      applyMessage(state, { ...message, call: { kind: 'stumble' } as Call }, { contracts: [inner] }),
    ).toThrow(TypeError);
  });
});

test('data cannot call a contract without a codec, and data for a mere account are paid for and read by nobody', () => {
  const chain = chainOf();
  const to = contractAddress(closed.id);
  const ids = [
    signed(ana, { to, data: '0x0102' }),
    signed(ana, { nonce: 1, to: ben.address, data: '0x0102', value: wei(3) }),
  ].map((one) => chain.submit(one));
  chain.seal();
  const [first, second] = ids.map((id) => (id.ok ? chain.receipt(id.value) : null));
  expect(first).toMatchObject({ ok: false, code: 'not-callable' });
  expect(stored(chain, closed, 1n)).toBe(0n);
  // EIP-7623: 21,000 and 40 a byte; EIP-2028 alone would be 21,032.
  expect(second).toMatchObject({ ok: true, answer: '0x', gasUsed: 21_080n });
});

test('whatever is called, sent and tipped, coins go only to accounts or are burnt with the base fee', () => {
  const step = fc.record({
    from: fc.constantFrom(ana, ben),
    to: fc.constantFrom<Address>(
      ana.address,
      ben.address,
      proposer.address,
      ...[inner, outer, closed].map(({ id }) => contractAddress(id)),
    ),
    value: fc.bigInt(0n, 10n ** 20n),
    tip: fc.bigInt(0n, 10n ** 9n),
    gasLimit: fc.integer({ min: 20_000, max: 120_000 }),
    data: fc.oneof(
      fc
        .constantFrom<Call>({ kind: 'stumble' }, { kind: 'refuse' }, { kind: 'ask', what: 1 })
        .map((call) => codec.encode(call)),
      fc.uint8Array({ maxLength: 40 }),
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(3), (steps, undo) => {
      const chain = chainOf();
      for (const { from, to, value, tip, gasLimit, data } of steps) {
        const { nonce } = getAccount(chain.state.accounts, from.address);
        const fees = { maxFeePerGas: wei(2n * 10n ** 9n), maxPriorityFeePerGas: wei(tip) };
        const hex = `0x${Buffer.from(data).toString('hex')}` as const;
        chain.submit(
          signed(from, { nonce, to, value: wei(value), gasLimit: gas(gasLimit), data: hex, ...fees }),
        );
        const before = chain.tip;
        const { block, receipts } = chain.seal();
        expect(codeOf(importContractBlock(before, block, chain.rules))).toBe('ok');
        for (const { gasUsed } of receipts) expect(gasUsed).toBeLessThanOrEqual(BigInt(gasLimit));
      }
      chain.reorganise(Math.min(undo, chain.height));
      chain.seal();
      const burnt = chain.blocks.reduce(
        (sum, { block: { header } }) => sum + header.gasUsed * header.baseFee,
        0n,
      );
      expect(held(chain) + burnt).toBe(2n * START);
    }),
    { numRuns: runs(60) },
  );
});

describe('the pool', () => {
  test('takes a sender’s transactions by their nonces, whoever came between', () => {
    const chain = chainOf();
    for (const one of [signed(ana, { nonce: 2 }), signed(ana, { nonce: 1 }), signed(ben), signed(ana)])
      expect(chain.submit(one).ok).toBe(true);
    const { block } = chain.seal();
    const order = block.transactions.map(({ publicKey, nonce }) =>
      publicKey === ben.publicKey ? 'ben' : nonce,
    );
    expect(order).toEqual([0, 1, 'ben', 2]);
  });

  test('has no second copy of what is on the chain, so that a reorganisation brings back one', () => {
    const { setup } = insecureSetup(1, 16);
    const packed = packBlob(Uint8Array.of(1, 2, 3), 16);
    const blob = packed.ok ? packed.value : [];
    const chain = chainOf({ kzgSetup: setup });
    const blobHashes = [versionedHash(commitToBlob(blob, setup))];
    const one = signed(ana, { blobHashes, maxFeePerBlobGas: wei(1) });
    expect(codeOf(chain.submit(one, [blob]))).toBe('ok');
    chain.seal();
    expect(codeOf(chain.submit(one, [blob]))).toBe('nonce-too-low');
    chain.reorganise(1);
    expect(codeOf(chain.submit(one, [blob]))).toBe('transaction-known');
    expect(chain.seal().blobs.map(encodeBlob)).toEqual([encodeBlob(blob)]);
    expect(chain.pending).toEqual([]);
  });

  test('puts what a reorganisation brings back before what waits', () => {
    const chain = chainOf();
    chain.submit(signed(ana));
    chain.seal();
    chain.submit(signed(ben));
    chain.reorganise(1);
    expect(chain.seal().block.transactions.map(({ publicKey }) => publicKey)).toEqual([
      ana.publicKey,
      ben.publicKey,
    ]);
  });

  test('refuses what no block can take', () => {
    const chain = chainOf();
    expect(codeOf(chain.submit(signed(ana, { gasLimit: gas(30_000_001) })))).toBe('gas-limit-above-block');
    const blobHashes = Array.from({ length: 7 }, () => `0x01${'00'.repeat(31)}` as never);
    expect(codeOf(chain.submit(signed(ana, { blobHashes })))).toBe('blobs-above-limit');
    expect(codeOf(checkContractTransaction({ ...signed(ana), blobHashes: null as never }, 1))).toBe(
      'malformed-transaction',
    );
  });

  test('lets a fee below the base fee wait, and one that the sender does not hold go', () => {
    const chain = chainOf();
    chain.submit(signed(ana, { maxFeePerGas: wei(1) }));
    // Value and the most that gas may cost, whatever it does cost (EIP-1559).
    chain.submit(signed(ben, { value: wei(START - 100_000n * 2n * 10n ** 9n + 1n) }));
    expect(chain.seal().receipts).toEqual([]);
    expect(chain.pending.map(({ publicKey }) => publicKey)).toEqual([ana.publicKey]);
  });
});

test('a block takes six blobs, and one with seven is refused', () => {
  const { setup } = insecureSetup(1, 16);
  const packed = packBlob(Uint8Array.of(1), 16);
  const blob = packed.ok ? packed.value : [];
  const hash = versionedHash(commitToBlob(blob, setup));
  const chain = chainOf({ kzgSetup: setup });
  const many = (key: KeyPair, count: number) =>
    signed(key, { blobHashes: Array.from({ length: count }, () => hash), maxFeePerBlobGas: wei(10) });
  const [four, three] = [many(ana, 4), many(ben, 3)];
  chain.submit(
    four,
    Array.from({ length: 4 }, () => blob),
  );
  chain.submit(
    three,
    Array.from({ length: 3 }, () => blob),
  );
  const before = chain.tip;
  const first = chain.seal();
  expect(first.blobs).toHaveLength(4);
  // One blob above the target of three, for whoever imports the block too; their price is burnt.
  const imported = importContractBlock(before, first.block, chain.rules);
  expect(imported.ok && imported.value.tip.excessBlobGas).toBe(131_072n);
  expect(chain.tip.excessBlobGas).toBe(131_072n);
  expect(held(chain)).toBe(2n * START - first.receipts.reduce((sum, { fee }) => sum + fee, 0n));
  const stuffed = { ...first.block, transactions: [four, three] };
  expect(codeOf(importContractBlock(before, stuffed, chain.rules))).toBe('blobs-above-limit');
  expect(chain.seal().blobs).toHaveLength(3);
});

test('a callee gets no gas below nothing', () => {
  const greedy: Contract<Call> = {
    id: 'attack-greedy',
    codec,
    call: (context) => context.call(inner, { kind: 'note', word: 1n }, { gas: gas(-1_000_000n) }),
  };
  const chain = chainOf({ contracts: [greedy, inner] });
  const id = new ChainUser(chain, ana).call(greedy, { kind: 'refuse' });
  chain.seal();
  expect(chain.receipt(id)).toMatchObject({ ok: false, code: 'contract-failed' });
});
