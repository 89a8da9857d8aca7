// Another style: the refusals as a table that is walked, and the balances as a list of changes.
import {
  getAccount,
  ok,
  reject,
  senderOf,
  setAccount,
  signingHash,
  TRANSFER_GAS,
  verify,
  wei,
  type Account,
  type Address,
  type ApplyTransfer,
  type BlockContext,
  type SignedTransfer,
} from 'strata';

interface Case {
  readonly transfer: SignedTransfer;
  readonly sender: Account;
  readonly context: BlockContext;
}

const RULES: readonly (readonly [code: string, broken: (one: Case) => boolean])[] = [
  ['wrong-chain', ({ transfer, context }) => transfer.chainId !== context.chainId],
  ['bad-signature', ({ transfer }) => !verify(transfer.signature, signingHash(transfer), transfer.publicKey)],
  ['nonce-too-low', ({ transfer, sender }) => transfer.nonce < sender.nonce],
  ['nonce-too-high', ({ transfer, sender }) => transfer.nonce > sender.nonce],
  ['gas-limit-too-low', ({ transfer }) => transfer.gasLimit < TRANSFER_GAS],
  ['tip-above-max-fee', ({ transfer }) => transfer.maxPriorityFeePerGas > transfer.maxFeePerGas],
  ['fee-below-base-fee', ({ transfer, context }) => transfer.maxFeePerGas < context.baseFee],
  [
    'balance-too-low',
    ({ transfer, sender }) => sender.balance < transfer.value + transfer.gasLimit * transfer.maxFeePerGas,
  ],
];

export const applyTransfer: ApplyTransfer = (state, transfer, context) => {
  const from = senderOf(transfer);
  const one = { transfer, context, sender: getAccount(state, from) };
  for (const [code, broken] of RULES) {
    if (broken(one)) {
      return reject({
        code,
        rule: 'the table of the brief',
        message: code,
        received: transfer,
        expected: 'no offence',
      });
    }
  }

  const offered = transfer.maxPriorityFeePerGas + context.baseFee;
  const price = offered < transfer.maxFeePerGas ? offered : transfer.maxFeePerGas;
  const changes: readonly (readonly [Address, bigint])[] = [
    [from, -(transfer.value + price * TRANSFER_GAS)],
    [transfer.to, transfer.value],
    [context.proposer, (price - context.baseFee) * TRANSFER_GAS],
  ];
  let next = setAccount(state, from, { ...one.sender, nonce: one.sender.nonce + 1 });
  for (const [address, change] of changes) {
    const account = getAccount(next, address);
    next = setAccount(next, address, { ...account, balance: wei(account.balance + change) });
  }
  return ok(next);
};
