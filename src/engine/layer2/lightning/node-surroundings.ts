/** What a Lightning node needs of the world around it, and what it tells about itself. */
import type { Hex } from '../../foundation/units.ts';
import type { ChainTimes } from './chain-duties.ts';
import type { ChannelGraph } from './channel-graph.ts';
import type { LinkMessage } from './channel-link.ts';
import type { FindRoute } from './find-route.ts';
import type { ShortChannelId } from './hop-payload.ts';
import type { OutgoingRecord, PaymentRecord } from './node-store.ts';
import type { SettlementChain } from './settlement-chain.ts';

/** What happens at a node that others may want to see. */
export type NodeEvent =
  | { readonly kind: 'offered'; readonly htlc: OutgoingRecord; readonly to: string }
  | { readonly kind: 'fulfilled'; readonly htlc: OutgoingRecord; readonly onChain: boolean }
  | { readonly kind: 'failed'; readonly htlc: OutgoingRecord; readonly why: string }
  | { readonly kind: 'closed'; readonly channel: ShortChannelId; readonly why: string }
  | { readonly kind: 'attempted'; readonly payment: PaymentRecord }
  | { readonly kind: 'attempt-failed'; readonly payment: PaymentRecord }
  | { readonly kind: 'ended'; readonly payment: PaymentRecord };

/** What surrounds a node: the network, the clock, the chain, and what it knows of the others. */
export interface NodeSurroundings {
  readonly graph: ChannelGraph;
  readonly chain: SettlementChain;
  readonly times: ChainTimes;
  readonly findRoute: FindRoute;
  /** Attempts at a payment, the first one included. */
  readonly maxAttempts: number;
  keyOf(node: string): Hex | undefined;
  now(): number;
  send(to: string, message: LinkMessage): void;
  /** Calls the node's `repeat` for a channel after a while. */
  repeatLater(channel: ShortChannelId): void;
  tell(event: NodeEvent): void;
}
