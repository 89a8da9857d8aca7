/** One attempt at a payment: the onion for a route, and whom to avoid when it has failed. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { msat } from '../../foundation/units.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import { edgeKey } from './channel-graph.ts';
import type { ChannelGraph } from './channel-graph.ts';
import { blamesNode, isPermanent } from './failure-message.ts';
import type { FailureMessage } from './failure-message.ts';
import { MAX_ROUTE_HOPS } from './find-route.ts';
import type { Route } from './find-route.ts';
import type { LightningInvoice } from './forward-htlc.ts';
import { decodeHopPayload, encodeHopPayload } from './hop-payload.ts';
import type { HopPayload } from './hop-payload.ts';
import { peelOnion, sealOnion } from './onion-packet.ts';

/** The first HTLC of an attempt, and what the origin keeps to read a failure. */
export interface PaymentAttempt {
  readonly amount: Msat;
  readonly cltvExpiry: number;
  /** For the first hop: 1,366 bytes. */
  readonly onion: Uint8Array;
  /** Shared with each hop, first hop first. */
  readonly secrets: readonly Uint8Array[];
}

/**
 * Whether an onion can be made for `route`: it has hops, each to a node with a key, with amounts and locks that a payload
 * can hold. Whether the hops would forward it is another question, which `checkRoute` and the network answer.
 */
export const isSendable = ({ hops }: Route, keyOf: (node: string) => Hex | undefined): boolean =>
  hops.length >= 1 &&
  hops.length <= MAX_ROUTE_HOPS &&
  hops.every(
    ({ to, amount, cltvDelta }) =>
      keyOf(to) !== undefined && amount > 0n && amount < 1n << 64n && cltvDelta >= 0 && cltvDelta < 1 << 20,
  );

/**
 * The attempt to pay `invoice` over `route` at `height`. Each hop but the last reads the amount, lock and channel of the
 * HTLC that it is to offer; the last one reads what it gets, and the invoice's secret (BOLT 4, "Payload for the Last Node").
 * @throws RangeError for a route that is not {@link isSendable}
 */
export function attemptOver(
  route: Route,
  invoice: LightningInvoice,
  keyOf: (node: string) => Hex | undefined,
  height: number,
  sessionKey: Uint8Array,
): PaymentAttempt {
  const [first] = route.hops;
  if (first === undefined) throw new RangeError('A route has a hop.');
  const hops = route.hops.map((hop, index) => {
    const key = keyOf(hop.to);
    if (key === undefined) throw new RangeError(`Node ${hop.to} has no key.`);
    const next = route.hops[index + 1];
    const payload =
      next === undefined
        ? {
            amountToForward: hop.amount,
            outgoingCltv: height + hop.cltvDelta,
            paymentSecret: invoice.paymentSecret,
            total: msat(hop.amount),
          }
        : { amountToForward: next.amount, outgoingCltv: height + next.cltvDelta, channel: next.channel };
    return { publicKey: hexToBytes(key), payload: encodeHopPayload(payload) };
  });
  const { onion, sharedSecrets } = sealOnion(hops, sessionKey, hexToBytes(invoice.paymentHash));
  return { amount: first.amount, cltvExpiry: height + first.cltvDelta, onion, secrets: sharedSecrets };
}

/**
 * What to avoid after the failure of hop `hop` (0 is the first) of `route`: all channels of a node that blames itself,
 * otherwise the direction that it was to forward over; null when it is of no use to try again, since the payee itself said
 * no for good (BOLT 4, "Receiving Failure Codes").
 */
export function avoidAfter(
  graph: ChannelGraph,
  route: Route,
  hop: number,
  { name }: FailureMessage,
): readonly string[] | null {
  const node = route.hops[hop]?.to;
  const isPayee = hop === route.hops.length - 1;
  if (isPayee && isPermanent(name)) return null;
  if (blamesNode(name))
    return graph.edges
      .filter(({ from, to }) => from === node || to === node)
      .map(({ channel, from }) => edgeKey(channel, from));
  // A lock or amount that the payee finds too small was changed on the last channel.
  const at = route.hops[isPayee ? hop : hop + 1];
  return at === undefined ? [] : [edgeKey(at.channel, at.from)];
}

/** What a hop reads of an attempt. */
export interface ReadOnion {
  /** Null when the hop cannot read what is in its layer. */
  readonly payload: HopPayload | null;
  /** The onion for the next hop; null at the payee. */
  readonly next: Uint8Array | null;
  /** What the hop shares with the payer: 32 bytes. */
  readonly sharedSecret: Uint8Array;
}

/** What the hop with `secretKey` reads of an HTLC's onion; null when there is no layer for it, so that it shares no secret either. */
export function readOnion(onion: Uint8Array, secretKey: Hex, paymentHash: Hash): ReadOnion | null {
  const peeled = peelOnion(onion, hexToBytes(secretKey), hexToBytes(paymentHash));
  if (!peeled.ok) return null;
  const { payload, next, sharedSecret } = peeled.value;
  const read = decodeHopPayload(payload);
  return { payload: read.ok ? read.value : null, next, sharedSecret };
}
