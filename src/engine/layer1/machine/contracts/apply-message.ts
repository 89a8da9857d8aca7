/** A message from outside: an account pays for gas, calls a contract, and gets back what was not used. */
import { isHex } from '../../../foundation/bytes.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas, ms, wei } from '../../../foundation/units.ts';
import type { Address, Gas, Hash, Wei } from '../../../foundation/units.ts';
import { getAccount, setAccount } from '../../ledger/accounts.ts';
import { calldataFloorGas, calldataGas } from '../../ledger/calldata.ts';
import { TRANSFER_GAS } from '../../ledger/transfer.ts';
import { withPayment } from './contract-state.ts';
import type { ContractState } from './contract-state.ts';
import { contractAddress } from './contract.ts';
import type { AnyContract, CallBlock, Contract, ContractLog, ProgramContract } from './contract.ts';
import { runFrame } from './frames.ts';
import type { CallRecord, Execution } from './frames.ts';
import type { Word } from '../word.ts';

/** What an account asks for. Signatures are the ledger's affair: a message comes from an account that has shown its key. */
export interface Message<Call> {
  readonly from: Address;
  /** How many messages and transfers the sender has made before. */
  readonly nonce: number;
  /** The contract, native or a program (which is called with words), or any address, called with data or just paid. */
  readonly to: Contract<Call> | (readonly Word[] extends Call ? ProgramContract : never) | Address;
  readonly call: Call;
  /** Bytes to pay for as call data, given where the call stands in a transaction: there no contract's error flies on. */
  readonly data?: Uint8Array;
  /** Coins that go along; none unless told. */
  readonly value?: Wei;
  readonly gasLimit: Gas;
  /** What the sender pays for a unit of gas; nothing unless told. */
  readonly gasPrice?: Wei;
}

/** Where messages are applied. */
export interface MessageSettings {
  /** All contracts that can be called. */
  readonly contracts: readonly AnyContract[];
  readonly block?: CallBlock;
  /** Who gets the fees; the address of zeros unless told. */
  readonly proposer?: Address;
  /** The part of the gas price that is burnt; nothing unless told (EIP-1559). */
  readonly baseFee?: Wei;
  /** The versioned hashes of the transaction's blobs; none unless told (EIP-4844). */
  readonly blobHashes?: readonly Hash[];
}

/** What became of a message that was let in. */
export interface MessageReceipt {
  readonly state: ContractState;
  readonly gasUsed: Gas;
  /** Paid by the sender, to the proposer but for what is burnt, whether the call was refused or not. */
  readonly fee: Wei;
  readonly result: Result<Uint8Array>;
  /** All calls in the order in which they began. */
  readonly calls: readonly CallRecord[];
  /** Events in the order in which they were written; none when the call was refused. */
  readonly logs: readonly ContractLog[];
}

const NO_DATA = new Uint8Array(0);

/**
 * What a transaction with this data pays before anything runs, and the least that it pays in all (EIP-2028, EIP-7623).
 */
const intrinsicGas = (data: Uint8Array): { readonly before: bigint; readonly floor: bigint } => ({
  before: TRANSFER_GAS + calldataGas(data),
  floor: calldataFloorGas(data),
});

const RULE = 'Ethereum Yellow Paper, 6.2';
const NOBODY = `0x${'00'.repeat(20)}` as Address;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/**
 * Applies `message` to `state`. Refused as a whole, with nothing charged: a negative or malformed amount, another nonce
 * than the next, less gas than a transfer with this data costs, a price below the base fee, coins that do not cover value
 * and gas. A call that is refused is no refusal of the message: its effects are undone, the nonce moves on and the gas is
 * paid (Yellow Paper, 6.2).
 */
export function applyMessage<Call>(
  state: ContractState,
  message: Message<Call>,
  settings: MessageSettings,
): Result<MessageReceipt> {
  const { from, nonce, to, call, data, value = wei(0n), gasLimit, gasPrice = wei(0n) } = message;
  const { contracts, block = { height: 0, timestamp: ms(0) }, proposer = NOBODY } = settings;
  const { baseFee = wei(0n), blobHashes = [] } = settings;
  for (const amount of [value, gasLimit, gasPrice] as readonly unknown[])
    if (typeof amount !== 'bigint' || amount < 0n)
      return refuse('malformed-message', 'Amounts are bigints from 0.', amount, 'a bigint from 0');
  if (!isHex(from, 20))
    return refuse('malformed-message', 'A sender is an address.', from, '20 bytes in lower-case hexadecimal');
  const sender = getAccount(state.accounts, from);
  if (nonce !== sender.nonce)
    return refuse(
      nonce < sender.nonce ? 'nonce-too-low' : 'nonce-too-high',
      `The next is ${sender.nonce}.`,
      nonce,
      sender.nonce,
    );
  const intrinsic = intrinsicGas(data ?? NO_DATA);
  const least = intrinsic.before > intrinsic.floor ? intrinsic.before : intrinsic.floor;
  if (gasLimit < least)
    return refuse('gas-limit-too-low', `This message costs ${least} gas at least.`, gasLimit, least);
  if (gasPrice < baseFee)
    return refuse('fee-below-base-fee', 'The price of gas is below the base fee.', gasPrice, baseFee);
  const cost = value + gasLimit * gasPrice;
  if (sender.balance < cost)
    return refuse('balance-too-low', 'The sender cannot pay for value and gas.', sender.balance, cost);

  const upfront = wei(sender.balance - gasLimit * gasPrice);
  const accounts = setAccount(state.accounts, from, { balance: upfront, nonce: nonce + 1 });
  const execution: Execution = {
    state: { ...state, accounts },
    contracts: new Map(contracts.map((contract) => [contractAddress(contract.id), contract])),
    block,
    calls: [],
    logs: [],
    blobHashes,
    containsErrors: data !== undefined,
  };
  const available = gas(gasLimit - intrinsic.before);
  const callee = typeof to === 'string' ? to : contractAddress(to.id);
  const frame = { from, to: callee, value, gas: available, depth: 1, call };
  const { result, gasLeft } = runFrame(execution, frame);
  const used = gasLimit - gasLeft;
  const gasUsed = gas(used < intrinsic.floor ? intrinsic.floor : used);
  const fee = wei(gasUsed * gasPrice);
  const refund = wei((gasLimit - gasUsed) * gasPrice);
  const settled = settle(execution.state, from, proposer, refund, wei(fee - gasUsed * baseFee));
  return ok({ state: settled, gasUsed, fee, result, calls: execution.calls, logs: execution.logs });
}

/** Gives the sender back what was not used, and the proposer the tip. */
function settle(
  state: ContractState,
  from: Address,
  proposer: Address,
  refund: Wei,
  tip: Wei,
): ContractState {
  const sender = getAccount(state.accounts, from);
  const total = wei(sender.balance + refund + tip);
  const refunded = { ...state, accounts: setAccount(state.accounts, from, { ...sender, balance: total }) };
  return withPayment(refunded, from, proposer, tip) ?? refunded;
}
