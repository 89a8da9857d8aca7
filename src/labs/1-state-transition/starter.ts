// Your part: the rule by which a transfer turns one state into the next.
import { getAccount, ok, reject, senderOf, setAccount, wei } from 'strata';
import type { ApplyTransfer } from 'strata';

/** The state after `transfer`, or the reason why it is refused. */
export const applyTransfer: ApplyTransfer = (state, transfer, context) => {
  if (transfer.chainId !== context.chainId) {
    return reject({
      code: 'wrong-chain',
      rule: 'EIP-155',
      message: 'The transfer is signed for another chain.',
      received: transfer.chainId,
      expected: context.chainId,
    });
  }
  // TODO: the other refusals, the fee, the nonce and the proposer's tip.
  const from = senderOf(transfer);
  const sender = getAccount(state, from);
  const left = wei(sender.balance - transfer.value);
  const charged = setAccount(state, from, { ...sender, balance: left });

  const receiver = getAccount(charged, transfer.to);
  const more = wei(receiver.balance + transfer.value);
  return ok(setAccount(charged, transfer.to, { ...receiver, balance: more }));
};
