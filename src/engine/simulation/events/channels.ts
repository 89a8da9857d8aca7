/** What can happen with payment channels, as a trace has it. */

/** An event of payment channels. Balances are in satoshi, rounded down. */
export type ChannelEvent =
  | {
      readonly kind: 'channel-opened';
      /** The channel, by its funding output or contract. */
      readonly channel: string;
      readonly capacity: string;
    }
  | {
      /** The actor has a new commitment, signed by the other side, and may publish no earlier one. */
      readonly kind: 'commitment-updated';
      readonly channel: string;
      readonly number: number;
      readonly own: string;
      readonly other: string;
      /** Payments that are still on their way. */
      readonly open: number;
    }
  | {
      /** The actor goes to the chain with this commitment, alone. */
      readonly kind: 'commitment-published';
      readonly channel: string;
      readonly number: number;
      /** Whether the actor had revoked it. */
      readonly revoked: boolean;
    }
  | {
      /** The actor takes so many outputs of a revoked commitment. */
      readonly kind: 'penalty-published';
      readonly channel: string;
      readonly transaction: string;
      readonly outputs: number;
    }
  | {
      /** A client left a sealed penalty of so many bytes at a watchtower. */
      readonly kind: 'hint-left';
      readonly to: string;
      readonly locator: string;
      readonly bytes: number;
    }
  | {
      /** The actor says nothing from here on. */
      readonly kind: 'party-silent';
      readonly channel: string;
    }
  | {
      /** The actor has `amount` of the channel's coins on the chain at the end. */
      readonly kind: 'channel-settled';
      readonly channel: string;
      readonly amount: string;
    };
