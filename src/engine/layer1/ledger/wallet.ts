/** The payer's side of the ledger: an order turned into a signed transfer, and what everybody holds once it stands in a block. */
import { wei } from '../../foundation/units.ts';
import type { Address, Hex, Wei } from '../../foundation/units.ts';
import type { Account } from './accounts.ts';
import { signTransfer, TRANSFER_GAS } from './transfer.ts';
import type { SignedTransfer } from './transfer.ts';

/** What a wallet knows when it is asked to pay. */
export interface PaymentOrder {
  /** The chain the payment is meant for (EIP-155). */
  readonly chainId: number;
  /** How many transfers the payer has made before. */
  readonly nonce: number;
  readonly to: Address;
  readonly value: Wei;
  /** Burned for each unit of gas in the next block: it follows from the newest block, so it is known in advance (EIP-1559). */
  readonly baseFee: Wei;
  /** What the payer adds for each unit of gas, for the proposer. */
  readonly tip: Wei;
}

/** The transfer that carries out an order, signed; the labs' type for a learner's own {@link payFor}. */
export type PayFor = (order: PaymentOrder, secretKey: Hex) => SignedTransfer;

/** What the three who take part in a payment hold, and how much has been burned so far. All three are different accounts. */
export interface Standing {
  readonly sender: Account;
  readonly recipient: Account;
  readonly proposer: Account;
  readonly burned: Wei;
}

/** What everybody holds after an order has been carried out; the labs' type for a learner's own {@link afterPayment}. */
export type AfterPayment = (before: Standing, order: PaymentOrder) => Standing;

/**
 * Signs the transfer of `order`: one transfer's gas, the tip as ordered, and a cap of twice the base fee plus the tip. The cap is
 * a limit and not a price; this one still holds after five full blocks in a row, each of which raises the base fee by an
 * eighth (EIP-1559). @throws RangeError for a field out of range or a bad key
 */
export const payFor: PayFor = ({ chainId, nonce, to, value, baseFee, tip }, secretKey) =>
  signTransfer(
    {
      chainId,
      nonce,
      to,
      value,
      gasLimit: TRANSFER_GAS,
      maxFeePerGas: wei(2n * baseFee + tip),
      maxPriorityFeePerGas: tip,
    },
    secretKey,
  );

/**
 * What everybody holds once the transfer of `order` stands in a block with the base fee of the order: the sender pays value,
 * base fee and tip and has made one transfer more, the recipient gets the value, the proposer the tip, and the base fee is burned.
 */
export const afterPayment: AfterPayment = (
  { sender, recipient, proposer, burned },
  { value, baseFee, tip },
) => {
  const toBurn = TRANSFER_GAS * baseFee;
  const toProposer = TRANSFER_GAS * tip;
  return {
    sender: { balance: wei(sender.balance - value - toBurn - toProposer), nonce: sender.nonce + 1 },
    recipient: { ...recipient, balance: wei(recipient.balance + value) },
    proposer: { ...proposer, balance: wei(proposer.balance + toProposer) },
    burned: wei(burned + toBurn),
  };
};
