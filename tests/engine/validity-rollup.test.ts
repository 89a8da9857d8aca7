/** The contract of a validity rollup: what moves its root, what it refuses, and that coins always add up. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  accountPath,
  batchContext,
  BRIDGE_ACCOUNT,
  contractAddress,
  createKey,
  followValidityRollup,
  LAYER_SUPPLY,
  provePossession,
  ready,
  ROLLUP_SLOTS,
  STARK_FIELD,
  validityAccount,
  validityRollup,
  validityRoot,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';
import { FEW, must } from './stark-cases.ts';
import { address, Bench, opened, PATIENCE, rollup, signing, transfer } from './validity-cases.ts';

beforeAll(ready);

describe('the root', () => {
  test('moves for a proof that all senders signed, and coins stay locked', () => {
    const bench = opened();
    expect(bench.post([transfer(bench)], [1])).toBe('ok');
    expect(bench.stored(ROLLUP_SLOTS.root)).toBe(validityRoot(bench.tree));
    expect([validityAccount(bench.tree, 2).balance, bench.locked, bench.owed]).toEqual([
      1_010n,
      2_000n,
      2_000n,
    ]);
  });

  test('does not move for a batch that was taken already, nor for one from another root', () => {
    const bench = opened();
    const made = bench.make([transfer(bench)]);
    const call = bench.callFor(made, [1]);
    expect(bench.call(2, call)).toBe('ok');
    expect(bench.call(2, call)).toBe('wrong-old-root');
    // Telling the contract the right old root does not help: proof and signature say another.
    expect(bench.call(2, { ...call, oldRoot: made.claim.newRoot })).toBe('wrong-signature');
  });

  test('does not move without the sender, for another’s signature, or for one too many', () => {
    const bench = opened();
    const made = bench.make([transfer(bench)]);
    const call = bench.callFor(made, [1]);
    const codes = [[2], [1, 2], []].map((signers) => bench.call(2, bench.callFor(made, signers)));
    expect(codes).toEqual(['wrong-signature', 'wrong-signature', 'invalid-signature']);
    expect(bench.call(2, { ...call, signature: call.signature.slice(1) })).toBe('invalid-signature');
  });

  test('does not move for public inputs that the proof is not for', () => {
    const bench = opened();
    const call = bench.callFor(bench.make([transfer(bench)]), [1]);
    const other = bench.callFor(bench.make([transfer(bench, 11n)]), [1]);
    expect(bench.call(2, { ...call, newRoot: other.newRoot })).toBe('wrong-signature');
    expect(bench.call(2, { ...other, proof: call.proof })).toMatch(/wrong-(opening|shape)/);
    expect(bench.call(2, { ...call, proof: call.proof.slice(1) })).not.toBe('ok');
    const elsewhere = bench.callFor(bench.make([transfer(bench)], batchContext(address, 7)), [1]);
    expect(bench.call(2, { ...call, proof: elsewhere.proof })).toMatch(/wrong-(opening|shape)/);
  });

  test('brings in deposits only as they were made and in their order', () => {
    const bench = new Bench();
    bench.open(0, 1_000n);
    bench.open(1, 700n);
    const codes = [
      bench.post([bench.deposit(2, 700n)], []),
      bench.post([bench.deposit(1, 1_001n)], []),
      bench.post([bench.deposit(1, 1_000n), bench.deposit(1, 1_000n, 1)], []),
    ];
    expect(codes).toEqual(['wrong-deposit', 'wrong-deposit', 'wrong-deposit']);
    expect(bench.post([bench.deposit(BRIDGE_ACCOUNT, 1_000n)], [])).toBe('wrong-deposit');
    // The right amount for somebody else is a theft.
    expect(bench.post([bench.deposit(2, 1_000n)], [])).toBe('wrong-deposit');
    expect(bench.post([bench.deposit(1, 1_000n), bench.deposit(2, 700n, 1)], [])).toBe('ok');
    expect(bench.owed).toBe(bench.locked);
  });
});

describe('a hostile batch', () => {
  test('to a root beyond the field is refused, and stops nobody’s chain', () => {
    const bench = opened();
    const call = bench.callFor(bench.make([transfer(bench)]), [1]);
    for (const newRoot of [STARK_FIELD.modulus, call.newRoot + STARK_FIELD.modulus, 2n ** 256n - 1n])
      expect(bench.call(2, { ...call, newRoot })).toBe('malformed-batch');
    expect(bench.call(2, call)).toBe('ok');
  });

  test('of numbers beyond their bits, or no power of two of transfers, is refused before anything costly', () => {
    const bench = opened();
    const call = bench.callFor(bench.make([transfer(bench)]), [1]);
    const changed = (at: number, value: number) => ({ ...call, transfers: call.transfers.with(at, value) });
    expect(bench.call(2, changed(1, 8))).toBe('malformed-transfer');
    expect(bench.call(2, changed(3, 8))).toBe('malformed-transfer');
    const lastNonce = call.transfers.map((byte, at) => (at >= 12 ? 255 : byte));
    expect(bench.call(2, { ...call, transfers: lastNonce })).toBe('malformed-transfer');
    const three = Uint8Array.from([...call.transfers, ...call.transfers, ...call.transfers]);
    expect(bench.call(2, { ...call, transfers: three })).toBe('malformed-batch');
    expect(bench.call(2, { ...call, transfers: new Uint8Array(0) })).toBe('malformed-transfer');
  });

  test('pays for the checking of as many transfers as it brings', () => {
    const bench = opened();
    const call = bench.callFor(bench.make([transfer(bench)]), [1]);
    const padding = { ...call, transfers: new Uint8Array(16 * 2 ** 15), signature: new Uint8Array(0) };
    expect(bench.call(2, padding)).toBe('out-of-gas');
  });

  test('of another chain’s rollup is none here, even where both are at the same root', () => {
    const far = validityRollup({ depth: 3, parameters: FEW, patienceMs: PATIENCE, chainId: 2 });
    const [bench, there] = [opened(), opened()];
    const made = there.make([transfer(there)], batchContext(contractAddress(far.id), there.number));
    const replayed = there.callFor(made, [1]);
    expect(bench.stored(ROLLUP_SLOTS.root)).toBe(made.claim.oldRoot);
    expect(bench.call(2, replayed)).toBe('wrong-signature');
    const { signature } = bench.callFor(bench.make([transfer(bench)]), [1]);
    expect(bench.call(2, { ...replayed, signature })).toMatch(/wrong-(opening|shape|composition|fold)/);
  });

  test('gets in before the operator’s where anyone may post, and nowhere else', () => {
    const posts = (bench: Bench): readonly string[] => {
      const honest = bench.callFor(bench.make([transfer(bench)]), [1]);
      // Nothing from the bridge to the bridge: nobody has to sign that.
      const nothing = bench.callFor(bench.make([bench.deposit(BRIDGE_ACCOUNT, 0n)]), []);
      return [bench.call(0, nothing), bench.call(2, honest)];
    };
    expect(posts(opened())).toEqual(['ok', 'wrong-old-root']);
    const operator = createKey('op').address;
    const guarded = validityRollup({ depth: 3, parameters: FEW, patienceMs: PATIENCE, operator });
    expect(contractAddress(guarded.id)).toBe(address);
    expect(posts(opened(guarded))).toEqual(['not-the-operator', 'ok']);
  });
});

describe('an account', () => {
  test('needs coins and a key that somebody holds', () => {
    const bench = new Bench();
    const { publicKey } = signing[0] as (typeof signing)[0];
    const stolen = provePossession((signing[1] as (typeof signing)[0]).secretKey);
    expect(bench.call(0, { kind: 'open', publicKey, possession: stolen }, 5n)).toBe('no-possession');
    expect(bench.open(0, 0n)).toBe('wrong-amount');
    expect(bench.call(0, { kind: 'deposit', account: 3 }, 5n)).toBe('no-such-account');
  });

  test('can hold all that the layer can, in and out again, and the layer not one coin more', () => {
    const bench = new Bench(rollup, 2n ** 65n);
    expect(bench.open(0, LAYER_SUPPLY + 1n)).toBe('wrong-amount');
    expect(bench.open(0, LAYER_SUPPLY)).toBe('ok');
    expect(bench.call(0, { kind: 'deposit', account: 1 }, 1n)).toBe('wrong-amount');
    expect(bench.post([bench.deposit(1, LAYER_SUPPLY)], [])).toBe('ok');
    const all = { from: 1, to: BRIDGE_ACCOUNT, amount: LAYER_SUPPLY, nonce: bench.nonce(1) };
    expect(bench.post([all], [1])).toBe('ok');
    expect(bench.owed).toBe(bench.locked);
    expect(bench.call(0, { kind: 'withdraw' })).toBe('ok');
    expect([bench.locked, bench.user(0).balance]).toEqual([0n, 2n ** 65n]);
  });

  test('is paid once for what leaves the layer', () => {
    const bench = opened();
    const out = { from: 1, to: BRIDGE_ACCOUNT, amount: 400n, nonce: bench.nonce(1) };
    expect(bench.post([out], [1])).toBe('ok');
    const before = bench.user(0).balance;
    expect(bench.call(0, { kind: 'withdraw' })).toBe('ok');
    expect(bench.user(0).balance - before).toBe(400n);
    expect(bench.call(0, { kind: 'withdraw' })).toBe('nothing-owed');
    // Coins that came along would belong to nobody.
    expect(bench.call(0, { kind: 'withdraw' }, 7n)).toBe('not-payable');
    expect([bench.locked, bench.owed]).toEqual([1_600n, 1_600n]);
  });

  test('that asks on layer 1 is let out without its signature, once, and for what it asked', () => {
    const bench = opened();
    expect(bench.call(1, { kind: 'askExit', account: 1, amount: 5n })).toBe('not-the-owner');
    expect(bench.call(0, { kind: 'askExit', account: 1, amount: 300n })).toBe('ok');
    expect(bench.call(0, { kind: 'askExit', account: 1, amount: 5n })).toBe('exit-waits');
    const out = (amount: bigint) => ({ from: 1, to: BRIDGE_ACCOUNT, amount, nonce: bench.nonce(1) });
    expect(bench.post([out(301n)], [])).toMatch(/invalid-signature|wrong-signature/);
    // Nor may anyone lead the coins elsewhere on the layer.
    expect(bench.post([{ ...out(300n), to: 2 }], [])).toMatch(/invalid-signature|wrong-signature/);
    expect(bench.post([out(300n)], [])).toBe('ok');
    expect(bench.post([out(300n)], [])).toMatch(/invalid-signature|wrong-signature/);
  });

  test('that asks for more than it holds cannot hold anyone up', () => {
    const bench = opened();
    bench.call(0, { kind: 'askExit', account: 1, amount: 5_000n });
    const { balance, nonce } = validityAccount(bench.tree, 1);
    const refutation = {
      kind: 'refuteExit',
      account: 1,
      balance,
      nonce,
      path: accountPath(bench.tree, 1),
    } as const;
    // One that is covered to the last coin stands, whoever would like to drop it.
    expect(bench.call(1, { kind: 'askExit', account: 2, amount: 1_000n })).toBe('ok');
    const covered = { ...refutation, ...validityAccount(bench.tree, 2), account: 2 };
    expect(bench.call(2, { ...covered, path: accountPath(bench.tree, 2) })).toBe('covered-exit');
    expect(bench.call(2, { ...refutation, balance: balance - 1n })).toBe('wrong-account-path');
    expect(bench.call(2, refutation)).toBe('ok');
    bench.chain.sealMany(10);
    expect(bench.call(0, { kind: 'freeze', account: 1 })).toBe('nobody-waits');
  });
});

describe('an operator who stops', () => {
  test('takes nobody’s coins along: after the patience everyone leaves by their own path, once', () => {
    const bench = opened();
    expect(bench.post([transfer(bench, 250n)], [1])).toBe('ok');
    expect(bench.call(0, { kind: 'deposit', account: 1 }, 33n)).toBe('ok');
    expect(bench.call(1, { kind: 'freeze', account: 0 })).toBe('nobody-waits');
    bench.chain.sealMany(PATIENCE / 12_000 - 2);
    // Exactly the patience is not too long yet.
    expect(bench.call(1, { kind: 'freeze', account: 0 })).toBe('nobody-waits');
    expect(bench.call(1, { kind: 'freeze', account: 0 })).toBe('ok');
    expect(bench.post([transfer(bench)], [1])).toBe('frozen');
    // The operator is gone and its tree with it; layer 1's blocks are enough to make it again.
    const tree = must(followValidityRollup(bench.chain.blocks, rollup, 3));
    const exit = (account: number) => ({
      kind: 'exit' as const,
      account,
      ...validityAccount(tree, account),
      path: accountPath(tree, account),
    });
    expect(bench.call(0, { ...exit(1), balance: 900n })).toBe('wrong-account-path');
    expect(bench.call(0, exit(0))).toBe('no-such-account');
    expect(bench.call(0, exit(1))).toBe('ok');
    expect(bench.call(0, exit(1))).toBe('exited-already');
    expect(bench.call(1, exit(2))).toBe('ok');
    expect(bench.call(0, { kind: 'reclaim', deposit: 0 })).toBe('no-such-deposit');
    expect(bench.call(0, { kind: 'reclaim', deposit: 2 })).toBe('ok');
    expect(bench.call(0, { kind: 'reclaim', deposit: 2 })).toBe('no-such-deposit');
    expect([bench.call(0, { kind: 'withdraw' }), bench.call(1, { kind: 'withdraw' })]).toEqual(['ok', 'ok']);
    expect([bench.user(0).balance, bench.user(1).balance, bench.locked]).toEqual([99_750n, 100_250n, 0n]);
  });

  test('nobody leaves that way while the rollup runs', () => {
    const bench = opened();
    const account = validityAccount(bench.tree, 1);
    const path = accountPath(bench.tree, 1);
    expect(bench.call(0, { kind: 'exit', account: 1, ...account, path })).toBe('not-frozen');
    expect(bench.call(0, { kind: 'reclaim', deposit: 0 })).toBe('not-frozen');
  });
});

describe('whatever is done in whatever order', () => {
  const action = fc.oneof(
    fc.record({
      kind: fc.constant('deposit' as const),
      who: fc.nat(1),
      amount: fc.integer({ min: 1, max: 500 }),
    }),
    fc.record({
      kind: fc.constant('move' as const),
      who: fc.nat(1),
      amount: fc.integer({ min: 0, max: 1_500 }),
    }),
    fc.record({
      kind: fc.constant('leave' as const),
      who: fc.nat(1),
      amount: fc.integer({ min: 1, max: 1_500 }),
    }),
    fc.record({ kind: fc.constant('withdraw' as const), who: fc.nat(1), amount: fc.constant(0) }),
    fc.record({
      kind: fc.constant('reorganise' as const),
      who: fc.nat(1),
      amount: fc.integer({ min: 1, max: 2 }),
    }),
  );

  test('what is locked is what is owed, through reorganisations below as well', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 6 }), (actions) => {
        const bench = opened();
        for (const { kind, who, amount } of actions) {
          const account = who + 1;
          if (kind === 'deposit') {
            bench.call(who, { kind: 'deposit', account }, BigInt(amount));
            bench.post([bench.deposit(account, BigInt(amount))], []);
          } else if (kind === 'withdraw') bench.call(who, { kind: 'withdraw' });
          else if (kind === 'reorganise') {
            // The same transactions come again, in the same order: the operator need not notice.
            bench.chain.reorganise(amount);
            bench.chain.sealMany(amount + 1);
          } else {
            const to = kind === 'leave' ? BRIDGE_ACCOUNT : 2 - who;
            const { balance, nonce } = validityAccount(bench.tree, account);
            if (BigInt(amount) > balance) continue;
            const code = bench.post([{ from: account, to, amount: BigInt(amount), nonce }], [account]);
            expect(code).toBe('ok');
          }
          expect(bench.stored(ROLLUP_SLOTS.root)).toBe(validityRoot(bench.tree));
          expect(bench.owed).toBe(bench.locked);
        }
        // Whoever has the blocks has the accounts, and needs no operator to leave.
        const followed = must(followValidityRollup(bench.chain.blocks, rollup, 3));
        expect(validityRoot(followed)).toBe(bench.stored(ROLLUP_SLOTS.root));
      }),
      // Each case proves a few batches; a night has time for 2,000 of them.
      { numRuns: Math.min(runs(6), 2_000) },
    );
  });
});
