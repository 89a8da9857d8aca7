/** A message from outside: an account pays for gas, calls a contract, and gets back what was not used. */
import { isHex } from '../../../foundation/bytes.ts';
import { ok, reject } from '../../../foundation/result.ts';
import type { Result } from '../../../foundation/result.ts';
import { gas, ms, wei } from '../../../foundation/units.ts';
import type { Address, Gas, Wei } from '../../../foundation/units.ts';
import { getAccount, setAccount } from '../../ledger/accounts.ts';
import { TRANSFER_GAS } from '../../ledger/transfer.ts';
import { withPayment } from './contract-state.ts';
import type { ContractState } from './contract-state.ts';
import { contractAddress } from './contract.ts';
import type { AnyContract, CallBlock, Contract, ProgramContract } from './contract.ts';
import { runFrame } from './frames.ts';
import type { CallRecord, Execution } from './frames.ts';
import type { Word } from '../word.ts';

/** What an account asks for. Signatures are the ledger's affair: a message comes from an account that has shown its key. */
export interface Message<Call> {
  readonly from: Address;
  /** How many messages and transfers the sender has made before. */
  readonly nonce: number;
  /** The contract, native or a program (which is called with words). */
  readonly to: Contract<Call> | (readonly Word[] extends Call ? ProgramContract : never);
  readonly call: Call;
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
}

/** What became of a message that was let in. */
export interface MessageReceipt {
  readonly state: ContractState;
  readonly gasUsed: Gas;
  /** Paid by the sender to the proposer, whether the call was refused or not. */
  readonly fee: Wei;
  readonly result: Result<Uint8Array>;
  /** All calls in the order in which they began. */
  readonly calls: readonly CallRecord[];
}

const RULE = 'Ethereum Yellow Paper, 6.2';
const NOBODY = `0x${'00'.repeat(20)}` as Address;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/**
 * Applies `message` to `state`. Refused as a whole, with nothing charged: a negative or malformed amount, another nonce than
 * the next, less gas than a transfer costs, coins that do not cover value and gas. A call that is refused is no refusal
 * of the message: its effects are undone, the nonce moves on and the gas is paid (Yellow Paper, 6.2).
 */
export function applyMessage<Call>(
  state: ContractState,
  message: Message<Call>,
  { contracts, block = { height: 0, timestamp: ms(0) }, proposer = NOBODY }: MessageSettings,
): Result<MessageReceipt> {
  const { from, nonce, to, call, value = wei(0n), gasLimit, gasPrice = wei(0n) } = message;
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
  if (gasLimit < TRANSFER_GAS)
    return refuse(
      'gas-limit-too-low',
      `A message costs ${TRANSFER_GAS} gas at least.`,
      gasLimit,
      TRANSFER_GAS,
    );
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
  };
  const available = gas(gasLimit - TRANSFER_GAS);
  const frame = { from, to: contractAddress(to.id), value, gas: available, depth: 1, call };
  const { result, gasLeft } = runFrame(execution, frame);
  const gasUsed = gas(gasLimit - gasLeft);
  const fee = wei(gasUsed * gasPrice);
  const settled = settle(execution.state, from, proposer, wei(gasLeft * gasPrice), fee);
  return ok({ state: settled, gasUsed, fee, result, calls: execution.calls });
}

/** Gives the sender back what was not used, and the proposer the fee. */
function settle(
  state: ContractState,
  from: Address,
  proposer: Address,
  refund: Wei,
  fee: Wei,
): ContractState {
  const sender = getAccount(state.accounts, from);
  const total = wei(sender.balance + refund + fee);
  const refunded = { ...state, accounts: setAccount(state.accounts, from, { ...sender, balance: total }) };
  return withPayment(refunded, from, proposer, fee) ?? refunded;
}
