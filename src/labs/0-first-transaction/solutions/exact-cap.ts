// Another style: a cap that fits the next block exactly, functions with bodies, balances changed by a helper.
import { gas, signTransfer, wei, type Account, type AfterPayment, type PayFor, type Transfer } from 'strata';

const GAS = 21_000n;

export const payFor: PayFor = function payFor(order, secretKey) {
  const transfer: Transfer = {
    chainId: order.chainId,
    nonce: order.nonce,
    to: order.to,
    value: order.value,
    gasLimit: gas(GAS),
    maxFeePerGas: wei(order.baseFee + order.tip),
    maxPriorityFeePerGas: order.tip,
  };
  return signTransfer(transfer, secretKey);
};

function changed(account: Account, by: bigint, sent = 0): Account {
  return { balance: wei(account.balance + by), nonce: account.nonce + sent };
}

export const afterPayment: AfterPayment = function afterPayment(before, order) {
  const fee = GAS * (order.baseFee + order.tip);
  const tips = GAS * order.tip;
  return {
    sender: changed(before.sender, -(order.value + fee), 1),
    recipient: changed(before.recipient, order.value),
    proposer: changed(before.proposer, tips),
    burned: wei(before.burned + fee - tips),
  };
};
