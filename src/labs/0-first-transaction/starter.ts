// Your part: turn an order into a signed transfer, and say what everybody will hold afterwards.
import { signTransfer, TRANSFER_GAS, wei, type AfterPayment, type PayFor } from 'strata';

/** The transfer that carries out `order`, signed with the payer's key. */
export const payFor: PayFor = (order, secretKey) =>
  signTransfer(
    {
      chainId: order.chainId,
      // TODO: some of these fields don't say yet what the order says.
      nonce: 0,
      to: order.to,
      value: order.value,
      gasLimit: TRANSFER_GAS,
      maxFeePerGas: order.baseFee,
      maxPriorityFeePerGas: wei(0n),
    },
    secretKey,
  );

/** What everybody holds once the payment stands in a block. */
export const afterPayment: AfterPayment = (before, order) => {
  console.log(`Ana holds ${before.sender.balance} wei and pays ${order.value}`);
  // TODO: who gains, who pays, and what is burned?
  return before;
};
