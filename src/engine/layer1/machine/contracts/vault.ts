/** A vault three times: with the re-entrancy bug of 2016, put right by order, and put right by a lock. */
import { bigintToFixedBytes } from '../../../foundation/bytes.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { wei } from '../../../foundation/units.ts';
import type { Address } from '../../../foundation/units.ts';
import type { CallContext, Contract } from './contract.ts';
import { slotOf } from './slots.ts';
import type { Word } from '../word.ts';

/** What a vault is asked: to take the coins that come along, to pay the caller all that is theirs, or what someone has in it. */
export type VaultCall =
  | { readonly kind: 'deposit' }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'owed'; readonly to: Address };

/** Where a vault keeps what it owes, by address, and its lock. */
const OWED = 0n;
const LOCK = 1n;

/** The slot in which a vault keeps what it owes to `holder`. */
export const owedSlot = (holder: Address): Word => slotOf(OWED, BigInt(holder));

const NOTHING = new Uint8Array(0);

function deposit(context: CallContext): Result<Uint8Array> {
  const slot = owedSlot(context.caller);
  context.store(slot, context.load(slot) + context.value);
  return ok(NOTHING);
}

const nothingOwed = (caller: Address): Result<never> =>
  reject({
    code: 'nothing-owed',
    rule: 'Strata vault',
    message: 'The caller has nothing in the vault.',
    received: caller,
    expected: 'someone who deposited',
  });

/** A vault with this way to withdraw. */
const vaultWith = (
  id: string,
  withdraw: (context: CallContext) => Result<Uint8Array>,
): Contract<VaultCall> => ({
  id,
  call(context, call) {
    if (call.kind === 'deposit') return deposit(context);
    if (call.kind === 'withdraw') return withdraw(context);
    return ok(bigintToFixedBytes(context.load(owedSlot(call.to)), 32));
  },
});

/**
 * A vault that pays first and writes down afterwards. Whoever is paid can call back while the vault still believes that
 * it owes (N. Atzei et al., A Survey of Attacks on Ethereum Smart Contracts, 2017, on re-entrancy and the DAO of 2016).
 */
export const leakyVault = vaultWith('leaky-vault', (context) => {
  const slot = owedSlot(context.caller);
  const owed = context.load(slot);
  if (owed === 0n) return nothingOwed(context.caller);
  const paid = context.send(context.caller, wei(owed));
  if (!paid.ok) return paid;
  context.store(slot, 0n);
  return paid;
});

/**
 * The same vault with two lines exchanged: it writes down first and pays afterwards (Solidity documentation, "Security
 * Considerations", "Reentrancy": checks, effects, interactions).
 */
export const orderedVault = vaultWith('ordered-vault', (context) => {
  const slot = owedSlot(context.caller);
  const owed = context.load(slot);
  if (owed === 0n) return nothingOwed(context.caller);
  context.store(slot, 0n);
  return context.send(context.caller, wei(owed));
});

/** The leaky vault behind a lock: while a withdrawal is under way there is no second. It costs a write more than order does. */
export const lockedVault = vaultWith('locked-vault', (context) => {
  if (context.load(LOCK) !== 0n) {
    return reject({
      code: 'locked',
      rule: 'Strata vault',
      message: 'A withdrawal is under way.',
      received: 'a call during a call',
      expected: 'a call after it',
    });
  }
  const slot = owedSlot(context.caller);
  const owed = context.load(slot);
  if (owed === 0n) return nothingOwed(context.caller);
  context.store(LOCK, 1n);
  const paid = context.send(context.caller, wei(owed));
  if (!paid.ok) return paid;
  context.store(slot, 0n);
  context.store(LOCK, 0n);
  return paid;
});
