/** The messages between the two sides of a channel, by their names in BOLT 2. */
import type { Hash, Hex, Msat, Sat } from '../../foundation/units.ts';
import type { ChannelBasepoints } from './channel-keys.ts';
import type { CommitmentSignatures } from './commitment-signatures.ts';

/** What one side asks for when a channel is opened (BOLT 2, `open_channel`, `accept_channel`). */
export interface ChannelSideTerms {
  readonly basepoints: ChannelBasepoints;
  /** Outputs below are not made in this side's own commitments. */
  readonly dustLimit: Sat;
  /** Blocks that the other side waits for its own coins when it goes to the chain alone. */
  readonly toSelfDelay: number;
  /** What the other side always keeps on its side, so that cheating costs something. */
  readonly reserve: Sat;
  /** HTLCs that the other side may have open at once; at most 483. */
  readonly maxHtlcs: number;
}

/** The messages by which a channel is opened (BOLT 2, "Channel Establishment v1"). */
export type OpeningMessage =
  | {
      readonly type: 'open_channel';
      readonly amount: Sat;
      /** What the opener gives the other side from the start. */
      readonly push: Msat;
      readonly feerate: Sat;
      readonly anchors: boolean;
      readonly terms: ChannelSideTerms;
      /** The point of the opener's commitment 0. */
      readonly firstPoint: Hex;
    }
  | {
      readonly type: 'accept_channel';
      readonly terms: ChannelSideTerms;
      readonly firstPoint: Hex;
      /** Confirmations that the acceptor waits for. */
      readonly minimumDepth: number;
    }
  | {
      readonly type: 'funding_created';
      readonly id: Hash;
      readonly output: number;
      /** Over the acceptor's commitment 0. */
      readonly signature: Hex;
    }
  | { readonly type: 'funding_signed'; readonly signature: Hex };

/** A message that offers an HTLC or takes one away. */
export type UpdateMessage =
  | {
      readonly type: 'update_add_htlc';
      readonly id: number;
      readonly amount: Msat;
      readonly paymentHash: Hash;
      readonly expiry: number;
      /** For the next hop (BOLT 4); empty for a payment between the two. */
      readonly onion: Hex;
    }
  | { readonly type: 'update_fulfill_htlc'; readonly id: number; readonly preimage: Hex }
  | { readonly type: 'update_fail_htlc'; readonly id: number; readonly reason: Hex };

/** A message of an opened channel (BOLT 2). */
export type ChannelMessage =
  | { readonly type: 'channel_ready'; readonly secondPoint: Hex }
  | UpdateMessage
  | { readonly type: 'commitment_signed'; readonly signatures: CommitmentSignatures }
  | { readonly type: 'revoke_and_ack'; readonly secret: Hex; readonly nextPoint: Hex }
  | {
      readonly type: 'channel_reestablish';
      /** Number of the next `commitment_signed` that the sender expects. */
      readonly nextCommitment: number;
      /** Number of the commitment whose revocation the sender expects next. */
      readonly nextRevocation: number;
      /** The last secret that it was told; zeros when it was told none. */
      readonly lastSecret: Hex;
    }
  | { readonly type: 'shutdown'; readonly script: Hex }
  | { readonly type: 'closing_signed'; readonly fee: Sat; readonly signature: Hex }
  | { readonly type: 'error'; readonly why: string };
