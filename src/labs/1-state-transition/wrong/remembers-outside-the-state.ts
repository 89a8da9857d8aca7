// fails: a-node-with-your-rule-and-the-network-agree-block-after-block
// Remembers used signatures in a variable: the node refuses to import what it has just built.
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
  type AccountState,
  type Address,
  type ApplyTransfer,
  type BlockContext,
  type Rejection,
  type SignedTransfer,
  type Wei,
} from 'strata';

const refusal = (code: string, rule: string, received: unknown, expected: unknown): Rejection => ({
  code,
  rule,
  message: `${code}: received ${String(received)}, expected ${String(expected)}.`,
  received,
  expected,
});

/** Why `transfer` may not stand in this block, or undefined where nothing offends. */
const offence = (sender: Account, transfer: SignedTransfer, context: BlockContext): Rejection | undefined => {
  const { chainId, nonce, gasLimit, maxFeePerGas, maxPriorityFeePerGas } = transfer;
  if (chainId !== context.chainId) return refusal('wrong-chain', 'EIP-155', chainId, context.chainId);
  if (gasLimit < TRANSFER_GAS)
    return refusal('gas-limit-too-low', 'Yellow Paper, 6.2', gasLimit, TRANSFER_GAS);
  if (maxPriorityFeePerGas > maxFeePerGas) {
    return refusal('tip-above-max-fee', 'EIP-1559', maxPriorityFeePerGas, maxFeePerGas);
  }
  if (maxFeePerGas < context.baseFee) {
    return refusal('fee-below-base-fee', 'EIP-1559', maxFeePerGas, context.baseFee);
  }
  if (!verify(transfer.signature, signingHash(transfer), transfer.publicKey)) {
    return refusal('bad-signature', 'SEC 1, 4.1.4', transfer.signature, 'a signature by this public key');
  }
  if (nonce < sender.nonce) return refusal('nonce-too-low', 'Yellow Paper, 6.2', nonce, sender.nonce);
  if (nonce > sender.nonce) return refusal('nonce-too-high', 'Yellow Paper, 6.2', nonce, sender.nonce);
  const most = transfer.value + gasLimit * maxFeePerGas;
  if (sender.balance < most) return refusal('balance-too-low', 'Yellow Paper, 6.2', sender.balance, most);
  return undefined;
};

/** What the proposer gets for a unit of gas: the tip offered, or what the cap leaves above the base fee. */
const tipFor = (transfer: SignedTransfer, baseFee: Wei): bigint => {
  const room = transfer.maxFeePerGas - baseFee;
  return transfer.maxPriorityFeePerGas < room ? transfer.maxPriorityFeePerGas : room;
};

const credit = (state: AccountState, address: Address, amount: bigint): AccountState => {
  const account = getAccount(state, address);
  return setAccount(state, address, { ...account, balance: wei(account.balance + amount) });
};

/** Signatures that have been used: a transfer counts once. */
const used = new Set<string>();

export const applyTransfer: ApplyTransfer = (state, transfer, context) => {
  const from = senderOf(transfer);
  const sender = getAccount(state, from);
  const refused = offence(sender, transfer, context);
  if (refused !== undefined) return reject(refused);
  if (used.has(transfer.signature)) return reject(refusal('nonce-too-low', 'seen before', transfer.nonce, sender.nonce));
  if (transfer.chainId === context.chainId && context.height > 0) used.add(transfer.signature);

  const tip = TRANSFER_GAS * tipFor(transfer, context.baseFee);
  const burned = TRANSFER_GAS * context.baseFee;
  const charged = setAccount(state, from, {
    balance: wei(sender.balance - transfer.value - burned - tip),
    nonce: sender.nonce + 1,
  });
  return ok(credit(credit(charged, transfer.to, transfer.value), context.proposer, tip));
};
