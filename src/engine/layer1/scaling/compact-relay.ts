/** One block on its way from a node to the next, in compact form: what is sent, and how often it goes back and forth. */
import { ok, reject } from '../../foundation/result.ts';

import type { Result } from '../../foundation/result.ts';
import { bytes } from '../../foundation/units.ts';
import type { Bytes } from '../../foundation/units.ts';
import { encodeBitcoinBlock } from '../chain/bitcoin-block.ts';
import type { BitcoinBlock } from '../chain/bitcoin-block.ts';
import { headerId } from '../chain/header.ts';
import type { Transaction } from '../ledger/transaction.ts';
import {
  decodeCompactBlock,
  decodeTransactionAnswer,
  decodeTransactionRequest,
  encodeCompactBlock,
  encodeTransactionAnswer,
  encodeTransactionRequest,
} from './compact-block-messages.ts';
import { compactBlock, completeBlock, reconstruct } from './compact-blocks.ts';

/** How a block reached the next node, and what it took. */
export interface CompactRelay {
  readonly block: BitcoinBlock;
  /** Places of the transactions that the node had to ask for. */
  readonly asked: readonly number[];
  /** Length of each message in order: the announcement, and where something was missing the request and the answer. */
  readonly messages: readonly Bytes[];
  readonly sent: Bytes;
  /** What the whole block would have taken. */
  readonly wholeBlock: Bytes;
}

/**
 * Sends `block` to a node with `pool` in its mempool, every message through its bytes. Refused: what cannot be put
 * together, because short ids collide or the pool holds a stranger with the id of one of them; the node then fetches
 * the whole block.
 */
export function relayCompactly(
  block: BitcoinBlock,
  pool: readonly Transaction[],
  { nonce, prefilled = [] }: { readonly nonce: bigint; readonly prefilled?: readonly number[] },
): Result<CompactRelay> {
  const announcement = encodeCompactBlock(compactBlock(block, nonce, prefilled));
  const announced = decodeCompactBlock(announcement);
  if (!announced.ok) return announced;
  const partial = reconstruct(announced.value, pool);
  if (!partial.ok) return partial;

  const messages = [announcement];
  let answered: readonly Transaction[] = [];
  if (partial.value.missing.length > 0) {
    const request = encodeTransactionRequest({
      block: headerId(block.header),
      places: partial.value.missing,
    });
    const asked = decodeTransactionRequest(request);
    if (!asked.ok) return asked;
    const answer = answerRequest(block, asked.value.places);
    if (!answer.ok) return answer;
    const received = decodeTransactionAnswer(answer.value);
    if (!received.ok) return received;
    answered = received.value.transactions;
    messages.push(request, answer.value);
  }
  const complete = completeBlock(partial.value, answered);
  if (!complete.ok) return complete;
  const lengths = messages.map(({ length }) => bytes(length));
  return ok({
    block: complete.value,
    asked: partial.value.missing,
    messages: lengths,
    sent: bytes(lengths.reduce((sum, length) => sum + length, 0)),
    wholeBlock: bytes(encodeBitcoinBlock(block, { witness: true }).length),
  });
}

/** The answer, as bytes, to a request for the transactions of `block` at `places`. Refused: a place that the block has not. */
export function answerRequest(block: BitcoinBlock, places: readonly number[]): Result<Uint8Array> {
  const stranger = places.find((place) => block.transactions[place] === undefined);
  if (stranger !== undefined) {
    return reject({
      code: 'no-such-place',
      rule: 'BIP-152, "getblocktxn"',
      message: `The block has no transaction ${stranger}.`,
      received: stranger,
      expected: `0 … ${block.transactions.length - 1}`,
    });
  }
  const transactions = places.flatMap((place) => block.transactions[place] ?? []);
  return ok(encodeTransactionAnswer({ block: headerId(block.header), transactions }));
}
