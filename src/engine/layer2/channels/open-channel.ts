/** A channel opened in one go, without a network between its sides: where a lesson or a test begins. */
import type { Result } from '../../foundation/result.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import type { ChannelSecrets } from './channel-keys.ts';
import {
  acceptChannel,
  completeOpening,
  fundChannel,
  proposeChannel,
  signFundedChannel,
} from './channel-opening.ts';
import type { ChannelProposal, ChannelWallet } from './channel-opening.ts';
import type { ChannelWishes } from './channel-terms.ts';
import type { ChannelRole, ChannelState } from './channel-state.ts';

/** Both sides of a channel opened without a network between them, and the funding transaction: for lessons and tests. @throws RangeError when one refuses */
export function openChannel(
  secrets: Readonly<Record<ChannelRole, ChannelSecrets>>,
  wallet: ChannelWallet,
  wishes: ChannelProposal,
  answer: ChannelWishes & { readonly minimumDepth?: number } = {},
): { readonly opener: ChannelState; readonly acceptor: ChannelState; readonly funding: Transaction } {
  const need = <T>(result: Result<T>): T => {
    if (!result.ok) throw new RangeError(result.rejection.message);
    return result.value;
  };
  const proposed = proposeChannel(secrets.opener, wishes);
  const accepted = need(acceptChannel(secrets.acceptor, proposed.opening.proposal, answer));
  const acceptance = accepted.opening.acceptance;
  if (acceptance === null) throw new RangeError('The channel was not accepted.');
  const funded = need(fundChannel(proposed.opening, acceptance, wallet));
  if (funded.message.type !== 'funding_created') throw new RangeError('The channel was not funded.');
  const signed = need(signFundedChannel(accepted.opening, funded.message));
  if (signed.message.type !== 'funding_signed') throw new RangeError('The channel was not signed.');
  const completed = need(completeOpening(funded.opening, signed.message));
  return { opener: completed.state, acceptor: signed.state, funding: completed.funding };
}
