/** What layer 1 asks of the rollup: deposits, keys, and transactions that go past the sequencer. */
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';

/** The name of the event by which inbox and bridge write down a message. */
export const INBOX_EVENT = 'rollup-message';

/**
 * How a message stands in an event: `deposit` puts coins that the bridge has locked into an account; `register` gives an
 * account the key by which it signs batches, with its proof of possession; `forceTransfer` and `forceWithdrawal` move what the
 * sender of a layer 1 transaction has on the rollup, by that transaction's signature, whatever the sequencer thinks of it.
 */
export const inboxMessageCodec = callCodec({
  deposit: { to: 'address', value: 'word' },
  register: { owner: 'address', publicKey: 'bytes', proof: 'bytes' },
  forceTransfer: { from: 'address', to: 'address', value: 'word' },
  forceWithdrawal: { from: 'address', to: 'address', value: 'word' },
});

/** A message from layer 1. */
export type InboxMessage = CallOf<typeof inboxMessageCodec>;
