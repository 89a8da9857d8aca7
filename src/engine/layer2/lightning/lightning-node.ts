/** A Lightning node: it forwards payments of others, makes its own, and watches the chain. */
import { bytesToHex } from '../../foundation/bytes.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Random } from '../../foundation/random.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hex } from '../../foundation/units.ts';
import { chainDuties, chainOutcomes, closingFrom, forgetSettled } from './chain-duties.ts';
import type { NodeConduct } from './chain-duties.ts';
import type { ChannelPolicy } from './channel-graph.ts';
import { againOf, isWaiting, makeUpdate, takeMessage } from './channel-link.ts';
import type { HtlcUpdate, LinkMessage, LinkStep } from './channel-link.ts';
import { encodeFailure } from './failure-message.ts';
import type { FailureMessage } from './failure-message.ts';
import { checkFinalHtlc, checkForwarding, failureOf } from './forward-htlc.ts';
import type { LightningInvoice } from './forward-htlc.ts';
import type { HopPayload, ShortChannelId } from './hop-payload.ts';
import { opensHash } from './lightning-channel.ts';
import { htlcKey } from './node-store.ts';
import type { HtlcReference, IncomingRecord, NodeStore, OutgoingRecord } from './node-store.ts';
import { readOnion } from './payment-attempt.ts';
import { PaymentOrigin } from './payment-origin.ts';
import { sealFailure, wrapReturnPacket } from './return-packet.ts';
import type { NodeSurroundings } from './node-surroundings.ts';

/** What a node is made of. */
export interface LightningNodeSettings {
  readonly name: string;
  readonly key: KeyPair;
  /** The node's own terms for each of its channels. */
  readonly policies: ReadonlyMap<ShortChannelId, ChannelPolicy>;
  readonly random: Random;
  readonly store: NodeStore;
  readonly conduct?: NodeConduct;
}

/**
 * A running node. All that matters stands in `store`, and is changed there before a message leaves: a node made anew with a
 * copy of the store goes on where this one stopped.
 */
export class LightningNode {
  readonly name: string;
  readonly store: NodeStore;
  readonly conduct: NodeConduct;
  readonly #settings: LightningNodeSettings;
  readonly #around: NodeSurroundings;
  readonly #origin: PaymentOrigin;
  /** Channels for which a repetition is on its way. */
  readonly #repeating = new Set<ShortChannelId>();

  /** A node in its surroundings; channels whose peer may miss something are spoken to at once. */
  constructor(settings: LightningNodeSettings, around: NodeSurroundings) {
    this.name = settings.name;
    this.store = settings.store;
    this.conduct = settings.conduct ?? 'honest';
    this.#settings = settings;
    this.#around = around;
    const { chain, graph, findRoute, maxAttempts } = around;
    this.#origin = new PaymentOrigin({
      ...{ name: this.name, store: this.store, random: settings.random, graph, findRoute, maxAttempts },
      height: () => chain.height,
      now: () => around.now(),
      keyOf: (node) => around.keyOf(node),
      isUsable: (channel) => !this.#isClosed(channel),
      offer: (channel, { amount, cltvExpiry, onion }, paymentHash) =>
        this.#offer(channel, { paymentHash, amount, cltvExpiry }, onion, null),
      tell: (event) => around.tell(event),
    });
    for (const channel of this.store.links.keys()) this.#armRepeat(channel);
  }

  /** Begins to pay an invoice of another node. */
  pay(invoice: LightningInvoice): void {
    this.#origin.pay(invoice);
  }

  /** Takes a message of a peer. */
  receive(message: LinkMessage): void {
    const link = this.store.links.get(message.channel);
    if (link === undefined) return;
    if (this.conduct === 'hostile' && message.kind === 'update' && message.update.kind !== 'add') return;
    // Whoever gives no state up acknowledges nothing that it said itself.
    if (this.conduct === 'two-faced' && link.unacknowledged.some(({ update }) => update.kind === 'fail'))
      return;
    if (this.#isClosed(message.channel)) {
      // The channel is the chain's now; but a preimage is a preimage.
      if (message.kind === 'update' && message.update.kind === 'fulfil')
        this.#learn({ channel: message.channel, id: message.update.id }, message.update.preimage, false);
      return;
    }
    const step = takeMessage(link, message);
    if (!step.ok) this.close(message.channel, step.rejection.message);
    else this.#take(message.channel, step.value);
  }

  #isClosed(channel: ShortChannelId): boolean {
    return this.store.closing.has(channel) || this.#around.chain.closingOf(channel) !== null;
  }

  /** Stores what a step has changed, sends what it says, and acts on what has come into force. */
  #take(channel: ShortChannelId, { link, messages, taken, committed }: LinkStep): void {
    this.store.links.set(channel, link);
    for (const message of messages) this.#around.send(link.peer, message);
    this.#armRepeat(channel);
    // A preimage is good at once; everything else waits until it is irrevocably committed (BOLT 2, "Forwarding HTLCs").
    for (const update of taken)
      if (update.kind === 'fulfil') this.#learn({ channel, id: update.id }, update.preimage, false);
    for (const update of committed) {
      if (update.kind === 'add') this.#accept(channel, update);
      else if (update.kind === 'fail') this.#failed({ channel, id: update.id }, update.reason);
    }
  }

  #armRepeat(channel: ShortChannelId): void {
    const link = this.store.links.get(channel);
    if (link === undefined || !isWaiting(link) || this.#repeating.has(channel)) return;
    this.#repeating.add(channel);
    this.#around.repeatLater(channel);
  }

  /** Says again what a peer has not answered. */
  repeat(channel: ShortChannelId): void {
    this.#repeating.delete(channel);
    const link = this.store.links.get(channel);
    if (link === undefined || this.#isClosed(channel)) return;
    for (const message of againOf(link)) this.#around.send(link.peer, message);
    this.#armRepeat(channel);
  }

  #update(channel: ShortChannelId, update: HtlcUpdate): Result<LinkStep> | null {
    const link = this.store.links.get(channel);
    if (link === undefined || this.#isClosed(channel)) return null;
    const step = makeUpdate(link, update);
    if (step.ok) this.#take(channel, step.value);
    return step;
  }

  /** An HTLC of a peer is committed: read its onion, and take it, pass it on, or fail it. */
  #accept(channel: ShortChannelId, add: HtlcUpdate & { readonly kind: 'add' }): void {
    const { id, amount, paymentHash, cltvExpiry, onion } = add;
    const read = readOnion(onion, this.#settings.key.secretKey, paymentHash);
    if (read === null || this.store.seen.has(bytesToHex(read.sharedSecret))) {
      // Without a secret there is no packet to return: the peer writes it (BOLT 2, `update_fail_malformed_htlc`).
      this.#update(channel, { kind: 'fail', id, reason: new Uint8Array(0) });
      return;
    }
    const { payload, next, sharedSecret } = read;
    this.store.seen.add(bytesToHex(sharedSecret));
    const record = {
      channel,
      id,
      paymentHash,
      amount,
      cltvExpiry,
      sharedSecret,
      preimage: null,
      removing: false,
    };
    this.store.incoming.set(htlcKey(record), record);
    if (this.conduct === 'holds' || this.conduct === 'jams') return;
    if (payload === null) this.#fail(record, { name: 'invalid_onion_payload' });
    else if (next === null) this.#receive(record, payload);
    else this.#forward(record, payload, next);
  }

  /** The payee's part: take what was asked for and show the preimage. */
  #receive(record: IncomingRecord, payload: HopPayload): void {
    const { paymentHash } = record;
    const invoice = this.store.settled.has(paymentHash) ? undefined : this.store.invoices.get(paymentHash);
    const checked = checkFinalHtlc(record, payload, invoice ?? null, this.#around.chain.height);
    if (!checked.ok || invoice === undefined) {
      this.#fail(
        record,
        checked.ok ? { name: 'temporary_node_failure' } : failureOf(checked.rejection.received),
      );
      return;
    }
    this.store.settled.add(paymentHash);
    if (this.conduct === 'two-faced') {
      this.#fail(record, { name: 'incorrect_or_unknown_payment_details' });
      this.store.incoming.set(htlcKey(record), { ...record, preimage: invoice.preimage, removing: true });
    } else this.#fulfil(record, invoice.preimage);
  }

  /** A forwarding node's part: offer the next HTLC, or say why not. */
  #forward(record: IncomingRecord, payload: HopPayload, onion: Uint8Array): void {
    const { chain, times } = this.#around;
    const channel = payload.channel ?? 0n;
    const policy = this.#settings.policies.get(channel);
    if (policy === undefined) return this.#fail(record, { name: 'unknown_next_peer' });
    if (this.#isClosed(channel)) return this.#fail(record, { name: 'permanent_channel_failure' });
    const checked = checkForwarding(record, payload, policy, chain.height, times.grace);
    if (!checked.ok) return this.#fail(record, failureOf(checked.rejection.received));
    const { paymentHash } = record;
    const htlc = { paymentHash, amount: payload.amountToForward, cltvExpiry: payload.outgoingCltv };
    if (!this.#offer(channel, htlc, onion, record)) this.#fail(record, { name: 'temporary_channel_failure' });
  }

  /** Offers an HTLC over `channel`; false when its balance does not allow it. */
  #offer(
    channel: ShortChannelId,
    htlc: Pick<OutgoingRecord, 'paymentHash' | 'amount' | 'cltvExpiry'>,
    onion: Uint8Array,
    forwards: HtlcReference | null,
  ): boolean {
    const link = this.store.links.get(channel);
    if (link === undefined) return false;
    const record: OutgoingRecord = { ...htlc, channel, id: link.offered, forwards };
    const made = this.#update(channel, { kind: 'add', ...htlc, id: link.offered, onion });
    if (made === null || !made.ok) return false;
    this.store.outgoing.set(htlcKey(record), record);
    this.#around.tell({ kind: 'offered', htlc: record, to: link.peer });
    return true;
  }

  #fulfil(record: IncomingRecord, preimage: Hex): void {
    const known = { ...record, preimage, removing: true };
    this.store.incoming.set(htlcKey(record), known);
    if (this.conduct === 'hostile') return;
    this.#update(record.channel, { kind: 'fulfil', id: record.id, preimage });
  }

  #fail(record: IncomingRecord, failure: FailureMessage): void {
    this.#failWith(record, sealFailure(encodeFailure(failure), record.sharedSecret));
  }

  #failWith(record: IncomingRecord, reason: Uint8Array): void {
    const current = this.store.incoming.get(htlcKey(record));
    if (current === undefined || current.removing) return;
    this.store.incoming.set(htlcKey(record), { ...current, removing: true });
    this.#update(record.channel, { kind: 'fail', id: record.id, reason });
  }

  /** The preimage of an HTLC that the node offered has come: it is owed to whoever offered it to the node. */
  #learn(reference: HtlcReference, preimage: Hex, onChain: boolean): void {
    const outgoing = this.store.outgoing.get(htlcKey(reference));
    if (outgoing === undefined) return;
    if (!opensHash(preimage, outgoing.paymentHash)) return;
    this.store.outgoing.delete(htlcKey(reference));
    this.#around.tell({ kind: 'fulfilled', htlc: outgoing, onChain });
    if (outgoing.forwards === null) return this.#origin.paid(outgoing.paymentHash, preimage);
    const incoming = this.store.incoming.get(htlcKey(outgoing.forwards));
    if (incoming !== undefined) this.#fulfil(incoming, preimage);
  }

  /** An HTLC that the node offered has failed for good; `reason` is empty when the peer could not read the onion. */
  #failed(reference: HtlcReference, reason: Uint8Array | FailureMessage): void {
    const outgoing = this.store.outgoing.get(htlcKey(reference));
    if (outgoing === undefined) return;
    this.store.outgoing.delete(htlcKey(reference));
    const own: FailureMessage | null = !(reason instanceof Uint8Array)
      ? reason
      : reason.length === 0
        ? { name: 'invalid_onion_hmac' }
        : null;
    const { forwards } = outgoing;
    this.#around.tell({ kind: 'failed', htlc: outgoing, why: own?.name ?? 'failed further on' });
    if (forwards === null) return this.#origin.failed(outgoing.paymentHash, own ?? (reason as Uint8Array));
    const incoming = this.store.incoming.get(htlcKey(forwards));
    if (incoming === undefined) return;
    if (own !== null) this.#fail(incoming, own);
    else this.#failWith(incoming, wrapReturnPacket(reason as Uint8Array, incoming.sharedSecret));
  }

  /** Puts the node's own state of a channel on chain: from then on the chain decides about its HTLCs. */
  close(channel: ShortChannelId, why: string): void {
    const link = this.store.links.get(channel);
    if (link === undefined || this.#isClosed(channel)) return;
    this.store.closing.add(channel);
    this.#around.chain.close(closingFrom(link, this.name));
    this.#around.tell({ kind: 'closed', channel, why });
  }

  /** Looks at a new block: what it shows of the node's HTLCs first, then what is to be done about the others. */
  onBlock(): void {
    const { chain, times } = this.#around;
    forgetSettled(this.store, chain);
    if (this.conduct === 'jams') this.#release();
    for (const { outgoing, preimage } of chainOutcomes(this.store, this.name, chain)) {
      if (preimage === null) this.#failed(outgoing, { name: 'permanent_channel_failure' });
      else this.#learn(outgoing, preimage, true);
    }
    for (const duty of chainDuties(this.store, this.name, chain, times, this.conduct)) {
      if (duty.kind === 'close') this.close(duty.channel, duty.why);
      else {
        const key = `${duty.channel}/${duty.htlc.offerer}/${duty.htlc.id}`;
        if (this.store.spent.has(key)) continue;
        this.store.spent.add(key);
        chain.spend(duty.channel, duty.htlc, this.name, duty.preimage);
      }
    }
  }

  /** Fails held HTLCs just before their locks are over: three blocks, so that the word gets back in time. */
  #release(): void {
    for (const record of this.store.incoming.values())
      if (this.#around.chain.height >= record.cltvExpiry - 3)
        this.#fail(record, { name: 'incorrect_or_unknown_payment_details' });
  }
}
