// Your part: sign what was ordered, and say what everybody will hold.
import { signTransfer, TRANSFER_GAS, wei } from 'strata';
import type { AfterPayment, PayFor } from 'strata';

/** The transfer that carries out `order`, signed with the payer's key. */
export const payFor: PayFor = (order, secretKey) => {
  const transfer = {
    chainId: order.chainId,
    // TODO: some of these fields don't say yet what the order says.
    nonce: 0,
    to: order.to,
    value: order.value,
    gasLimit: TRANSFER_GAS,
    maxFeePerGas: order.baseFee,
    maxPriorityFeePerGas: wei(0n),
  };
  return signTransfer(transfer, secretKey);
};

/** What everybody holds once the payment stands in a block. */
export const afterPayment: AfterPayment = (before, order) => {
  console.log('Ana holds', before.sender.balance, 'and pays', order.value);
  // TODO: who gains, who pays, and what is burned?
  return before;
};
