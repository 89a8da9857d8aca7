/** The accounts of a two-way peg: what is locked below, what was minted above, and that neither happens twice. */
import { bigintToFixedBytes, concatBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Wei } from '../../foundation/units.ts';
import { storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import type { Burn } from './burn-proof.ts';

/** Coins that were locked below for someone above. */
export interface Lock {
  /** Its number among all locks. */
  readonly index: number;
  readonly to: Address;
  readonly amount: Wei;
}

/** What a contract has written down about a lock or a burn, and what it could pay. */
export interface PegRecord {
  /** Whether it was minted or released for this one before. */
  readonly isDone: boolean;
  /** What there is to pay from: the child's reserve above, what is locked below. */
  readonly available: Wei;
}

/** What is minted for a proven lock, or why nothing; the part that a lab replaces. */
export type DecideMint = (lock: Lock, record: PegRecord) => Result<Wei>;

/** What is released for a proven burn, or why nothing; the part that a lab replaces. */
export type DecideRelease = (burn: Burn, record: PegRecord) => Result<Wei>;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Back et al. 2014, Pegged Sidechains, section 3', message, received, expected });

/** All of a lock, once. Refused: `already-minted`, `nothing-locked`, `reserve-too-small`. */
export const decideMint: DecideMint = ({ index, amount }, { isDone, available }) => {
  if (isDone) return refuse('already-minted', 'This lock was minted before.', index, 'another lock');
  if (amount <= 0n) return refuse('nothing-locked', 'The lock holds nothing.', amount, 'more than 0');
  if (amount > available)
    return refuse('reserve-too-small', 'There is no more to mint.', amount, `at most ${available}`);
  return ok(amount);
};

/** All of a burn, once. Refused: `already-released`, `nothing-burnt`, `more-than-locked` (a chain above that lies). */
export const decideRelease: DecideRelease = ({ index, amount }, { isDone, available }) => {
  if (isDone) return refuse('already-released', 'This burn was released before.', index, 'another burn');
  if (amount <= 0n) return refuse('nothing-burnt', 'The burn holds nothing.', amount, 'more than 0');
  if (amount > available)
    return refuse(
      'more-than-locked',
      'The burn asks for more than is locked.',
      amount,
      `at most ${available}`,
    );
  return ok(amount);
};

// Places in the storage of a contract that locks.
const LOCKED = 200n;
const LOCKS = 201n;
const RELEASED = 202n;

/** The name of the event of a lock. */
export const LOCKED_EVENT = 'locked';

const words = (...values: readonly bigint[]): Uint8Array =>
  concatBytes(...values.map((value) => bigintToFixedBytes(value, 32)));

/** Locks the coins that came with the call for `to` above; answers the lock's number. Refused: `nothing-locked`. */
export function lockCoins(context: CallContext, to: Address): Result<Uint8Array> {
  if (context.value === 0n) return refuse('nothing-locked', 'A lock brings coins.', 0n, 'more than 0');
  const index = context.load(LOCKS);
  context.store(LOCKS, index + 1n);
  context.store(LOCKED, context.load(LOCKED) + context.value);
  context.log(LOCKED_EVENT, words(index, BigInt(to), context.value));
  return ok(words(index));
}

/** Releases what `decide` allows for a proven burn, and writes down first that it did. */
export function releaseCoins(context: CallContext, burn: Burn, decide: DecideRelease): Result<Uint8Array> {
  const slot = slotOf(RELEASED, BigInt(burn.index));
  const locked = context.load(LOCKED);
  const decided = decide(burn, { isDone: context.load(slot) !== 0n, available: wei(locked) });
  if (!decided.ok) return decided;
  context.store(slot, 1n);
  return payLocked(context, burn.to, decided.value);
}

/** Pays out of what is locked. Refused: `more-than-locked`. */
export function payLocked(context: CallContext, to: Address, amount: Wei): Result<Uint8Array> {
  const locked = context.load(LOCKED);
  if (amount > locked) return refuse('more-than-locked', 'So much is not locked.', amount, locked);
  context.store(LOCKED, locked - amount);
  context.log('released', words(BigInt(to), amount));
  return context.send(to, amount);
}

/** Pays `amount`, or all that is locked if that is less; answers what it paid. */
export function payUpTo(context: CallContext, to: Address, amount: Wei): Result<Uint8Array> {
  const locked = wei(context.load(LOCKED));
  const paid = amount < locked ? amount : locked;
  const sent = payLocked(context, to, paid);
  return sent.ok ? ok(words(paid)) : sent;
}

/** What the contract called `id` holds locked. */
export const peggedIn = (state: ContractState, id: string): Wei =>
  wei(storedWord(state, contractAddress(id), LOCKED));

/** Whether the contract called `id` has released burn `index`. */
export const isReleased = (state: ContractState, id: string, index: number): boolean =>
  storedWord(state, contractAddress(id), slotOf(RELEASED, BigInt(index))) !== 0n;
