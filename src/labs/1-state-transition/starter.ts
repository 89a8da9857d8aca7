// Your part: the rule by which one transfer turns one state into the next.
import { getAccount, ok, reject, senderOf, setAccount, wei, type ApplyTransfer } from 'strata';

/** The state after `transfer`, or the reason why it is refused. */
export const applyTransfer: ApplyTransfer = (state, transfer, context) => {
  if (transfer.chainId !== context.chainId) {
    return reject({
      code: 'wrong-chain',
      rule: 'EIP-155',
      message: `The transfer is signed for chain ${transfer.chainId}; this is chain ${context.chainId}.`,
      received: transfer.chainId,
      expected: context.chainId,
    });
  }
  // TODO: the other refusals, then the fee, the nonce and the proposer's tip.
  const from = senderOf(transfer);
  const sender = getAccount(state, from);
  const charged = setAccount(state, from, { ...sender, balance: wei(sender.balance - transfer.value) });
  const receiver = getAccount(charged, transfer.to);
  return ok(
    setAccount(charged, transfer.to, { ...receiver, balance: wei(receiver.balance + transfer.value) }),
  );
};
