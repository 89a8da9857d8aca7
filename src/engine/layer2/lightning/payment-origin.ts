/** The payer's part of a node: find a route, try it, learn from the failure, try another one. */
import { bigintToFixedBytes } from '../../foundation/bytes.ts';
import type { Random } from '../../foundation/random.ts';
import { CURVE_ORDER } from '../../foundation/secp256k1.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import { edgeKey } from './channel-graph.ts';
import type { ChannelGraph } from './channel-graph.ts';
import { decodeFailure } from './failure-message.ts';
import type { FailureMessage } from './failure-message.ts';
import type { FindRoute } from './find-route.ts';
import type { LightningInvoice } from './forward-htlc.ts';
import type { ShortChannelId } from './hop-payload.ts';
import type { NodeStore, PaymentRecord } from './node-store.ts';
import { attemptOver, avoidAfter, isSendable } from './payment-attempt.ts';
import type { PaymentAttempt } from './payment-attempt.ts';
import { openFailure } from './return-packet.ts';

/** What the payer's part needs of its node. */
export interface OriginSurroundings {
  readonly name: string;
  readonly store: NodeStore;
  readonly random: Random;
  readonly graph: ChannelGraph;
  readonly findRoute: FindRoute;
  readonly maxAttempts: number;
  height(): number;
  now(): number;
  keyOf(node: string): Hex | undefined;
  isUsable(channel: ShortChannelId): boolean;
  /** Offers the first HTLC of an attempt; false when the channel does not allow it. */
  offer(channel: ShortChannelId, attempt: PaymentAttempt, paymentHash: Hash): boolean;
  tell(event: {
    readonly kind: 'attempted' | 'attempt-failed' | 'ended';
    readonly payment: PaymentRecord;
  }): void;
}

/** A running payer. One payment has one attempt at a time, so it can never be made twice. */
export class PaymentOrigin {
  readonly #around: OriginSurroundings;

  /** A payer in its node. */
  constructor(around: OriginSurroundings) {
    this.#around = around;
  }

  /** Begins to pay `invoice`. @throws RangeError for one that the node has begun to pay before */
  pay(invoice: LightningInvoice): void {
    const { store } = this.#around;
    if (store.payments.has(invoice.paymentHash))
      throw new RangeError('This invoice was paid or tried before.');
    const payment: PaymentRecord = {
      invoice,
      status: 'pending',
      startedAt: this.#around.now(),
      endedAt: null,
      attempts: 0,
      route: null,
      secrets: [],
      avoid: [],
      preimage: null,
      failure: null,
    };
    store.payments.set(invoice.paymentHash, payment);
    this.#try(payment);
  }

  #store(payment: PaymentRecord): PaymentRecord {
    this.#around.store.payments.set(payment.invoice.paymentHash, payment);
    return payment;
  }

  #end(payment: PaymentRecord, how: Pick<PaymentRecord, 'status' | 'preimage' | 'failure'>): void {
    const ended = this.#store({ ...payment, ...how, endedAt: this.#around.now() });
    this.#around.tell({ kind: 'ended', payment: ended });
  }

  /** What the node can send over each of its channels. */
  #balances(): ReadonlyMap<ShortChannelId, Msat> {
    const usable = [...this.#around.store.links].filter(([channel]) => this.#around.isUsable(channel));
    return new Map(usable.map(([channel, link]) => [channel, link.channel.ours]));
  }

  #try(first: PaymentRecord): void {
    const { graph, random, maxAttempts, name } = this.#around;
    let payment = first;
    while (payment.attempts < maxAttempts) {
      const { invoice } = payment;
      const unusable = [...this.#around.store.links.keys()].filter(
        (channel) => !this.#around.isUsable(channel),
      );
      const found = this.#around.findRoute(graph, {
        from: name,
        to: invoice.payee,
        amount: invoice.amount,
        finalCltvDelta: invoice.finalCltvDelta,
        balances: this.#balances(),
        without: new Set([...payment.avoid, ...unusable.map((channel) => edgeKey(channel, name))]),
      });
      if (!found.ok)
        return this.#end(payment, {
          status: 'failed',
          preimage: null,
          failure: payment.failure ?? found.rejection.code,
        });
      const route = found.value;
      const [hop] = route.hops;
      if (hop === undefined || !isSendable(route, (node) => this.#around.keyOf(node)))
        return this.#end(payment, { status: 'failed', preimage: null, failure: 'no-route' });
      const session = bigintToFixedBytes(1n + random.bigint(CURVE_ORDER - 1n), 32);
      const attempt = attemptOver(
        route,
        invoice,
        (node) => this.#around.keyOf(node),
        this.#around.height(),
        session,
      );
      payment = this.#store({ ...payment, attempts: payment.attempts + 1, route, secrets: attempt.secrets });
      this.#around.tell({ kind: 'attempted', payment });
      if (this.#around.offer(hop.channel, attempt, invoice.paymentHash)) return;
      const avoid = [...payment.avoid, edgeKey(hop.channel, hop.from)];
      payment = this.#store({ ...payment, avoid, failure: 'insufficient-balance' });
      this.#around.tell({ kind: 'attempt-failed', payment });
    }
    this.#end(payment, { status: 'failed', preimage: null, failure: payment.failure ?? 'no-route' });
  }

  /** The preimage has come back: the payment is made, and this proves it. */
  paid(paymentHash: Hash, preimage: Hex): void {
    const payment = this.#around.store.payments.get(paymentHash);
    if (payment?.status === 'pending') this.#end(payment, { status: 'paid', preimage, failure: null });
  }

  /**
   * The attempt has failed and its HTLC is back: a packet says where and why, or the node's own channel failed. Whoever
   * spoils a packet cannot be named; then the first channel is avoided, whose peer has the fault or has chosen who has it.
   */
  failed(paymentHash: Hash, why: Uint8Array | FailureMessage): void {
    const payment = this.#around.store.payments.get(paymentHash);
    if (payment?.status !== 'pending' || payment.route === null) return;
    const { route, secrets } = payment;
    const opened = why instanceof Uint8Array ? openFailure(why, secrets) : null;
    const read = opened?.ok === true ? decodeFailure(opened.value.message) : null;
    const failure: FailureMessage | null =
      why instanceof Uint8Array ? (read?.ok === true ? read.value : null) : why;
    const hop = opened?.ok === true ? opened.value.hop : -1;
    const avoid = failure === null ? null : avoidAfter(this.#around.graph, route, hop, failure);
    const first = route.hops[0];
    const blamed =
      avoid ?? (failure === null && first !== undefined ? [edgeKey(first.channel, first.from)] : null);
    const next = this.#store({
      ...payment,
      avoid: [...payment.avoid, ...(blamed ?? [])],
      failure: failure?.name ?? 'unattributable-failure',
    });
    this.#around.tell({ kind: 'attempt-failed', payment: next });
    if (blamed === null) this.#end(next, { status: 'failed', preimage: null, failure: next.failure });
    else this.#try(next);
  }
}
