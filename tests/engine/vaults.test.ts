/** Vaults: books that agree with the coins, and re-entrancy as it is in life. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  balanceIn,
  bytesToBigint,
  contractAddress,
  leakyVault,
  lockedVault,
  orderedVault,
  owedSlot,
  runVaultHeist,
  storedWord,
  wei,
  type Address,
  type VaultCall,
} from '../../src/engine/index.ts';
import { ana, bao, RICH, initial, supplyOf, sent } from './contract-cases.ts';
import { runs } from './runs.ts';

describe('vaults', () => {
  const vaults = [leakyVault, orderedVault, lockedVault];

  test('keep books that agree with what they hold, whoever deposits and withdraws in whatever order', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.bigInt({ min: 1n, max: 500n })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.constantFrom(...vaults), steps, (vault, actions) => {
        let state = initial();
        const owed = new Map<Address, bigint>();
        for (const [isAna, isDeposit, amount] of actions) {
          const from = isAna ? ana : bao;
          const call: VaultCall = { kind: isDeposit ? 'deposit' : 'withdraw' };
          const receipt = sent(vault, call, { from, state, value: wei(isDeposit ? amount : 0n) });
          ({ state } = receipt);
          const before = owed.get(from) ?? 0n;
          expect(receipt.result.ok).toBe(isDeposit || before > 0n);
          owed.set(from, isDeposit ? before + amount : 0n);
        }
        const at = contractAddress(vault.id);
        const all = [...owed.values()].reduce((sum, one) => sum + one, 0n);
        expect(balanceIn(state, at)).toBe(all);
        for (const [holder, amount] of owed) expect(storedWord(state, at, owedSlot(holder))).toBe(amount);
        expect(supplyOf(state)).toBe(2n * RICH);
      }),
      { numRuns: runs() },
    );
  });

  test('say what they owe', () => {
    const { state } = sent<VaultCall>(orderedVault, { kind: 'deposit' }, { value: wei(42) });
    const asked = sent<VaultCall>(orderedVault, { kind: 'owed', to: ana }, { state, from: bao });
    expect(asked.result.ok && bytesToBigint(asked.result.value)).toBe(42n);
  });
});

describe('the story of a vault that paid before it wrote down', () => {
  test('five people deposit; one message calls back again and again and takes all but a rest', () => {
    for (const seed of [1, 2, 3]) {
      const run = runVaultHeist({ seed });
      expect(run.taken).toBeGreaterThan(run.deposited);
      expect(run.taken + run.held).toBe(run.deposited + run.staked);
      expect(run.held).toBeLessThan(run.staked);
      expect(run.owed).toBe(run.deposited);
      expect(run.repaid).toBe(0);
      // Each share is a withdrawal and a payment deeper than the last, below the thief's own call.
      expect(run.deepest).toBe(1 + 2 * Number(run.taken / run.staked));
    }
  });

  test.each([orderedVault, lockedVault])(
    '$id: the thief gets its stake back, and everyone else theirs',
    (vault) => {
      const run = runVaultHeist({ seed: 1, vault });
      expect(run).toMatchObject({ taken: run.staked, held: run.deposited, owed: run.deposited, repaid: 5 });
      const refused = run.trace.events.filter(
        (event) => event.kind === 'contract-called' && event.outcome !== 'ok',
      );
      expect(refused.map((event) => event.kind === 'contract-called' && event.outcome)).toEqual([
        vault === orderedVault ? 'nothing-owed' : 'locked',
      ]);
    },
  );

  test('the lock costs more gas than the right order does', () => {
    expect(runVaultHeist({ seed: 1, vault: lockedVault }).gasUsed).toBeGreaterThan(
      runVaultHeist({ seed: 1, vault: orderedVault }).gasUsed,
    );
  });
});
