/** What a Lightning node keeps on its disk: all that it needs to go on after a crash. */
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import type { ChannelLink } from './channel-link.ts';
import type { FailureName } from './failure-message.ts';
import type { Route } from './find-route.ts';
import type { LightningInvoice, OwnInvoice } from './forward-htlc.ts';
import type { ShortChannelId } from './hop-payload.ts';

/** One HTLC of a node: its channel, and the count of the side that offered it. */
export interface HtlcReference {
  readonly channel: ShortChannelId;
  readonly id: number;
}

/** An HTLC as a text, to be a key. */
export const htlcKey = ({ channel, id }: HtlcReference): string => `${channel}/${id}`;

/** An HTLC that a peer offered to the node. */
export interface IncomingRecord extends HtlcReference {
  readonly paymentHash: Hash;
  readonly amount: Msat;
  readonly cltvExpiry: number;
  /** Shared with the payment's origin, for answering with a failure. */
  readonly sharedSecret: Uint8Array;
  /** Known once it was shown by the next hop, or from the start by the payee. */
  readonly preimage: Hex | null;
  /** Whether the node has asked its peer to remove it. */
  readonly removing: boolean;
}

/** An HTLC that the node offered to a peer: for one that came in, or for a payment of its own. */
export interface OutgoingRecord extends HtlcReference {
  readonly paymentHash: Hash;
  readonly amount: Msat;
  readonly cltvExpiry: number;
  /** The HTLC that it forwards; null at the payment's origin. */
  readonly forwards: HtlcReference | null;
}

/** How a payment of the node's own stands. */
export interface PaymentRecord {
  readonly invoice: LightningInvoice;
  readonly status: 'pending' | 'paid' | 'failed';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly attempts: number;
  /** The route of the attempt under way, or of the last one, with the secret of each hop. */
  readonly route: Route | null;
  readonly secrets: readonly Uint8Array[];
  /** Directions that have failed and are not tried again, by `edgeKey`. */
  readonly avoid: readonly string[];
  /** The proof of payment: the payee alone had it. */
  readonly preimage: Hex | null;
  /** Why the last attempt failed: a name of BOLT 4, `no-route`, or what else there was to say. */
  readonly failure: FailureName | string | null;
}

/** All that a node keeps. Its values are immutable; a copy of the maps is a copy of the disk. */
export interface NodeStore {
  readonly links: Map<ShortChannelId, ChannelLink>;
  readonly incoming: Map<string, IncomingRecord>;
  readonly outgoing: Map<string, OutgoingRecord>;
  readonly invoices: Map<Hash, OwnInvoice>;
  /** Hashes of invoices that have been paid: they are not taken twice. */
  readonly settled: Set<Hash>;
  readonly payments: Map<Hash, PaymentRecord>;
  /** Channels that are on their way to the chain, or there. */
  readonly closing: Set<ShortChannelId>;
  /** Secrets of onions that have come: one that comes again is refused (BOLT 4, "Onion Decryption"). */
  readonly seen: Set<string>;
  /** Spendings that were handed to the chain. */
  readonly spent: Set<string>;
}

/** An empty disk. */
export const createStore = (): NodeStore => ({
  links: new Map(),
  incoming: new Map(),
  outgoing: new Map(),
  invoices: new Map(),
  settled: new Set(),
  payments: new Map(),
  closing: new Set(),
  seen: new Set(),
  spent: new Set(),
});

/** The disk as another process reads it after a crash. */
export const copyStore = (store: NodeStore): NodeStore => ({
  links: new Map(store.links),
  incoming: new Map(store.incoming),
  outgoing: new Map(store.outgoing),
  invoices: new Map(store.invoices),
  settled: new Set(store.settled),
  payments: new Map(store.payments),
  closing: new Set(store.closing),
  seen: new Set(store.seen),
  spent: new Set(store.spent),
});
