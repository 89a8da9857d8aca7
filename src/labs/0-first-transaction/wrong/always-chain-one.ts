// fails: your-payment-stands-in-a-block-that-another-node-accepts
// Signs for chain 1, whatever chain was ordered.
import { signTransfer, TRANSFER_GAS, wei, type AfterPayment, type PayFor } from 'strata';

export const payFor: PayFor = ({ nonce, to, value, baseFee, tip }, secretKey) =>
  signTransfer(
    {
      chainId: 1,
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
  const toBurn = TRANSFER_GAS * baseFee;
  const toProposer = TRANSFER_GAS * tip;
  return {
    sender: { balance: wei(sender.balance - value - toBurn - toProposer), nonce: sender.nonce + 1 },
    recipient: { ...recipient, balance: wei(recipient.balance + value) },
    proposer: { ...proposer, balance: wei(proposer.balance + toProposer) },
    burned: wei(burned + toBurn),
  };
};
