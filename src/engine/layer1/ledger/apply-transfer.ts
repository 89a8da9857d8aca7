/** The state transition: what one signed transfer does to the accounts, or the first rule that it breaks. */
import { addressOf } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Ms, Wei } from '../../foundation/units.ts';
import { getAccount, setAccount } from './accounts.ts';
import type { AccountState } from './accounts.ts';
import { TRANSFER_GAS, hasValidSignature, malformationOf } from './transfer.ts';
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
 * value, the proposer the tip; the base fee is burnt. Refused, in this order: a malformed field, another chain, gas or
 * fees below what the block asks (EIP-1559), a key or signature that does not hold, a nonce that is not the sender's
 * next (Yellow Paper, 6.2), and a balance below value plus the most that gas may cost.
 */
export const applyTransfer: ApplyTransfer = (state, transfer, context) => {
  // CHECK
  const malformation = malformationOf(transfer);
  if (malformation !== null) return reject(malformation);
  const { chainId, nonce, to, value, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transfer;
  if (chainId !== context.chainId) {
    const message = `The transfer is for chain ${chainId}; this is chain ${context.chainId}.`;
    return reject({
      code: 'wrong-chain',
      rule: 'EIP-155',
      message,
      received: chainId,
      expected: context.chainId,
    });
  }
  if (gasLimit < TRANSFER_GAS) {
    const message = `A transfer uses ${TRANSFER_GAS} gas; its limit is ${gasLimit}.`;
    return reject({
      code: 'gas-limit-too-low',
      rule: 'Ethereum Yellow Paper, 6.2',
      message,
      received: gasLimit,
      expected: TRANSFER_GAS,
    });
  }
  if (maxPriorityFeePerGas > maxFeePerGas) {
    const message = `The tip of ${maxPriorityFeePerGas} exceeds the whole fee of ${maxFeePerGas} per gas.`;
    return reject({
      code: 'tip-above-max-fee',
      rule: 'EIP-1559',
      message,
      received: maxPriorityFeePerGas,
      expected: maxFeePerGas,
    });
  }
  if (maxFeePerGas < context.baseFee) {
    const message = `The transfer offers ${maxFeePerGas} per gas; the block's base fee is ${context.baseFee}.`;
    return reject({
      code: 'fee-below-base-fee',
      rule: 'EIP-1559',
      message,
      received: maxFeePerGas,
      expected: context.baseFee,
    });
  }
  const from = addressOf(transfer.publicKey);
  if (from === null) {
    const message = 'The public key is no point of secp256k1.';
    return reject({
      code: 'bad-public-key',
      rule: 'SEC 1, 2.3.4',
      message,
      received: transfer.publicKey,
      expected: 'a point of the curve',
    });
  }
  if (!hasValidSignature(transfer)) {
    const message = 'The signature does not hold for this transfer and public key.';
    return reject({
      code: 'bad-signature',
      rule: 'SEC 1, 4.1.4',
      message,
      received: transfer.signature,
      expected: `a signature by ${from}`,
    });
  }
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
