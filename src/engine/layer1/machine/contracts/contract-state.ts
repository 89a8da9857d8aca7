/** Accounts and the storage of contracts in one persistent value with one root. */
import { concatBytes, hexToBytes } from '../../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../../foundation/hash.ts';
import { emptyTree, getLeaf, removeLeaf, setLeaf, treeRoot } from '../../../foundation/sparse-merkle.ts';
import type { SparseMerkle } from '../../../foundation/sparse-merkle.ts';
import { wei } from '../../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../../foundation/units.ts';
import { createState, getAccount, setAccount, stateRoot } from '../../ledger/accounts.ts';
import type { AccountState } from '../../ledger/accounts.ts';
import { emptyWords, getWord, wordRoot } from '../word-tree.ts';
import type { WordTree } from '../word-tree.ts';
import type { Word } from '../word.ts';

/** One version of everything: who holds what, and what each contract has stored. */
export interface ContractState {
  readonly accounts: AccountState;
  readonly storages: SparseMerkle<WordTree>;
}

/** A state in which nothing is stored. */
export const createContractState = (accounts: AccountState = createState()): ContractState => ({
  accounts,
  storages: emptyTree<WordTree>(wordRoot),
});

const pathOf = (contract: Address): Uint8Array => sha256(hexToBytes(contract));

/** Everything that `contract` has stored. */
export const storageOf = (state: ContractState, contract: Address): WordTree =>
  getLeaf(state.storages, pathOf(contract)) ?? emptyWords(256);

/** The word in one slot of `contract`. */
export const storedWord = (state: ContractState, contract: Address, slot: Word): Word =>
  getWord(storageOf(state, contract), slot);

/** A new version in which `contract` has stored exactly `storage`; an empty one leaves no trace (as EIP-161 has it for accounts). */
export function withStorage(state: ContractState, contract: Address, storage: WordTree): ContractState {
  const path = pathOf(contract);
  return {
    ...state,
    storages:
      storage.root === null ? removeLeaf(state.storages, path) : setLeaf(state.storages, path, storage),
  };
}

/** What `address` holds. */
export const balanceIn = (state: ContractState, address: Address): Wei =>
  getAccount(state.accounts, address).balance;

/** A new version in which `value` has moved, or null when `from` does not have it. */
export function withPayment(
  state: ContractState,
  from: Address,
  to: Address,
  value: Wei,
): ContractState | null {
  const sender = getAccount(state.accounts, from);
  if (value < 0n || sender.balance < value) return null;
  if (value === 0n || from === to) return state;
  const paid = setAccount(state.accounts, from, { ...sender, balance: wei(sender.balance - value) });
  const receiver = getAccount(paid, to);
  return {
    ...state,
    accounts: setAccount(paid, to, { ...receiver, balance: wei(receiver.balance + value) }),
  };
}

/** The 32-byte commitment: SHA-256 of the accounts' root and the root over all storages. */
export const contractStateRoot = ({ accounts, storages }: ContractState): Hash =>
  hashHex(sha256(concatBytes(hexToBytes(stateRoot(accounts)), treeRoot(storages))));
