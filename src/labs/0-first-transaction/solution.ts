// The reference: a wallet of two functions.
import { signTransfer, TRANSFER_GAS, wei, type AfterPayment, type PayFor } from 'strata';

// #region pay
export const payFor: PayFor = (order, secretKey) => {
  const { chainId, nonce, to, value, baseFee, tip } = order;
  const transfer = {
    chainId,
    nonce,
    to,
    value,
    gasLimit: TRANSFER_GAS,
    maxFeePerGas: wei(2n * baseFee + tip),
    maxPriorityFeePerGas: tip,
  };
  return signTransfer(transfer, secretKey);
};
// #endregion

// #region after
export const afterPayment: AfterPayment = (
  { sender, recipient, proposer, burned },
  { value, baseFee, tip },
) => {
  const toBurn = TRANSFER_GAS * baseFee;
  const toProposer = TRANSFER_GAS * tip;
  return {
    sender: {
      balance: wei(sender.balance - value - toBurn - toProposer),
      nonce: sender.nonce + 1,
    },
    recipient: { ...recipient, balance: wei(recipient.balance + value) },
    proposer: { ...proposer, balance: wei(proposer.balance + toProposer) },
    burned: wei(burned + toBurn),
  };
};
// #endregion
