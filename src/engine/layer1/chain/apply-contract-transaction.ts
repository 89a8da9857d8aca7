/** What one transaction does to a chain with contracts: who pays for what, and the receipt that says how it went. */
import { bytesToHex, hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Rejection, Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Gas, Hash, Hex, Wei } from '../../foundation/units.ts';
import { blobBaseFee, GAS_PER_BLOB } from '../data/blob-fee.ts';
import { getAccount, setAccount } from '../ledger/accounts.ts';
import { tipPerGas, upfrontCost } from '../ledger/apply-transfer.ts';
import { checkContractTransaction, contractTransactionHash } from '../ledger/contract-transaction.ts';
import type { SignedContractTransaction } from '../ledger/contract-transaction.ts';
import { applyMessage } from '../machine/contracts/apply-message.ts';
import type { ContractState } from '../machine/contracts/contract-state.ts';
import { contractAddress } from '../machine/contracts/contract.ts';
import type { AnyContract, ContractLog } from '../machine/contracts/contract.ts';
import type { Header } from './block.ts';
import type { ChainRules } from './import-block.ts';

/** What became of a transaction that a block let in. */
export interface TransactionReceipt {
  readonly transaction: Hash;
  readonly from: Address;
  /** Whether the call was done; a refused one is undone and paid for all the same. */
  readonly ok: boolean;
  /** `ok`, or the code of the refusal. */
  readonly code: string;
  /** Why the call was refused, where it was. */
  readonly rejection: Rejection | null;
  readonly gasUsed: Gas;
  /** Paid by the sender for gas and blobs. */
  readonly fee: Wei;
  /** The events that contracts wrote. */
  readonly logs: readonly ContractLog[];
  /** What the contract answered; `0x` when it refused. */
  readonly answer: Hex;
}

/** What all blocks of a chain with contracts have in common. */
export interface ContractRules extends Pick<ChainRules, 'chainId' | 'nextBaseFee' | 'verifySeal'> {
  /** All contracts that there are, from genesis on. */
  readonly contracts: readonly AnyContract[];
}

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/**
 * Takes the price of the transaction's blobs from its sender; all of it is burnt (EIP-4844). The sender holds its value
 * and the most that gas and blobs may cost, whatever they do cost (EIP-1559, EIP-4844).
 */
function payForBlobs(
  state: ContractState,
  sender: Address,
  transaction: SignedContractTransaction,
  excess: Gas,
): Result<{ readonly state: ContractState; readonly paid: Wei }> {
  const { nonce, blobHashes, maxFeePerBlobGas } = transaction;
  const blobGas = BigInt(blobHashes.length) * GAS_PER_BLOB;
  const price = blobBaseFee(excess);
  if (blobGas > 0n && maxFeePerBlobGas < price)
    return refuse('blob-fee-too-low', 'EIP-4844', 'Blob gas costs more.', maxFeePerBlobGas, price);
  const account = getAccount(state.accounts, sender);
  // Another nonce is refused as such by `applyMessage`: the coins for a later one may be on their way.
  if (nonce !== account.nonce) return ok({ state, paid: wei(0n) });
  const most = upfrontCost(transaction) + blobGas * maxFeePerBlobGas;
  if (account.balance < most)
    return refuse(
      'balance-too-low',
      'EIP-1559, EIP-4844',
      'The sender cannot pay for value, gas and blobs.',
      account.balance,
      most,
    );
  const paid = wei(blobGas * price);
  const accounts = setAccount(state.accounts, sender, { ...account, balance: wei(account.balance - paid) });
  return ok({ state: { ...state, accounts }, paid });
}

/**
 * Applies one transaction of the block with `header` to `state`. Refused as a whole, with nothing paid: whatever
 * {@link checkContractTransaction} and {@link applyMessage} refuse, too low a fee for its blobs, and a sender who does not
 * hold the most that it may cost. A call that its contract refuses is no such refusal: its receipt says why, and it is
 * paid for.
 */
export function applyContractTransaction(
  state: ContractState,
  transaction: SignedContractTransaction,
  header: Header,
  rules: ContractRules,
  excessBlobGas: Gas,
): Result<{ readonly state: ContractState; readonly receipt: TransactionReceipt }> {
  const checked = checkContractTransaction(transaction, rules.chainId);
  if (!checked.ok) return checked;
  const from = checked.value;
  const { baseFee, height, timestamp, proposer } = header;
  const tip = tipPerGas(transaction, baseFee);
  const blobs = payForBlobs(state, from, transaction, excessBlobGas);
  if (!blobs.ok) return blobs;
  const { contracts } = rules;
  const { nonce, to, value, gasLimit, blobHashes } = transaction;
  const data = hexToBytes(transaction.data);
  const isContract = contracts.some(({ id }) => contractAddress(id) === to);
  // Data sent to an account that is no contract is paid for and read by nobody.
  const call = isContract && data.length > 0 ? data : undefined;
  const applied = applyMessage(
    blobs.value.state,
    { from, nonce, to, call, data, value, gasLimit, gasPrice: wei(baseFee + tip) },
    { contracts, block: { height, timestamp }, proposer, baseFee, blobHashes },
  );
  if (!applied.ok) return applied;
  const { result, gasUsed, fee, logs } = applied.value;
  const receipt: TransactionReceipt = {
    transaction: contractTransactionHash(transaction),
    from,
    ok: result.ok,
    code: result.ok ? 'ok' : result.rejection.code,
    rejection: result.ok ? null : result.rejection,
    gasUsed,
    fee: wei(fee + blobs.value.paid),
    logs,
    answer: result.ok ? bytesToHex(result.value) : '0x',
  };
  return ok({ state: applied.value.state, receipt });
}
