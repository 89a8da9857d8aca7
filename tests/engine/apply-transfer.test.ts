import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  accountsOf,
  applyTransfer,
  createKey,
  createState,
  gas,
  getAccount,
  proveAccount,
  ready,
  setAccount,
  stateRoot,
  tipPerGas,
  verifyAccount,
  wei,
  type Account,
  type AccountState,
  type Address,
  type Hex,
  type KeyPair,
  type SignedTransfer,
  type Wei,
} from 'strata';
import { CHAIN_ID, createCast, ETHER, transferBy } from './ledger-cases.ts';
import { runs } from './runs.ts';

const supplyOf = (state: AccountState): bigint =>
  accountsOf(state).reduce((sum, [, { balance }]) => sum + balance, 0n);

describe('applying a transfer', () => {
  beforeAll(ready);

  test('moves the value, pays the tip, burns the base fee and counts the nonce', () => {
    const { alice, bob, carol, state, context } = createCast();
    const applied = applyTransfer(state, transferBy(alice, bob), context);
    if (!applied.ok) throw new Error(applied.rejection.message);
    const after = (who: KeyPair): Account => getAccount(applied.value, who.address);
    expect(after(alice)).toMatchObject({ balance: 10n * ETHER - 1_000n - 21_000n * 120n, nonce: 1 });
    expect(after(bob)).toMatchObject({ balance: ETHER + 1_000n, nonce: 0 });
    expect(after(carol)).toMatchObject({ balance: 21_000n * 20n, nonce: 0 });
    expect(supplyOf(state) - supplyOf(applied.value)).toBe(21_000n * context.baseFee);
  });

  test('charges for the gas that is used, whatever the limit', () => {
    const { alice, bob, state, context } = createCast();
    const roots = [21_000n, 500_000n].map((limit) => {
      const applied = applyTransfer(state, transferBy(alice, bob, { gasLimit: gas(limit) }), context);
      return applied.ok ? stateRoot(applied.value) : applied.rejection.code;
    });
    expect(roots[0]).toBe(roots[1]);
  });

  test('gives the proposer what the maximum leaves above the base fee, at most the tip', () => {
    const { alice, bob } = createCast();
    const transfer = transferBy(alice, bob);
    expect([100n, 130n, 140n, 150n, 151n].map((fee) => tipPerGas(transfer, wei(fee)))).toEqual([
      20n,
      20n,
      10n,
      0n,
      -1n,
    ]);
  });

  test('leaves the state before as it was', () => {
    const { alice, bob, state, context } = createCast();
    const root = stateRoot(state);
    applyTransfer(state, transferBy(alice, bob), context);
    expect(stateRoot(state)).toBe(root);
    expect(getAccount(state, alice.address).nonce).toBe(0);
  });

  const limit = (balance: bigint): bigint => balance - 21_000n * 150n;
  const spoilt: readonly [string, string, (cast: ReturnType<typeof createCast>) => SignedTransfer][] = [
    [
      'for another chain',
      'wrong-chain',
      ({ alice, bob }) => transferBy(alice, bob, { chainId: CHAIN_ID + 1 }),
    ],
    [
      'with a gas short',
      'gas-limit-too-low',
      ({ alice, bob }) => transferBy(alice, bob, { gasLimit: gas(20_999n) }),
    ],
    [
      'with a tip above the whole fee',
      'tip-above-max-fee',
      ({ alice, bob }) => transferBy(alice, bob, { maxPriorityFeePerGas: wei(151n) }),
    ],
    [
      'that offers a wei less than the base fee',
      'fee-below-base-fee',
      ({ alice, bob }) => transferBy(alice, bob, { maxFeePerGas: wei(99n) }),
    ],
    ['with a nonce too high', 'nonce-too-high', ({ alice, bob }) => transferBy(alice, bob, { nonce: 1 })],
    [
      'a wei beyond the balance',
      'balance-too-low',
      ({ alice, bob }) => transferBy(alice, bob, { value: wei(limit(10n * ETHER) + 1n) }),
    ],
    [
      'that somebody else signed',
      'bad-signature',
      ({ alice, bob }) => ({ ...transferBy(alice, bob), publicKey: bob.publicKey }),
    ],
    [
      'whose value was changed after signing',
      'bad-signature',
      ({ alice, bob }) => ({ ...transferBy(alice, bob), value: wei(1_001n) }),
    ],
    [
      'whose key is no point',
      'bad-public-key',
      ({ alice, bob }) => ({ ...transferBy(alice, bob), publicKey: `0x02${'ff'.repeat(32)}` }),
    ],
    [
      'of a negative value',
      'malformed-transfer',
      ({ alice, bob }) => ({ ...transferBy(alice, bob), value: wei(-1n) }),
    ],
    [
      'with a number for a value',
      'malformed-transfer',
      ({ alice, bob }) => ({ ...transferBy(alice, bob), value: 1_000 as unknown as Wei }),
    ],
    [
      'with half a nonce',
      'malformed-transfer',
      ({ alice, bob }) => ({ ...transferBy(alice, bob), nonce: 0.5 }),
    ],
    [
      'to an address in capitals',
      'malformed-transfer',
      ({ alice, bob }) => ({
        ...transferBy(alice, bob),
        to: bob.address.toUpperCase().replace('0X', '0x') as Address,
      }),
    ],
    [
      'with a signature of 63 bytes',
      'malformed-transfer',
      ({ alice, bob }) => ({
        ...transferBy(alice, bob),
        signature: transferBy(alice, bob).signature.slice(0, -2) as Hex,
      }),
    ],
  ];
  test.each(spoilt)('refuses one %s: %s', (_, code, spoil) => {
    const cast = createCast();
    const applied = applyTransfer(cast.state, spoil(cast), cast.context);
    expect(applied.ok ? 'accepted' : applied.rejection.code).toBe(code);
    if (!applied.ok)
      expect(applied.rejection).toEqual(
        expect.objectContaining({ rule: expect.any(String), message: expect.any(String) }),
      );
  });

  test('accepts each of these at its limit', () => {
    const cast = createCast();
    const { alice, bob, state, context } = cast;
    const atLimit = [
      transferBy(alice, bob, { maxPriorityFeePerGas: wei(150n) }),
      transferBy(alice, bob, { maxFeePerGas: wei(100n) }),
      transferBy(alice, bob, { value: wei(limit(10n * ETHER)) }),
      transferBy(alice, bob, { value: wei(0n) }),
    ];
    for (const transfer of atLimit) expect(applyTransfer(state, transfer, context).ok).toBe(true);
  });

  test('refuses the same transfer a second time', () => {
    const { alice, bob, state, context } = createCast();
    const transfer = transferBy(alice, bob);
    const once = applyTransfer(state, transfer, context);
    if (!once.ok) throw new Error(once.rejection.message);
    const twice = applyTransfer(once.value, transfer, context);
    expect(twice.ok ? 'accepted' : twice.rejection).toMatchObject({
      code: 'nonce-too-low',
      received: 0,
      expected: 1,
    });
  });

  test('conserves value: what is burnt is the base fee, and no transfer works twice', () => {
    const keys = ['a', 'b', 'c', 'd'].map(createKey);
    const step = fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      proposer: fc.nat(3),
      value: fc.bigInt({ min: 0n, max: 2_000_000n }),
      fee: fc.bigInt({ min: 0n, max: 30n }),
      tip: fc.bigInt({ min: 0n, max: 30n }),
      baseFee: fc.bigInt({ min: 0n, max: 20n }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let state = createState(keys.map(({ address }) => [address, { balance: wei(2_000_000n), nonce: 0 }]));
        for (const { from, to, proposer, value, fee, tip, baseFee } of steps) {
          const [sender, recipient, proposing] = [keys[from], keys[to], keys[proposer]] as [
            KeyPair,
            KeyPair,
            KeyPair,
          ];
          const { nonce } = getAccount(state, sender.address);
          const transfer = transferBy(sender, recipient, {
            nonce,
            value: wei(value),
            maxFeePerGas: wei(fee),
            maxPriorityFeePerGas: wei(tip),
          });
          const context = { ...createCast().context, baseFee: wei(baseFee), proposer: proposing.address };
          const applied = applyTransfer(state, transfer, context);
          if (!applied.ok) {
            expect(['tip-above-max-fee', 'fee-below-base-fee', 'balance-too-low']).toContain(
              applied.rejection.code,
            );
            continue;
          }
          expect(supplyOf(applied.value)).toBe(supplyOf(state) - 21_000n * baseFee);
          for (const [, { balance }] of accountsOf(applied.value)) expect(balance >= 0n).toBe(true);
          expect(getAccount(applied.value, sender.address).nonce).toBe(nonce + 1);
          expect(applyTransfer(applied.value, transfer, context).ok).toBe(false);
          state = applied.value;
        }
      }),
      { numRuns: runs() },
    );
  });
});

describe('the state of all accounts', () => {
  const address = (index: number): Address => `0x${index.toString(16).padStart(40, '0')}` as Address;
  const account = (balance: number, nonce = 0): Account => ({ balance: wei(balance), nonce });

  test('has one root for the same accounts in any order, and none of an empty account', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200), { maxLength: 20 }), fc.integer(), (indices, seed) => {
        const entries = indices.map((index) => [address(index), account(index, index % 3)] as const);
        const mixed = [...entries].sort(
          ([a], [b]) => ((Number(a) * 31 + seed) % 17) - ((Number(b) * 31 + seed) % 17),
        );
        expect(stateRoot(createState(mixed))).toBe(stateRoot(createState(entries)));
        const detour = setAccount(
          setAccount(createState(entries), address(999), account(5)),
          address(999),
          account(0),
        );
        expect(stateRoot(detour)).toBe(stateRoot(createState(entries)));
      }),
      { numRuns: runs() },
    );
  });

  test('proves what an account holds, and nothing else', () => {
    const state = createState([1, 2, 3, 4, 5].map((index) => [address(index), account(index * 10)]));
    const root = stateRoot(state);
    const proof = proveAccount(state, address(3));
    expect(verifyAccount(root, address(3), account(30), proof)).toBe(true);
    expect(verifyAccount(root, address(3), account(31), proof)).toBe(false);
    expect(verifyAccount(root, address(3), account(30, 1), proof)).toBe(false);
    expect(verifyAccount(root, address(4), account(30), proof)).toBe(false);
    expect(verifyAccount(root, address(3), null, proof)).toBe(false);
    expect(verifyAccount(root, address(6), null, proveAccount(state, address(6)))).toBe(true);
    expect(verifyAccount(root, address(6), account(10), proveAccount(state, address(6)))).toBe(false);
  });

  test('refuses what no account can hold', () => {
    expect(() => createState([[address(1), account(-1)]])).toThrow(RangeError);
    expect(() => createState([[address(1), account(1, -1)]])).toThrow(RangeError);
    expect(() =>
      createState([
        [address(1), account(1)],
        [address(1), account(2)],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      createState([
        [address(1), { balance: wei(1n << 255n), nonce: 0 }],
        [address(2), { balance: wei(1n << 255n), nonce: 0 }],
      ]),
    ).toThrow(RangeError);
    expect(() => getAccount(createState(), '0xAB' as Address)).toThrow(RangeError);
  });
});
