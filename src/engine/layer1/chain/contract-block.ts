/** A block of a chain with contracts: built, and imported with every rule checked anew. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { hashHex } from '../../foundation/hash.ts';
import { merkleRootOfBytes } from '../../foundation/merkle.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Rejection, Result } from '../../foundation/result.ts';
import { gas, slot } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Ms } from '../../foundation/units.ts';
import { GAS_PER_BLOB, nextExcessBlobGas } from '../data/blob-fee.ts';
import { gasTargetOf, nextBaseFee } from '../ledger/base-fee.ts';
import { contractTransactionHash } from '../ledger/contract-transaction.ts';
import type { SignedContractTransaction } from '../ledger/contract-transaction.ts';
import { contractStateRoot } from '../machine/contracts/contract-state.ts';
import type { ContractState } from '../machine/contracts/contract-state.ts';
import { applyContractTransaction } from './apply-contract-transaction.ts';
import type { ContractRules, TransactionReceipt } from './apply-contract-transaction.ts';
import { headerHash } from './block.ts';
import type { Header } from './block.ts';
import { checkHeader } from './import-block.ts';

/** A header with the transactions it commits to. Blobs travel beside it. */
export interface ContractBlock {
  readonly header: Header;
  readonly transactions: readonly SignedContractTransaction[];
}

/** A block's header with the state after it, and how far blobs have exceeded their target (EIP-4844). */
export interface ContractTip {
  readonly header: Header;
  readonly state: ContractState;
  readonly excessBlobGas: Gas;
}

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** The Merkle root over the ids of `transactions`. */
export const contractTransactionsRoot = (transactions: readonly SignedContractTransaction[]): Hash =>
  hashHex(merkleRootOfBytes(transactions.map((one) => hexToBytes(contractTransactionHash(one)))));

/** The most blob gas that a block takes: six blobs (EIP-4844, `MAX_BLOB_GAS_PER_BLOCK`). */
export const MAX_BLOB_GAS_PER_BLOCK: Gas = gas(6n * GAS_PER_BLOB);

/** The blob gas that a transaction uses: a unit a byte of blob (EIP-4844, `get_total_blob_gas`). */
const blobGasOf = ({ blobHashes }: SignedContractTransaction): bigint =>
  GAS_PER_BLOB * BigInt(blobHashes.length);

/**
 * The most that the transaction may use must fit into what the block has left (Yellow Paper, 6.2), and so must its blobs
 * (EIP-4844, `validate_block`).
 */
function checkRoom(
  transaction: SignedContractTransaction,
  left: { readonly gas: bigint; readonly blobGas: bigint },
): Result<void> {
  const { gasLimit } = transaction;
  if (gasLimit > left.gas) {
    const message = 'The block has less gas left.';
    return refuse('transaction-above-gas-left', 'Ethereum Yellow Paper, 6.2', message, gasLimit, left.gas);
  }
  const blobGas = blobGasOf(transaction);
  if (blobGas > left.blobGas) {
    const message = 'The block has no room for these blobs.';
    return refuse('blobs-above-limit', 'EIP-4844', message, blobGas, left.blobGas);
  }
  return ok(undefined);
}

/** What a block leads to. */
export interface ImportedContractBlock {
  readonly tip: ContractTip;
  readonly receipts: readonly TransactionReceipt[];
}

/**
 * What follows from `block` on `parent`, or the first rule it breaks: header after parent, every transaction with its
 * signature, gas used, transactions root, state root. A refused transaction keeps its own code.
 */
export function importContractBlock(
  parent: ContractTip,
  { header, transactions }: ContractBlock,
  rules: ContractRules,
): Result<ImportedContractBlock> {
  const checked = checkHeader(header, parent.header, rules);
  if (!checked.ok) return checked;
  const rule = 'Ethereum Yellow Paper, 4.3.4';
  const receipts: TransactionReceipt[] = [];
  let { state } = parent;
  let gasUsed = 0n;
  let blobGas = 0n;
  for (const [index, transaction] of transactions.entries()) {
    const fits = checkRoom(transaction, {
      gas: header.gasLimit - gasUsed,
      blobGas: MAX_BLOB_GAS_PER_BLOCK - blobGas,
    });
    const applied = fits.ok
      ? applyContractTransaction(state, transaction, header, rules, parent.excessBlobGas)
      : fits;
    if (!applied.ok)
      return reject({ ...applied.rejection, message: `Transaction ${index}: ${applied.rejection.message}` });
    ({ state } = applied.value);
    gasUsed += applied.value.receipt.gasUsed;
    blobGas += blobGasOf(transaction);
    receipts.push(applied.value.receipt);
  }
  if (header.gasUsed !== gasUsed)
    return refuse('wrong-gas-used', rule, 'The transactions use other gas.', header.gasUsed, gasUsed);
  const root = contractTransactionsRoot(transactions);
  if (header.transactionsRoot !== root)
    return refuse(
      'wrong-transactions-root',
      rule,
      'The header does not commit to these.',
      header.transactionsRoot,
      root,
    );
  const stateRoot = contractStateRoot(state);
  if (header.stateRoot !== stateRoot)
    return refuse(
      'wrong-state-root',
      rule,
      'The transactions lead to another state.',
      header.stateRoot,
      stateRoot,
    );
  const excessBlobGas = nextExcessBlobGas(parent.excessBlobGas, gas(blobGas));
  return ok({ tip: { header, state, excessBlobGas }, receipts });
}

/** What a proposer decides. */
export interface ContractProposal {
  readonly proposer: Address;
  readonly timestamp: Ms;
  /** Seals the finished header; `0x` unless told. */
  readonly seal?: (header: Header) => Hex;
}

/** A block that was built, what follows from it, and what had to be left out and why. */
export interface BuiltContractBlock extends ImportedContractBlock {
  readonly block: ContractBlock;
  readonly refused: readonly {
    readonly transaction: SignedContractTransaction;
    readonly rejection: Rejection;
  }[];
}

/**
 * A block on `parent` with as many of `candidates`, in their order, as hold and fit the gas limit. One that is refused is
 * left out and reported with its reason.
 */
export function buildContractBlock(
  parent: ContractTip,
  candidates: readonly SignedContractTransaction[],
  { proposer, timestamp, seal }: ContractProposal,
  rules: ContractRules,
): BuiltContractBlock {
  const above = parent.header;
  const baseFee = (rules.nextBaseFee ?? nextBaseFee)({ ...above, gasTarget: gasTargetOf(above.gasLimit) });
  const height = above.height + 1;
  const draft: Header = {
    ...above,
    ...{
      parent: headerHash(above),
      height,
      slot: slot(above.slot + 1),
      timestamp,
      proposer,
      baseFee,
      seal: '0x',
    },
  };
  const transactions: SignedContractTransaction[] = [];
  const receipts: TransactionReceipt[] = [];
  const refused: BuiltContractBlock['refused'][number][] = [];
  let { state } = parent;
  let gasUsed = 0n;
  let blobGas = 0n;
  for (const transaction of candidates) {
    const fits = checkRoom(transaction, {
      gas: above.gasLimit - gasUsed,
      blobGas: MAX_BLOB_GAS_PER_BLOCK - blobGas,
    });
    const applied = fits.ok
      ? applyContractTransaction(state, transaction, draft, rules, parent.excessBlobGas)
      : fits;
    if (!applied.ok) {
      refused.push({ transaction, rejection: applied.rejection });
      continue;
    }
    ({ state } = applied.value);
    gasUsed += applied.value.receipt.gasUsed;
    blobGas += blobGasOf(transaction);
    transactions.push(transaction);
    receipts.push(applied.value.receipt);
  }
  const unsealed: Header = {
    ...draft,
    stateRoot: contractStateRoot(state),
    transactionsRoot: contractTransactionsRoot(transactions),
    gasUsed: gas(gasUsed),
  };
  const header = seal === undefined ? unsealed : { ...unsealed, seal: seal(unsealed) };
  const excessBlobGas = nextExcessBlobGas(parent.excessBlobGas, gas(blobGas));
  return { block: { header, transactions }, tip: { header, state, excessBlobGas }, receipts, refused };
}
