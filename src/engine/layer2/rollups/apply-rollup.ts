/** What a transfer of a batch, and a message from layer 1, do to the rollup's state. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Wei } from '../../foundation/units.ts';
import { registerBlsKey } from '../../layer1/scaling/bls-signature.ts';
import type { CompactTransfer } from './compact-batch.ts';
import type { InboxMessage } from './inbox-messages.ts';
import type { RollupConfig } from './rollup-config.ts';
import {
  appendAccount,
  appendWithdrawal,
  rollupAccountAt,
  rollupIndexOf,
  withRollupAccount,
} from './rollup-state.ts';
import type { RollupAccount, RollupState } from './rollup-state.ts';

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Strata rollup, state transition', message, received, expected });

const newAccount = (address: Address): RollupAccount => ({
  address,
  balance: wei(0n),
  nonce: 0,
  blsKey: null,
});

/** A new version in which `address` has `value` more; an address that never appeared gets the next number. */
export function creditRollup(state: RollupState, address: Address, value: Wei): RollupState {
  const index = rollupIndexOf(state, address);
  const account = index === null ? null : rollupAccountAt(state, index);
  if (index === null || account === null)
    return appendAccount(state, { ...newAccount(address), balance: value });
  return withRollupAccount(state, index, { ...account, balance: wei(account.balance + value) });
}

/** A new version in which the sender has made one transfer more and holds `cost` less. */
function debit(state: RollupState, index: number, cost: bigint): Result<RollupState> {
  const sender = rollupAccountAt(state, index);
  if (sender === null)
    return refuse('unknown-account', 'There is no such sender.', index, `below ${state.size}`);
  if (sender.balance < cost)
    return refuse('balance-too-low', 'The sender does not hold that.', sender.balance, cost);
  const after = { ...sender, balance: wei(sender.balance - cost), nonce: sender.nonce + 1 };
  return ok(withRollupAccount(state, index, after));
}

/**
 * The state after a transfer of a batch. The fee goes to the sequencer. Refused: a sender or recipient that is not registered, and
 * a balance that does not cover value and fee.
 */
export function applyCompactTransfer(
  state: RollupState,
  { from, to, value, feeClass }: CompactTransfer,
  { fees, sequencer }: Pick<RollupConfig, 'fees' | 'sequencer'>,
): Result<RollupState> {
  const fee = fees[feeClass];
  if (fee === undefined) return refuse('unknown-fee-class', 'There are four classes.', feeClass, 'below 4');
  const paid = debit(state, from, value + fee);
  if (!paid.ok) return paid;
  let after = paid.value;
  if (to.kind === 'account') {
    const receiver = rollupAccountAt(after, to.index);
    if (receiver === null)
      return refuse('unknown-account', 'There is no such recipient.', to.index, `below ${after.size}`);
    after = withRollupAccount(after, to.index, { ...receiver, balance: wei(receiver.balance + value) });
  } else if (to.kind === 'address') after = creditRollup(after, to.address, value);
  else after = appendWithdrawal(after, (rollupAccountAt(after, from) as RollupAccount).address, value);
  return ok(fee === 0n ? after : creditRollup(after, sequencer, fee));
}

/**
 * The state after a message from layer 1. Refused, and then nothing changes: a forced transaction of more than its sender has, and a key
 * without a proof that its secret is somebody's.
 */
export function applyInboxMessage(state: RollupState, message: InboxMessage): Result<RollupState> {
  switch (message.kind) {
    case 'deposit':
      return ok(creditRollup(state, message.to, wei(message.value)));
    case 'register': {
      const registered = registerBlsKey(message.publicKey, message.proof);
      if (!registered.ok) return registered;
      const withAccount = creditRollup(state, message.owner, wei(0n));
      const index = rollupIndexOf(withAccount, message.owner) as number;
      const account = rollupAccountAt(withAccount, index) as RollupAccount;
      return ok(withRollupAccount(withAccount, index, { ...account, blsKey: registered.value }));
    }
    case 'forceTransfer':
    case 'forceWithdrawal': {
      const index = rollupIndexOf(state, message.from);
      if (index === null)
        return refuse('unknown-account', 'The sender has nothing on the rollup.', message.from, 'an account');
      const paid = debit(state, index, message.value);
      if (!paid.ok) return paid;
      return ok(
        message.kind === 'forceTransfer'
          ? creditRollup(paid.value, message.to, wei(message.value))
          : appendWithdrawal(paid.value, message.to, wei(message.value)),
      );
    }
  }
}
