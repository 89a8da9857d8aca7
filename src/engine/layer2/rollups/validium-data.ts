/** The accounts of a validium, the data that each update changes them by, and the proof that someone needs to leave. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { decoding } from '../../foundation/errors.ts';
import { hashHex } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import {
  emptyTree,
  getLeaf,
  leavesOf,
  proveLeaf,
  setLeaf,
  treeRoot,
} from '../../foundation/sparse-merkle.ts';
import type { SparseMerkle } from '../../foundation/sparse-merkle.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import { indexPath } from './index-path.ts';

/** An account of a validium. */
export interface ValidiumAccount {
  readonly index: number;
  readonly address: Address;
  readonly balance: Wei;
}

/** All accounts, by number. */
export type ValidiumAccounts = SparseMerkle<ValidiumAccount>;

/** The bytes that an account's leaf commits to: RLP of address and balance. */
export const encodeValidiumAccount = ({ address, balance }: ValidiumAccount): Uint8Array =>
  encodeRlp([hexToBytes(address), rlpInteger(balance)]);

/** Nobody has anything. */
export const NO_VALIDIUM_ACCOUNTS: ValidiumAccounts = emptyTree(encodeValidiumAccount);

/** The commitment to all accounts. */
export const validiumRoot = (accounts: ValidiumAccounts): Hash => hashHex(treeRoot(accounts));

/** The accounts after these have changed. */
export const withValidiumAccounts = (
  accounts: ValidiumAccounts,
  changed: readonly ValidiumAccount[],
): ValidiumAccounts =>
  changed.reduce((tree, account) => setLeaf(tree, indexPath(account.index), account), accounts);

/** The account with this number, or null. */
export const validiumAccountAt = (accounts: ValidiumAccounts, index: number): ValidiumAccount | null =>
  getLeaf(accounts, indexPath(index));

/** All accounts there are. */
export const validiumAccountsOf = (accounts: ValidiumAccounts): readonly ValidiumAccount[] =>
  [...leavesOf(accounts)].map(([, account]) => account).toSorted((a, b) => a.index - b.index);

/** The data of an update: each account that changes, as it is afterwards. RLP of lists of number, address and balance. */
export const encodeValidiumData = (changed: readonly ValidiumAccount[]): Uint8Array =>
  encodeRlp(
    changed.map(({ index, address, balance }) => [
      rlpInteger(index),
      hexToBytes(address),
      rlpInteger(balance),
    ]),
  );

const RULE = 'Strata validium, data of an update';

/** The accounts that an update changes. Refused: any form that {@link encodeValidiumData} would not write. */
export function decodeValidiumData(data: Uint8Array): Result<readonly ValidiumAccount[]> {
  const decoded = decodeRlp(data);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const length = Array.isArray(decoded.value) ? decoded.value.length : 0;
    return rlpList(decoded.value, length, 'An update', RULE).map((item) => {
      const [index, address, balance] = rlpList(item, 3, 'An account', RULE);
      return {
        index: Number(rlpQuantity(index, 'The number', RULE, 32)),
        address: bytesToHex(rlpBytes(address, 'The address', RULE, 20)) as Address,
        balance: wei(rlpQuantity(balance, 'The balance', RULE)),
      };
    });
  });
}

/**
 * All accounts from the data of all updates, in order, or null when some data cannot be had: one update missing, and no later root can be
 * opened. The labs' type for a learner's own way back to the accounts.
 */
export type RebuildValidium = (updates: readonly (Uint8Array | null)[]) => ValidiumAccounts | null;

/** The reference. Null too for data that cannot be read. */
export const rebuildValidium: RebuildValidium = (updates) => {
  let accounts: ValidiumAccounts = NO_VALIDIUM_ACCOUNTS;
  for (const data of updates) {
    const changed = data === null ? null : decodeValidiumData(data);
    if (changed === null || !changed.ok) return null;
    accounts = withValidiumAccounts(accounts, changed.value);
  }
  return accounts;
};

/** What someone shows to leave: the account as the root has it, and the hashes beside its path. */
export interface ValidiumExit {
  readonly account: ValidiumAccount;
  readonly siblings: readonly Hash[];
}

/** The proof for account `index`. Refused with null: no such account. */
export function proveValidiumExit(accounts: ValidiumAccounts, index: number): ValidiumExit | null {
  const account = validiumAccountAt(accounts, index);
  if (account === null) return null;
  return { account, siblings: proveLeaf(accounts, indexPath(index)).siblings.map(hashHex) };
}
