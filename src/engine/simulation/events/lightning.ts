/** What can happen in a Lightning network, as a trace has it. Amounts are thousandths of a satoshi. */

/** An event of a Lightning network. A channel is named by its short id, a payment by its hash. */
export type LightningEvent =
  | {
      /** The actor offers an HTLC to its peer, locked until a block height. */
      readonly kind: 'htlc-added';
      readonly channel: string;
      readonly payment: string;
      readonly to: string;
      readonly amount: string;
      readonly expiry: number;
    }
  | {
      /** The actor learns the preimage for an HTLC that it offered, from its peer or from the chain. */
      readonly kind: 'htlc-fulfilled';
      readonly channel: string;
      readonly payment: string;
      readonly amount: string;
      readonly onChain: boolean;
    }
  | {
      /** An HTLC that the actor offered is back with it for good. */
      readonly kind: 'htlc-failed';
      readonly channel: string;
      readonly payment: string;
      readonly amount: string;
      readonly why: string;
    }
  | {
      /** The actor sends a payment along `path`, itself first. */
      readonly kind: 'payment-attempted';
      readonly payment: string;
      readonly to: string;
      readonly amount: string;
      readonly fee: string;
      readonly path: readonly string[];
      readonly attempts: number;
    }
  | {
      readonly kind: 'attempt-failed';
      readonly payment: string;
      readonly attempts: number;
      readonly why: string;
    }
  | {
      /** A payment is over: made, with the preimage as its proof, or given up, with nothing paid. */
      readonly kind: 'payment-ended';
      readonly payment: string;
      readonly isPaid: boolean;
      /** `paid`, or why not. */
      readonly outcome: string;
      readonly fee: string;
      readonly attempts: number;
      readonly waited: number;
    }
  | {
      /** The actor puts its state of a channel on chain, without its peer. */
      readonly kind: 'unilateral-close';
      readonly channel: string;
      readonly height: number;
      readonly why: string;
    }
  | {
      /** How much lies in open HTLCs of the whole network, and in how many payments under way. */
      readonly kind: 'liquidity-sampled';
      readonly locked: string;
      readonly pending: number;
    };
