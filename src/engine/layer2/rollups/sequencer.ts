/** The sequencer: executes orders at once, promises them their place, and posts what it did to layer 1. */
import { ok, reject } from '../../foundation/result.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import type { ChainUser } from '../../layer1/chain/chain-user.ts';
import { contentBytes, packBlob } from '../../layer1/data/blobs.ts';
import { commitToBlob } from '../../layer1/data/kzg.ts';
import type { TrustedSetup } from '../../layer1/data/kzg-setup.ts';
import { contractTransactionHash } from '../../layer1/ledger/contract-transaction.ts';
import type { Contract } from '../../layer1/machine/contracts/contract.ts';
import { applyBatch } from './derive.ts';
import type { DerivationCursor } from './derive.ts';
import type { InboxCall } from './inbox.ts';
import type { L2Block, RollupConfig } from './rollup-config.ts';
import { draftOrder, draftOrders, openDraft, signDraft } from './rollup-draft.ts';
import type { RollupDraft } from './rollup-draft.ts';
import { RollupNode } from './rollup-node.ts';
import type { AskCosigner } from './rollup-wallet.ts';
import { rollupOrderHash, signSoftConfirmation } from './sequencer-order.ts';
import type { SignedRollupOrder, SoftConfirmation } from './sequencer-order.ts';

/** What a sequencer is made of. */
export interface RollupSequencerSettings {
  readonly config: RollupConfig;
  readonly inbox: Contract<InboxCall>;
  /** The key by which it promises; its address is the configured sequencer's. */
  readonly key: KeyPair;
  /** The same key's account on layer 1, which pays for batches. */
  readonly account: ChainUser;
  readonly ask: AskCosigner;
  /**
   * How many blocks of layer 1 must stand on one before its messages are taken in: none unless told. More of them make a
   * promise outlive a deeper reorganisation, and deposits wait for longer.
   */
  readonly confirmations?: number;
  /**
   * What a sequencer with this key has promised before, where it was stopped and starts again: it must not promise a place twice. Nothing
   * unless told.
   */
  readonly promises?: readonly SoftConfirmation[];
  /** Puts batches into blobs under this setup; into call data unless told. */
  readonly blobSetup?: TrustedSetup;
}

interface SentBatch {
  readonly data: Uint8Array;
  readonly block: L2Block;
  readonly orders: readonly SignedRollupOrder[];
  readonly transaction: Hash;
}

/** What following layer 1 meant for the sequencer. */
export interface SequencerNews {
  /** Blocks of layer 1 that were undone. */
  readonly undone: number;
  /** Orders that had a promise and now stand elsewhere or nowhere. */
  readonly broken: readonly Hash[];
}

/** A batch that was posted. */
export interface SequencedBatch {
  readonly transaction: Hash;
  readonly data: Uint8Array;
  readonly block: L2Block;
  /** Orders that had a promise and do not stand there, since someone before them did not sign. */
  readonly broken: readonly Hash[];
}

const UNCHECKED = { checkSignature: () => ok(undefined) };

/** The place that a promise is about: only one order may ever be promised it. */
const placeOf = ({ parent, origin, position }: Pick<SoftConfirmation, 'parent' | 'origin' | 'position'>) =>
  `${parent} ${origin} ${position}`;

/**
 * A sequencer at work. All that it must not lose stands on layer 1, but for its promises: with those a new one with the same key
 * goes on where layer 1 ends. Whatever layer 1 does, it promises no place twice, so that nobody can convict it.
 */
export class RollupSequencer {
  readonly node: RollupNode;
  readonly #settings: RollupSequencerSettings;
  /** Posted batches that do not follow from layer 1 yet, and the last of those that do: a reorganisation may take them away again. */
  #open: readonly SentBatch[] = [];
  #settled: readonly SentBatch[] = [];
  #draft: RollupDraft;
  readonly #promises = new Map<string, SoftConfirmation>();

  constructor(settings: RollupSequencerSettings) {
    this.#settings = settings;
    for (const promise of settings.promises ?? []) this.#promises.set(placeOf(promise), promise);
    this.node = new RollupNode(settings.config);
    this.node.follow(settings.account.chain.blocks);
    this.#draft = this.#begin();
  }

  /** The last block that the sequencer has made, posted but perhaps not on layer 1 yet. */
  get head(): L2Block {
    return this.#cursor.head;
  }

  /** All that it has promised: what must be kept for one that starts again. */
  get promises(): readonly SoftConfirmation[] {
    return [...this.#promises.values()];
  }

  /** The block that is being filled. */
  get draft(): RollupDraft {
    return this.#draft;
  }

  get #cursor(): DerivationCursor {
    const last = this.#open.at(-1);
    if (last === undefined) return this.node.cursor;
    const { origin } = last.block;
    const waiting = this.node.cursor.waiting.filter((epoch) => epoch.origin.height > origin.height);
    return { head: last.block, waiting };
  }

  #begin(): RollupDraft {
    const cursor = this.#cursor;
    const { account, confirmations = 0 } = this.#settings;
    const height = Math.max(cursor.head.origin.height, account.chain.height - confirmations);
    const draft = openDraft(cursor, height);
    if (draft === null) throw new RangeError(`Layer 1 has no block ${height}.`);
    return draft;
  }

  /**
   * Executes an order on the block that is being filled and promises it its place. Refused: what {@link draftOrder} refuses, and an
   * order where another was promised the place: that one was lost when layer 1 or a cosigner changed the block, and until the block
   * reads another origin the place is taken.
   */
  accept(order: SignedRollupOrder): Result<SoftConfirmation> {
    const { config, key } = this.#settings;
    const drafted = draftOrder(this.#draft, order, config);
    if (!drafted.ok) return drafted;
    const { parent, opened, orders } = drafted.value;
    const place = { parent: parent.hash, origin: opened.origin.hash, position: orders.length - 1 };
    const promise = { chainId: config.chainId, ...place, order: rollupOrderHash(order) };
    const before = this.#promises.get(placeOf(place));
    if (before !== undefined && before.order !== promise.order)
      return reject({
        code: 'place-promised',
        rule: 'Strata rollup sequencer',
        message: 'Another order was promised this place.',
        received: promise.order,
        expected: before.order,
      });
    const confirmation = before ?? signSoftConfirmation(promise, key);
    this.#promises.set(placeOf(place), confirmation);
    this.#draft = drafted.value;
    return ok(confirmation);
  }

  /**
   * Signs the block that is being filled and sends it to layer 1; null when there is nothing to tell: no order and no block of layer 1 that
   * layer 2 has not read. Refused: a block whose window has passed.
   */
  post(): Result<SequencedBatch | null> {
    const { config, account, ask } = this.#settings;
    const cursor = this.#cursor;
    const { draft, data } = signDraft(this.#draft, config, ask);
    if (draft.orders.length === 0 && draft.opened.origin.height === cursor.head.origin.height)
      return ok(null);
    const applied = applyBatch(cursor, data, account.chain.height + 1, { ...config, ...UNCHECKED });
    if (!applied.ok) return applied;
    const block = applied.value.head;
    const transaction = this.#send(data);
    const orders = draft.orders.map(({ order }) => order);
    const broken = this.#draft.orders
      .filter(({ order }, at) => orders[at] !== order)
      .map(({ order }) => rollupOrderHash(order));
    this.#open = [...this.#open, { data, block, transaction, orders }];
    this.#draft = this.#begin();
    return ok({ transaction, data, block, broken });
  }

  #send(data: Uint8Array): Hash {
    const { account, inbox, blobSetup } = this.#settings;
    if (blobSetup === undefined) return account.call(inbox, { kind: 'post', batch: data });
    const room = contentBytes(blobSetup.scalars);
    const blobs = Array.from({ length: Math.ceil(data.length / room) }, (_, at) => {
      const blob = packBlob(data.subarray(at * room, (at + 1) * room), blobSetup.scalars);
      if (!blob.ok) return reject(blob.rejection);
      return ok({ blob: blob.value, commitment: commitToBlob(blob.value, blobSetup) });
    }).flatMap((packed) => (packed.ok ? [packed.value] : []));
    return account.call(inbox, { kind: 'postBlobs', blobs: blobs.length }, { blobs });
  }

  /**
   * Reads layer 1 as it is now. Batches that layer 1 has lost are sent again while they still fit; when layer 2 has gone another way,
   * the sequencer goes along, and executes anew what it had promised, as far as that still holds.
   */
  follow(): SequencerNews {
    const { config, account } = this.#settings;
    const { chain } = account;
    const undone = this.node.follow(chain.blocks);
    const derived = new Set(this.node.blocks.map(({ hash }) => hash));
    const sent = [...this.#settled, ...this.#open];
    this.#settled = sent.filter(({ block }) => derived.has(block.hash)).slice(-config.sequencingWindow);
    const open = sent.filter(({ block }) => !derived.has(block.hash));
    const holds = this.#stillHolds(open);
    const waits = new Set(chain.pending.map(contractTransactionHash));
    this.#open = (holds ? open : []).map((batch) =>
      waits.has(batch.transaction) ? batch : { ...batch, transaction: this.#send(batch.data) },
    );
    const { parent, orders } = this.#draft;
    const drafted = orders.map(({ order }) => order);
    if (this.#draftStands()) return { undone, broken: [] };
    const again = holds ? drafted : [...open.flatMap((batch) => batch.orders), ...drafted];
    this.#draft = draftOrders(this.#begin(), again, config);
    const isSamePlace = this.#draft.parent.hash === parent.hash;
    const { orders: placed } = this.#draft;
    // Where an order before it was lost, an order has moved up, and that is not where it was promised.
    const broken = again.filter((order, at) => !isSamePlace || placed[at]?.order !== order);
    return { undone, broken: broken.map(rollupOrderHash) };
  }

  /** Whether what was sent and is not derived yet can still be: it follows the derived head, and layer 1 has its origins. */
  #stillHolds(open: readonly SentBatch[]): boolean {
    const [first] = open;
    if (first === undefined) return true;
    const { head, waiting } = this.node.cursor;
    if (first.block.parent !== head.hash) return false;
    const { account, config } = this.#settings;
    const origins = new Set([head.origin.hash, ...waiting.map(({ origin }) => origin.hash)]);
    const least = account.chain.height + 1 - config.sequencingWindow;
    return open.every(
      ({ block, transaction }) =>
        origins.has(block.origin.hash) &&
        block.origin.height >= least &&
        account.receipt(transaction) === null,
    );
  }

  /** Whether the block being filled can stay as it is: its parent and origin stand, and it has orders to keep. */
  #draftStands(): boolean {
    const { parent, opened, orders } = this.#draft;
    const { head, waiting } = this.#cursor;
    const { account, config } = this.#settings;
    if (orders.length === 0 || parent.hash !== head.hash) return false;
    if (opened.origin.height < account.chain.height + 1 - config.sequencingWindow) return false;
    return [head.origin, ...waiting.map(({ origin }) => origin)].some(
      ({ hash }) => hash === opened.origin.hash,
    );
  }
}
