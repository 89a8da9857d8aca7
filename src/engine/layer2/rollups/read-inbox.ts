/** What one block of layer 1 says to the rollup: its messages in order, and the batches that were posted in it. */
import { concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { ok } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import { unpackBlob } from '../../layer1/data/blobs.ts';
import type { DataBlob } from '../../layer1/data/blobs.ts';
import { inboxCodec } from './inbox.ts';
import { INBOX_EVENT, inboxMessageCodec } from './inbox-messages.ts';
import type { InboxMessage } from './inbox-messages.ts';
import type { L1Origin, RollupConfig } from './rollup-config.ts';

/** A block of layer 1 with what it asks of the rollup. */
export interface L1Epoch {
  readonly origin: L1Origin;
  readonly messages: readonly InboxMessage[];
}

/** A layer 1 block as layer 2 refers to it. */
export const originOf = ({ hash, block }: SealedBlock): L1Origin => ({
  height: block.header.height,
  hash,
  timestamp: block.header.timestamp,
});

/** The messages of a block, in the order in which its contracts wrote them. Events of other contracts are nothing to the rollup. */
export function readEpoch(sealed: SealedBlock, { inbox, bridge }: RollupConfig): L1Epoch {
  const messages = sealed.receipts
    .flatMap(({ logs }) => logs)
    .filter(({ contract, name }) => name === INBOX_EVENT && (contract === inbox || contract === bridge))
    .flatMap(({ data }) => {
      const message = inboxMessageCodec.decode(hexToBytes(data));
      return message.ok ? [message.value] : [];
    });
  return { origin: originOf(sealed), messages };
}

function contentOf(blobs: readonly DataBlob[]): Result<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const blob of blobs) {
    const content = unpackBlob(blob);
    if (!content.ok) return content;
    parts.push(content.value);
  }
  return ok(concatBytes(...parts));
}

/**
 * The batches posted in a block, in their order: the data of accepted calls of the inbox, or the content of the blobs beside them,
 * one after the other. A refusal stands for blobs that hold no content.
 * @throws RangeError for a block without the blobs that it names: whoever derived on without them would have another chain than all others
 */
export function readBatches(sealed: SealedBlock, { inbox }: RollupConfig): readonly Result<Uint8Array>[] {
  const batches: Result<Uint8Array>[] = [];
  let blobsBefore = 0;
  for (const [index, { to, data, blobHashes }] of sealed.block.transactions.entries()) {
    const blobs = sealed.blobs.slice(blobsBefore, blobsBefore + blobHashes.length);
    blobsBefore += blobHashes.length;
    if (to !== inbox || sealed.receipts[index]?.ok !== true) continue;
    const call = inboxCodec.decode(hexToBytes(data));
    if (!call.ok) continue;
    if (call.value.kind === 'post') batches.push(ok(call.value.batch));
    if (call.value.kind !== 'postBlobs') continue;
    if (blobs.length !== blobHashes.length)
      throw new RangeError(`Block ${sealed.block.header.height} names blobs that are not there.`);
    batches.push(contentOf(blobs));
  }
  return batches;
}
