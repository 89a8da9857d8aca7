// fails: you-know-the-balances-before-the-block-is-built
// Counts the price of one unit of gas as the whole fee.
import { signTransfer, TRANSFER_GAS, wei, type AfterPayment, type PayFor } from 'strata';

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

export const afterPayment: AfterPayment = ({ sender, recipient, proposer, burned }, { value, baseFee, tip }) => {
  const toBurn = baseFee;
  const toProposer = tip;
  return {
    sender: { balance: wei(sender.balance - value - toBurn - toProposer), nonce: sender.nonce + 1 },
    recipient: { ...recipient, balance: wei(recipient.balance + value) },
    proposer: { ...proposer, balance: wei(proposer.balance + toProposer) },
    burned: wei(burned + toBurn),
  };
};
