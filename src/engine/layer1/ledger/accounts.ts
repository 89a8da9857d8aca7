/** The account ledger: a persistent map from address to balance and nonce, committed to by one root. */
import { hexToBytes, isHex } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import {
  emptyTree,
  getLeaf,
  leavesOf,
  proveLeaf,
  removeLeaf,
  setLeaf,
  treeRoot,
  verifyLeaf,
} from '../../foundation/sparse-merkle.ts';
import type { SparseMerkle, SparseMerkleProof } from '../../foundation/sparse-merkle.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';

/** What the ledger knows of one address. */
export interface Account {
  readonly balance: Wei;
  /** How many transfers this account has made. */
  readonly nonce: number;
}

/** An account with the address it belongs to, as the tree holds it. */
interface Entry extends Account {
  readonly address: Address;
}

/** One version of all accounts. A new one shares all that did not change with the old one, which stays usable. */
export interface AccountState {
  readonly tree: SparseMerkle<Entry>;
}

const ABSENT: Account = Object.freeze({ balance: wei(0n), nonce: 0 });

/** The bytes that a leaf commits to: rlp of nonce and balance, as the Yellow Paper orders them (4.1). */
export const encodeAccount = ({ balance, nonce }: Account): Uint8Array =>
  encodeRlp([rlpInteger(nonce), rlpInteger(balance)]);

/** Paths worked out so far; forgotten all at once when full, so that a long run cannot grow without end. */
const paths = new Map<Address, Uint8Array>();
const MOST_PATHS = 1 << 16;

/** Where an address stands in the tree: at its SHA-256, so that nobody can place accounts side by side to make paths long. */
function pathOf(address: Address): Uint8Array {
  const known = paths.get(address);
  if (known !== undefined) return known;
  if (!isHex(address, 20))
    throw new RangeError(`An address is 20 bytes in lower-case hexadecimal; got ${String(address)}.`);
  const path = sha256(hexToBytes(address));
  if (paths.size >= MOST_PATHS) paths.clear();
  paths.set(address, path);
  return path;
}

/** The account at `address`; one that never received anything has balance and nonce zero. @throws RangeError for a malformed address */
export const getAccount = (state: AccountState, address: Address): Account =>
  getLeaf(state.tree, pathOf(address)) ?? ABSENT;

/**
 * A new version with `account` at `address`. An account with neither balance nor nonce leaves the tree (EIP-161), so
 * that a root depends on what is held and not on its history. @throws RangeError for a balance or nonce out of range
 */
export function setAccount(state: AccountState, address: Address, account: Account): AccountState {
  const { balance, nonce } = account;
  if (balance < 0n || balance >> 256n !== 0n)
    throw new RangeError(`A balance lies between 0 and 2^256 − 1; got ${balance}.`);
  if (!Number.isSafeInteger(nonce) || nonce < 0)
    throw new RangeError(`A nonce is a whole number from 0; got ${nonce}.`);
  const path = pathOf(address);
  if (balance === 0n && nonce === 0) return { tree: removeLeaf(state.tree, path) };
  return { tree: setLeaf(state.tree, path, { balance, nonce, address }) };
}

/** The state that holds exactly `entries`. @throws RangeError when an address comes twice or all balances exceed 2^256 − 1 */
export function createState(entries: readonly (readonly [Address, Account])[] = []): AccountState {
  let state: AccountState = { tree: emptyTree<Entry>(encodeAccount) };
  const seen = new Set<Address>();
  let supply = 0n;
  for (const [address, account] of entries) {
    if (seen.has(address)) throw new RangeError(`${address} is given twice.`);
    seen.add(address);
    supply += account.balance;
    state = setAccount(state, address, account);
  }
  // A supply that fits one balance cannot overflow any, however it is moved about.
  if (supply >> 256n !== 0n) throw new RangeError('All balances together exceed 2^256 − 1.');
  return state;
}

/** The 32-byte commitment to all accounts; the same accounts give the same root in whatever order they came. */
export const stateRoot = (state: AccountState): Hash => hashHex(treeRoot(state.tree));

/** All accounts in the order of their paths, which is the same for every node. */
export const accountsOf = (state: AccountState): (readonly [Address, Account])[] =>
  [...leavesOf(state.tree)].map(([, { address, balance, nonce }]) => [address, { balance, nonce }] as const);

/** The proof of what `address` holds in this version. */
export const proveAccount = (state: AccountState, address: Address): SparseMerkleProof =>
  proveLeaf(state.tree, pathOf(address));

/** Whether `proof` shows that `address` holds `account` under `root`; null stands for an address that holds nothing. */
export const verifyAccount = (
  root: Hash,
  address: Address,
  account: Account | null,
  proof: SparseMerkleProof,
): boolean =>
  verifyLeaf(hexToBytes(root), pathOf(address), account === null ? null : encodeAccount(account), proof);

/** A short name for logs and figures: the first and last digits of an address. */
export const shortAddress = (address: Address): string => `${address.slice(0, 6)}…${address.slice(-4)}`;
