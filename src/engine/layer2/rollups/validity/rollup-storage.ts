/** Where the contract of a validity rollup keeps what, and what it is bound to. */
import { bigintToFixedBytes, concatBytes, hexToBytes, utf8 } from '../../../foundation/bytes.ts';
import { sha256 } from '../../../foundation/hash.ts';
import { reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { ms, wei } from '../../../foundation/units.ts';
import type { Address, Ms } from '../../../foundation/units.ts';
import type { CallContext } from '../../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../../layer1/machine/contracts/slots.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import { BALANCE_BITS, createValidityTree } from './account-tree.ts';
import type { ValidityTree } from './account-tree.ts';
import { STARK_FIELD } from './stark-field.ts';
import { BRIDGE_ACCOUNT } from './validity-batch.ts';
import type { BatchClaim } from './transfer-trace.ts';
import { encodeValidityTransfers } from './validity-transfer.ts';

/** Single words of the contract. */
export const ROLLUP_SLOTS = {
  /** The root that was proven last. */
  root: 0n,
  /** Batches so far. */
  batches: 1n,
  /** Accounts given out, the bridge's included. */
  accounts: 2n,
  /** Deposits made, and of these the ones that a batch has brought in. */
  deposits: 3n,
  depositsTaken: 4n,
  /** 1 when the rollup is frozen. */
  frozen: 5n,
} as const satisfies Readonly<Record<string, Word>>;

/** Mappings of the contract. */
const PLACES = {
  owner: 16n,
  key: 17n,
  keyRest: 18n,
  deposit: 19n,
  claim: 20n,
  request: 21n,
  exited: 22n,
} as const;

/**
 * The slot of a mapping: by account for `owner`, `key`, `request`, `exited`; by number for `deposit`; by address for
 * `claim`.
 */
export const rollupSlot = (place: keyof typeof PLACES, key: bigint | number): Word =>
  slotOf(PLACES[place], BigInt(key));

/** An amount and when it was asked for, in one word: amount · 2^64 + time. */
export interface WaitingAmount {
  readonly account: number;
  readonly amount: bigint;
  readonly since: Ms;
}

const MASK = (1n << 64n) - 1n;
/** As a word: account · 2^128 + amount · 2^64 + time; never zero, since amounts are not. */
export const packWaiting = ({ account, amount, since }: WaitingAmount): Word =>
  (BigInt(account) << 128n) | (amount << 64n) | BigInt(since);
/** The word read back, or null for zero. */
export const unpackWaiting = (word: Word): WaitingAmount | null =>
  word === 0n
    ? null
    : { account: Number(word >> 128n), amount: (word >> 64n) & MASK, since: ms(Number(word & MASK)) };

/**
 * All coins that the layer can ever hold: at genesis they are all in the bridge's account, none of them backed or
 * spendable.
 */
export const LAYER_SUPPLY: bigint = (1n << BigInt(BALANCE_BITS)) - 1n;

/** The accounts at genesis: everything in the bridge's. */
export const validityGenesis = (depth: number): ValidityTree =>
  createValidityTree(depth, new Map([[BRIDGE_ACCOUNT, { balance: LAYER_SUPPLY, nonce: 0 }]]));

/** What a batch's proof is bound to besides its transfers: the contract, and how many batches came before. */
export const batchContext = (contract: Address, number: number): Uint8Array =>
  concatBytes(hexToBytes(contract), bigintToFixedBytes(BigInt(number), 8));

/** What every sender of a batch signs: all of the claim, and so one message for all, whose signatures sum to one. */
export const batchMessage = ({ oldRoot, newRoot, transfers, context }: BatchClaim): Uint8Array =>
  sha256(
    concatBytes(
      utf8('strata validity batch'),
      context,
      STARK_FIELD.encode(oldRoot),
      STARK_FIELD.encode(newRoot),
      encodeValidityTransfers(transfers),
    ),
  );

/** A refusal by the rollup's contract. */
export const refuseCall = (
  code: string,
  message: string,
  received: unknown,
  expected: unknown,
): Result<never> => reject({ code, rule: 'Strata validity rollup, contract', message, received, expected });

/** Adds to what `owner` may withdraw. */
export function addClaim(context: CallContext, owner: Address, amount: bigint): void {
  const slot = rollupSlot('claim', BigInt(owner));
  context.store(slot, context.load(slot) + amount);
}

/** Pays all that the caller may withdraw, written down as paid before it is. Refused: nothing (`nothing-owed`). */
export function payClaim(context: CallContext): Result<Uint8Array> {
  const slot = rollupSlot('claim', BigInt(context.caller));
  const amount = context.load(slot);
  if (amount === 0n) return refuseCall('nothing-owed', 'The caller has nothing to withdraw.', 0n, 'above 0');
  context.store(slot, 0n);
  return context.send(context.caller, wei(amount));
}

/** The account's owner on layer 1, or null when nobody has it. */
export function ownerOf(context: Pick<CallContext, 'load'>, account: number): Address | null {
  const word = context.load(rollupSlot('owner', account));
  return word === 0n ? null : (`0x${word.toString(16).padStart(40, '0')}` as Address);
}
