/** The rollup's inbox: the contract on layer 1 that batches go to, and the door that no sequencer can shut. */
import { bigintToFixedBytes, concatBytes } from '../../foundation/bytes.ts';
import { keccak256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address } from '../../foundation/units.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { bytesWord } from '../../layer1/machine/word.ts';
import { INBOX_EVENT, inboxMessageCodec } from './inbox-messages.ts';
import type { InboxMessage } from './inbox-messages.ts';

/** How calls of an inbox stand in a transaction's data. */
export const inboxCodec = callCodec({
  post: { batch: 'bytes' },
  postBlobs: { blobs: 'count' },
  register: { publicKey: 'bytes', proof: 'bytes' },
  forceTransfer: { to: 'address', value: 'word' },
  forceWithdrawal: { to: 'address', value: 'word' },
});

/**
 * What an inbox is asked. The sequencer posts a batch as call data or in blobs beside the transaction; anyone else registers a
 * key or queues a transaction of their own account, which the rollup takes in within its sequencing window.
 */
export type InboxCall = CallOf<typeof inboxCodec>;

/** Where an inbox keeps how many messages there have been. */
export const INBOX_COUNT_SLOT = 0n;
/** Where it keeps a hash chained over all of them: Keccak-256 of the hash before and the message's own. */
export const INBOX_CHAIN_SLOT = 1n;

const NOTHING = new Uint8Array(0);

/** Writes a message down: as an event for whoever derives, and into the hash chain, so that a proof can be held against it. */
function enqueue(context: CallContext, message: InboxMessage): Result<Uint8Array> {
  const data = inboxMessageCodec.encode(message);
  const before = bigintToFixedBytes(context.load(INBOX_CHAIN_SLOT), 32);
  context.store(INBOX_CHAIN_SLOT, bytesWord(keccak256(concatBytes(before, keccak256(data)))));
  context.store(INBOX_COUNT_SLOT, context.load(INBOX_COUNT_SLOT) + 1n);
  context.log(INBOX_EVENT, data);
  return ok(NOTHING);
}

/**
 * The inbox of a rollup whose batches come from `sequencer`. Refused: a batch of anyone else, blobs that did not come along, and
 * coins. What a batch says is not looked at: the rollup's nodes do that, all in the same way (see {@link deriveChain}).
 */
export function createInbox(sequencer: Address, id = 'rollup-inbox'): Contract<InboxCall> {
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: 'Strata rollup inbox', message, received, expected });
  return {
    id,
    codec: inboxCodec,
    call(context, call) {
      const { caller } = context;
      if (context.value !== 0n) return refuse('not-payable', 'Coins go to the bridge.', context.value, 0n);
      switch (call.kind) {
        case 'post':
        case 'postBlobs': {
          if (caller !== sequencer)
            return refuse('not-the-sequencer', 'Somebody else posts batches.', caller, sequencer);
          if (call.kind === 'post') return ok(NOTHING);
          if (call.blobs === 0 || context.blobHash(call.blobs - 1) === null)
            return refuse('blob-missing', 'The blobs did not come along.', call.blobs, 'as many blobs');
          return context.blobHash(call.blobs) === null
            ? ok(NOTHING)
            : refuse('blob-left-over', 'More blobs came along.', call.blobs, 'all blobs');
        }
        case 'register':
          return enqueue(context, {
            kind: 'register',
            owner: caller,
            publicKey: call.publicKey,
            proof: call.proof,
          });
        case 'forceTransfer':
        case 'forceWithdrawal':
          return enqueue(context, { kind: call.kind, from: caller, to: call.to, value: call.value });
      }
    },
  };
}
