/** The block of layer 2 that a sequencer is filling: orders executed one after the other, each promised its place. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Address } from '../../foundation/units.ts';
import { aggregateBls } from '../../layer1/scaling/bls-aggregate.ts';
import { applyCompactTransfer } from './apply-rollup.ts';
import { rollupBatchMessage } from './batch-signature.ts';
import { encodeCompactBatch, encodeUnsignedBatch } from './compact-batch.ts';
import type { CompactTransfer } from './compact-batch.ts';
import { openEpoch } from './derive.ts';
import type { DerivationCursor, OpenedEpoch } from './derive.ts';
import type { L2Block, RollupConfig } from './rollup-config.ts';
import { rollupAccountAt, rollupIndexOf } from './rollup-state.ts';
import type { RollupState } from './rollup-state.ts';
import type { AskCosigner } from './rollup-wallet.ts';
import { rollupOrderSender } from './sequencer-order.ts';
import type { SignedRollupOrder } from './sequencer-order.ts';

/** An order that has been executed. */
export interface DraftedOrder {
  readonly order: SignedRollupOrder;
  readonly sender: Address;
  readonly transfer: CompactTransfer;
}

/** A block not yet posted. */
export interface RollupDraft {
  readonly parent: L2Block;
  readonly opened: OpenedEpoch;
  readonly state: RollupState;
  readonly orders: readonly DraftedOrder[];
}

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Strata rollup sequencer', message, received, expected });

/** An empty block on the cursor's head that has read layer 1 up to `height`; null when it has no such block. */
export function openDraft(cursor: DerivationCursor, height: number): RollupDraft | null {
  const opened = openEpoch(cursor, height);
  return opened && { parent: cursor.head, opened, state: opened.state, orders: [] };
}

/**
 * The draft with one order more. Refused: another chain, a signature that does not hold, a sender who is not on the rollup or had no key there
 * when the block was opened, a nonce that is not the next, and what {@link applyCompactTransfer} refuses.
 */
export function draftOrder(
  draft: RollupDraft,
  order: SignedRollupOrder,
  config: RollupConfig,
): Result<RollupDraft> {
  if (order.chainId !== config.chainId)
    return refuse('wrong-chain', 'The order is for another chain.', order.chainId, config.chainId);
  const sender = rollupOrderSender(order);
  if (!sender.ok) return sender;
  const from = rollupIndexOf(draft.opened.state, sender.value);
  const account = from === null ? null : rollupAccountAt(draft.state, from);
  const before = from === null ? null : rollupAccountAt(draft.opened.state, from);
  if (from === null || account === null || (before?.blsKey ?? null) === null)
    return refuse(
      'sender-without-key',
      'The sender has registered no key.',
      sender.value,
      'a registered key',
    );
  if (order.nonce !== account.nonce)
    return refuse('wrong-nonce', 'Another order is next.', order.nonce, account.nonce);
  const index = order.to === 'layer-1' ? null : rollupIndexOf(draft.state, order.to);
  const transfer: CompactTransfer = {
    from,
    to:
      order.to === 'layer-1'
        ? { kind: 'layer-1' }
        : index === null
          ? { kind: 'address', address: order.to }
          : { kind: 'account', index },
    value: order.value,
    feeClass: order.feeClass,
  };
  const applied = applyCompactTransfer(draft.state, transfer, config);
  if (!applied.ok) return applied;
  const drafted = { order, sender: sender.value, transfer };
  return ok({ ...draft, state: applied.value, orders: [...draft.orders, drafted] });
}

/** `orders` one after the other on an empty draft; those that do not hold any more are left out. */
export const draftOrders = (
  empty: RollupDraft,
  orders: readonly SignedRollupOrder[],
  config: RollupConfig,
): RollupDraft =>
  orders.reduce((draft, order) => {
    const drafted = draftOrder(draft, order, config);
    return drafted.ok ? drafted.value : draft;
  }, empty);

/** A draft signed by all who send in it. */
export interface SignedDraft {
  readonly draft: RollupDraft;
  /** The batch to post. */
  readonly data: Uint8Array;
}

/**
 * Asks all who send in the draft to sign it. Who does not answer is left out with all their orders, and the others are asked again: what
 * they sign has changed. At worst there are as many rounds as senders.
 */
export function signDraft(draft: RollupDraft, config: RollupConfig, ask: AskCosigner): SignedDraft {
  const { opened, parent, orders } = draft;
  const unsigned = {
    originHeight: opened.origin.height,
    originCheck: opened.origin.hash.slice(0, 42) as `0x${string}`,
    parentCheck: parent.hash.slice(0, 42) as `0x${string}`,
    transfers: orders.map(({ transfer }) => transfer),
  };
  const statement = { chainId: config.chainId, parent: parent.hash, origin: opened.origin.hash };
  const message = rollupBatchMessage({ ...statement, unsigned: encodeUnsignedBatch(unsigned) });
  const senders = [...new Set(orders.map(({ sender }) => sender))];
  const answers = senders.map((sender) => ask(sender, message));
  const silent = new Set(senders.filter((_, at) => answers[at] === null));
  if (silent.size > 0) {
    const left = orders.filter(({ sender }) => !silent.has(sender)).map(({ order }) => order);
    return signDraft(draftOrders({ ...draft, state: opened.state, orders: [] }, left, config), config, ask);
  }
  const signatures = answers.flatMap((answer) => (answer === null ? [] : [answer]));
  const sum = signatures.length === 0 ? ok(new Uint8Array(0)) : aggregateBls(signatures);
  if (!sum.ok) throw new RangeError(sum.rejection.message);
  return { draft, data: (config.encode ?? encodeCompactBatch)({ ...unsigned, signature: sum.value }) };
}
