import { beforeAll, describe, expect, test } from 'vitest';
import { applyTransfer, createKey, createState, gas, Mempool, ready, wei, type SignedTransfer } from 'strata';
import { CHAIN_ID, createCast, ETHER, transferBy } from './ledger-cases.ts';

const nonces = (list: readonly SignedTransfer[]): readonly number[] => list.map(({ nonce }) => nonce);

describe('the mempool', () => {
  beforeAll(ready);
  const poolOf = (
    ...transfers: readonly SignedTransfer[]
  ): { pool: Mempool; cast: ReturnType<typeof createCast> } => {
    const cast = createCast();
    const pool = new Mempool({ chainId: CHAIN_ID });
    for (const transfer of transfers) expect(pool.add(transfer, cast.state).ok).toBe(true);
    return { pool, cast };
  };
  const codeOf = (pool: Mempool, transfer: SignedTransfer, cast = createCast()): string => {
    const added = pool.add(transfer, cast.state);
    return added.ok ? 'accepted' : added.rejection.code;
  };

  test('gives the best tips first and keeps each account in the order of its nonces', () => {
    const { alice, bob, state } = createCast();
    const { pool } = poolOf(
      transferBy(alice, bob, { nonce: 1, maxPriorityFeePerGas: wei(50n) }),
      transferBy(alice, bob, { nonce: 0, maxPriorityFeePerGas: wei(10n) }),
      transferBy(bob, alice, { nonce: 0, maxPriorityFeePerGas: wei(30n) }),
      transferBy(bob, alice, { nonce: 1, maxPriorityFeePerGas: wei(5n) }),
    );
    const selected = pool.select(state, wei(100n), gas(3n * 21_000n));
    expect(selected.map(({ maxPriorityFeePerGas }) => maxPriorityFeePerGas)).toEqual([30n, 10n, 50n]);
  });

  test('waits with what follows a gap or is priced out by the base fee', () => {
    const { alice, bob, state } = createCast();
    const { pool } = poolOf(
      transferBy(alice, bob, { nonce: 1 }),
      transferBy(bob, alice, { nonce: 0, maxFeePerGas: wei(100n) }),
      transferBy(bob, alice, { nonce: 1, maxFeePerGas: wei(900n) }),
    );
    expect(pool.select(state, wei(101n), gas(210_000n))).toEqual([]);
    expect(nonces(pool.select(state, wei(100n), gas(210_000n)))).toEqual([0, 1]);
    expect(pool.size).toBe(3);
  });

  test('selects only what then holds, one after the other', () => {
    const { alice, bob } = createCast();
    const { pool, cast } = poolOf(...[0, 1, 2].map((nonce) => transferBy(alice, bob, { nonce })));
    let { state } = cast;
    for (const transfer of pool.select(state, cast.context.baseFee, gas(63_000n))) {
      const applied = applyTransfer(state, transfer, cast.context);
      if (!applied.ok) throw new Error(applied.rejection.message);
      state = applied.value;
    }
    pool.forgetIncluded(state);
    expect(pool.size).toBe(0);
  });

  test('replaces a transfer for a tenth more in both fees, and for no less', () => {
    const { alice, bob } = createCast();
    const { pool } = poolOf(
      transferBy(alice, bob, { maxFeePerGas: wei(200n), maxPriorityFeePerGas: wei(20n) }),
    );
    const raised = (fee: bigint, tip: bigint): SignedTransfer =>
      transferBy(alice, bob, { maxFeePerGas: wei(fee), maxPriorityFeePerGas: wei(tip) });
    expect(codeOf(pool, raised(219n, 22n))).toBe('replacement-underpriced');
    expect(codeOf(pool, raised(220n, 21n))).toBe('replacement-underpriced');
    expect(codeOf(pool, raised(220n, 22n))).toBe('accepted');
    expect(pool.size).toBe(1);
    expect(pool.all()[0]?.maxFeePerGas).toBe(220n);
    const free = poolOf(raised(200n, 0n)).pool;
    expect(codeOf(free, raised(220n, 0n))).toBe('replacement-underpriced');
    expect(codeOf(free, raised(220n, 1n))).toBe('accepted');
  });

  test('refuses a used nonce, a sender who cannot pay, and whatever is wrong with the transfer itself', () => {
    const { alice, bob, carol } = createCast();
    const pool = new Mempool({ chainId: CHAIN_ID });
    const later = {
      ...createCast(),
      state: createState([[alice.address, { balance: wei(ETHER), nonce: 3 }]]),
    };
    expect(codeOf(pool, transferBy(alice, bob, { nonce: 2 }), later)).toBe('nonce-too-low');
    expect(codeOf(pool, transferBy(alice, bob, { nonce: 3 }), later)).toBe('accepted');
    expect(codeOf(pool, transferBy(carol, bob))).toBe('balance-too-low');
    expect(codeOf(pool, transferBy(alice, bob, { chainId: CHAIN_ID + 1 }))).toBe('wrong-chain');
    expect(codeOf(pool, { ...transferBy(alice, bob), value: wei(7n) })).toBe('bad-signature');
  });

  test('when full, drops the cheapest last transfer of an account for one that pays more', () => {
    const keys = [1, 2, 3].map(createKey);
    const [a, b, c] = keys as [
      ReturnType<typeof createKey>,
      ReturnType<typeof createKey>,
      ReturnType<typeof createKey>,
    ];
    const state = createState(keys.map(({ address }) => [address, { balance: wei(ETHER), nonce: 0 }]));
    const pool = new Mempool({ chainId: CHAIN_ID, size: 2 });
    const paying = (from: typeof a, fee: bigint): SignedTransfer =>
      transferBy(from, a, { maxFeePerGas: wei(fee) });
    expect(pool.add(paying(a, 200n), state).ok).toBe(true);
    expect(pool.add(paying(b, 300n), state).ok).toBe(true);
    const equal = pool.add(paying(c, 200n), state);
    expect(equal.ok ? 'accepted' : equal.rejection.code).toBe('pool-full');
    expect(pool.add(paying(c, 201n), state).ok).toBe(true);
    expect(pool.all().map(({ maxFeePerGas }) => maxFeePerGas)).toEqual([300n, 201n]);
  });
});
