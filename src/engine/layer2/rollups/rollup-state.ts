/** The state of the rollup: accounts by number, which is what batches name them by, and what has left for layer 1. */
import { bigintToFixedBytes, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import { emptyTree, getLeaf, leavesOf, setLeaf, treeRoot } from '../../foundation/sparse-merkle.ts';
import type { SparseMerkle } from '../../foundation/sparse-merkle.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import type { RegisteredKey } from '../../layer1/scaling/bls-signature.ts';
import { indexPath } from './index-path.ts';
import { encodeWithdrawal } from './withdrawal.ts';
import type { RollupWithdrawal } from './withdrawal.ts';

/** An account of the rollup. */
export interface RollupAccount {
  readonly address: Address;
  readonly balance: Wei;
  /** Transfers that it has made; batches leave it out, since it follows from their order. */
  readonly nonce: number;
  /** The key by which it takes part in a batch's signature; null until it has registered one. */
  readonly blsKey: RegisteredKey | null;
}

/** One version of the rollup's state. A new one shares with the old what did not change. */
export interface RollupState {
  /** Accounts so far; the next to appear gets this number. */
  readonly size: number;
  readonly accounts: SparseMerkle<RollupAccount>;
  /** The number of each address. It follows from the accounts, so no root commits to it. */
  readonly places: SparseMerkle<number>;
  readonly withdrawals: SparseMerkle<RollupWithdrawal>;
  readonly withdrawalCount: number;
}

/** The bytes that an account's leaf commits to: RLP of address, balance, nonce and key. */
export const encodeRollupAccount = ({ address, balance, nonce, blsKey }: RollupAccount): Uint8Array =>
  encodeRlp([
    hexToBytes(address),
    rlpInteger(balance),
    rlpInteger(nonce),
    blsKey?.publicKey ?? new Uint8Array(0),
  ]);

const placePath = (address: Address): Uint8Array => sha256(hexToBytes(address));

/** A state in which nobody has anything; accounts given here are registered in their order. */
export function createRollupState(
  accounts: readonly { readonly address: Address; readonly blsKey?: RegisteredKey }[] = [],
): RollupState {
  const empty: RollupState = {
    size: 0,
    accounts: emptyTree(encodeRollupAccount),
    places: emptyTree<number>((index) => bigintToFixedBytes(BigInt(index), 4)),
    withdrawals: emptyTree(encodeWithdrawal),
    withdrawalCount: 0,
  };
  return accounts.reduce((state, { address, blsKey = null }) => {
    if (rollupIndexOf(state, address) !== null) throw new RangeError(`${address} is given twice.`);
    return appendAccount(state, { address, balance: wei(0n), nonce: 0, blsKey });
  }, empty);
}

/** The account with this number, or null when there is none. */
export const rollupAccountAt = (state: RollupState, index: number): RollupAccount | null =>
  index < state.size ? getLeaf(state.accounts, indexPath(index)) : null;

/** The number of an address, or null when it never appeared. */
export const rollupIndexOf = (state: RollupState, address: Address): number | null =>
  getLeaf(state.places, placePath(address));

/** What an address holds on the rollup. */
export function rollupBalanceOf(state: RollupState, address: Address): Wei {
  const index = rollupIndexOf(state, address);
  return (index === null ? null : rollupAccountAt(state, index))?.balance ?? wei(0n);
}

/** A new version with `account` in the place of number `index`. */
export const withRollupAccount = (
  state: RollupState,
  index: number,
  account: RollupAccount,
): RollupState => ({ ...state, accounts: setLeaf(state.accounts, indexPath(index), account) });

/** A new version with one account more, which gets the next number. */
export const appendAccount = (state: RollupState, account: RollupAccount): RollupState => ({
  ...withRollupAccount(state, state.size, account),
  size: state.size + 1,
  places: setLeaf(state.places, placePath(account.address), state.size),
});

/** A new version with one withdrawal more. */
export const appendWithdrawal = (state: RollupState, to: Address, value: Wei): RollupState => {
  const index = state.withdrawalCount;
  return {
    ...state,
    withdrawals: setLeaf(state.withdrawals, indexPath(index), { index, to, value }),
    withdrawalCount: index + 1,
  };
};

/** The commitment to all accounts: SHA-256 of their count, in 4 bytes, and their tree's root. */
export const rollupStateRoot = (state: RollupState): Hash =>
  hashHex(sha256(concatBytes(bigintToFixedBytes(BigInt(state.size), 4), treeRoot(state.accounts))));

/** The commitment to all withdrawals. */
export const withdrawalsRoot = (state: RollupState): Hash => hashHex(treeRoot(state.withdrawals));

/** All that the rollup's accounts hold together. */
export function rollupSupply(state: RollupState): Wei {
  let supply = 0n;
  for (const [, { balance }] of leavesOf(state.accounts)) supply += balance;
  return wei(supply);
}

/** All that has left the rollup for layer 1 since its beginning, paid out there or not. */
export function withdrawnValue(state: RollupState): Wei {
  let value = 0n;
  for (const [, withdrawal] of leavesOf(state.withdrawals)) value += withdrawal.value;
  return wei(value);
}
