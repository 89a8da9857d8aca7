/** The state transition: what one signed transfer does to the accounts, or the first rule that it breaks. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Ms, Wei } from '../../foundation/units.ts';
import { getAccount, setAccount } from './accounts.ts';
import type { AccountState } from './accounts.ts';
import { checkTransfer } from './check-transfer.ts';
import { TRANSFER_GAS } from './transfer.ts';
import type { SignedTransfer, Transfer } from './transfer.ts';

/** What a transfer needs to know of the block it is in. */
export interface BlockContext {
  readonly height: number;
  readonly timestamp: Ms;
  /** Burnt for each unit of gas. */
  readonly baseFee: Wei;
  /** Receives the tips. */
  readonly proposer: Address;
  readonly chainId: number;
}

/** The state after a transfer, or why there is none; the labs' type for a learner's own {@link applyTransfer}. */
export type ApplyTransfer = (
  state: AccountState,
  transfer: SignedTransfer,
  context: BlockContext,
) => Result<AccountState>;

/** What a unit of gas pays the proposer: the tip, or what the maximum leaves of it above the base fee (EIP-1559). Below zero, the transfer has no place in the block. */
export const tipPerGas = (transfer: Transfer, baseFee: Wei): Wei => {
  const left = transfer.maxFeePerGas - baseFee;
  return wei(left < transfer.maxPriorityFeePerGas ? left : transfer.maxPriorityFeePerGas);
};

/** What a sender must hold for `transfer` to be let in: its value and the most it may pay for gas (EIP-1559). */
export const upfrontCost = (transfer: Transfer): Wei =>
  wei(transfer.value + transfer.gasLimit * transfer.maxFeePerGas);

/**
 * The state after `transfer`: the sender pays value, base fee and tip and counts one nonce on; the recipient gets the
 * value, the proposer the tip; the base fee is burnt. Refused, in this order: whatever {@link checkTransfer} refuses,
 * a fee below the base fee (EIP-1559), a nonce that is not the sender's next (Yellow Paper, 6.2), and a balance below
 * value plus the most that gas may cost.
 */
export const applyTransfer: ApplyTransfer = (state, transfer, context) => {
  // CHECK
  const checked = checkTransfer(transfer, context.chainId);
  if (!checked.ok) return checked;
  const { nonce, to, value, maxFeePerGas } = transfer;
  if (maxFeePerGas < context.baseFee) {
    const message = `The transfer offers ${maxFeePerGas} per gas; the block's base fee is ${context.baseFee}.`;
    const evidence = { received: maxFeePerGas, expected: context.baseFee };
    return reject({ code: 'fee-below-base-fee', rule: 'EIP-1559, specification', message, ...evidence });
  }
  const from = checked.value;
  const sender = getAccount(state, from);
  if (nonce !== sender.nonce) {
    const code = nonce < sender.nonce ? 'nonce-too-low' : 'nonce-too-high';
    const message = `The transfer has nonce ${nonce}; the sender's next is ${sender.nonce}.`;
    return reject({
      code,
      rule: 'Ethereum Yellow Paper, 6.2',
      message,
      received: nonce,
      expected: sender.nonce,
    });
  }
  const cost = upfrontCost(transfer);
  if (sender.balance < cost) {
    const message = `The sender holds ${sender.balance} wei; value and the most that gas may cost are ${cost}.`;
    return reject({
      code: 'balance-too-low',
      rule: 'Ethereum Yellow Paper, 6.2',
      message,
      received: sender.balance,
      expected: cost,
    });
  }

  // CHARGE: the base fee leaves the sender and goes nowhere.
  const tip = TRANSFER_GAS * tipPerGas(transfer, context.baseFee);
  const charged = value + TRANSFER_GAS * context.baseFee + tip;
  let next = setAccount(state, from, { balance: wei(sender.balance - charged), nonce: nonce + 1 });

  // APPLY: read anew each time, since sender, recipient and proposer may be the same account.
  next = credit(next, to, value);
  return ok(credit(next, context.proposer, tip));
};

function credit(state: AccountState, address: Address, amount: bigint): AccountState {
  if (amount === 0n) return state;
  const account = getAccount(state, address);
  return setAccount(state, address, { balance: wei(account.balance + amount), nonce: account.nonce });
}
