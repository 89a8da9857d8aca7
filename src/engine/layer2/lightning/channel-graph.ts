/** The map of a payment network as gossip draws it: channels, each direction with its fee, lock and bounds (BOLT 7). */
import { msat } from '../../foundation/units.ts';
import type { Msat } from '../../foundation/units.ts';
import { sayShortChannelId } from './hop-payload.ts';
import type { ShortChannelId } from './hop-payload.ts';

/** What a node asks for forwarding over one of its channels (BOLT 7, "The `channel_update` Message"). */
export interface ChannelPolicy {
  /** Taken for each payment, `fee_base_msat`. */
  readonly feeBase: Msat;
  /** Taken of each million forwarded, `fee_proportional_millionths`. */
  readonly feeProportional: number;
  /** Blocks between the lock of the HTLC that comes in and of the one that goes out, `cltv_expiry_delta`. */
  readonly cltvExpiryDelta: number;
  /** The smallest HTLC that the node forwards over it, `htlc_minimum_msat`. */
  readonly htlcMinimum: Msat;
  /** The largest one, `htlc_maximum_msat`. */
  readonly htlcMaximum: Msat;
}

/** One direction of a channel: `from` forwards over it to `to`. */
export interface ChannelEdge {
  readonly channel: ShortChannelId;
  /** Node that sends over it and whose policy it is. Any name that is one node's alone. */
  readonly from: string;
  readonly to: string;
  /** Coins in the channel, on both sides together. How they are divided only the two nodes know. */
  readonly capacity: Msat;
  readonly policy: ChannelPolicy;
}

/** All known directions, in a fixed order. Treat as immutable. */
export interface ChannelGraph {
  readonly edges: readonly ChannelEdge[];
}

/** The graph of `edges`. @throws RangeError for the same direction twice, a channel from a node to itself, bounds that admit nothing, and terms that no gossip could carry */
export function createChannelGraph(edges: readonly ChannelEdge[]): ChannelGraph {
  const seen = new Set<string>();
  for (const edge of edges) {
    const key = edgeKey(edge.channel, edge.from);
    if (seen.has(key)) throw new RangeError(`The direction ${key} is there twice.`);
    if (edge.from === edge.to) throw new RangeError(`Channel ${key} leads nowhere.`);
    const { feeBase, htlcMinimum, htlcMaximum, feeProportional, cltvExpiryDelta } = edge.policy;
    if (htlcMinimum < 0n || htlcMinimum > htlcMaximum || htlcMaximum > edge.capacity)
      throw new RangeError(`Bounds ascend: ${htlcMinimum} ≤ ${htlcMaximum} ≤ capacity ${edge.capacity}.`);
    // `fee_base_msat` and `fee_proportional_millionths` have 32 bits on the wire, `cltv_expiry_delta` 16 (BOLT 7).
    const isWithin = (count: number, bits: number): boolean =>
      Number.isInteger(count) && count >= 0 && count < 2 ** bits;
    if (!isWithin(Number(feeBase), 32) || !isWithin(feeProportional, 32) || !isWithin(cltvExpiryDelta, 16))
      throw new RangeError(`Fee and lock of ${key} are whole numbers of 32 and 16 bits.`);
    seen.add(key);
  }
  return { edges: [...edges] };
}

/** One direction of a channel as a text: the short id and the node that sends. */
export const edgeKey = (channel: ShortChannelId, from: string): string =>
  `${sayShortChannelId(channel)}/${from}`;

/**
 * What forwarding `amount` costs: base plus the proportional part, rounded down (BOLT 7, "HTLC Fees"). It is reckoned on
 * the amount that goes out, and taken from the one that comes in.
 */
export const forwardingFee = (policy: ChannelPolicy, amount: Msat): Msat =>
  msat(policy.feeBase + (amount * BigInt(policy.feeProportional)) / 1_000_000n);
