/** What can happen with bridges and assets, as a trace has it. */

/** An event of bridges and assets. */
export type BridgeEvent =
  | {
      /** Coins leave for another chain: locked or destroyed here, on their way there. */
      readonly kind: 'packet-sent';
      readonly packet: string;
      readonly to: string;
      readonly value: string;
    }
  | {
      readonly kind: 'packet-received';
      readonly packet: string;
      /** The chain that it comes from. */
      readonly from: string;
    }
  | {
      /** The sender's chain learns how it went; unless `delivered`, the sender has everything back. */
      readonly kind: 'packet-settled';
      readonly packet: string;
      readonly outcome: 'delivered' | 'refused' | 'timed-out';
    }
  | {
      /** A light client moves on to a header of another chain. */
      readonly kind: 'client-updated';
      readonly chain: string;
      readonly height: number;
    }
  | {
      /** A light client has seen another chain contradict itself, and stops. */
      readonly kind: 'client-frozen';
      readonly chain: string;
      readonly height: number;
    }
  | {
      /** One side of an exchange is locked, until a time in milliseconds or for good. */
      readonly kind: 'leg-locked';
      readonly leg: string;
      readonly value: string;
      readonly until: number;
    }
  | {
      readonly kind: 'leg-settled';
      readonly leg: string;
      readonly outcome: 'claimed' | 'given-back';
      readonly value: string;
    }
  | {
      /** A thief has so many of the keys that it takes `needed` of. */
      readonly kind: 'keys-stolen';
      readonly keys: number;
      readonly needed: number;
    }
  | {
      /** Money leaves for someone whom it does not belong to. */
      readonly kind: 'money-taken';
      readonly from: string;
      readonly value: string;
    }
  | {
      /** An asset changes hands, or is created or destroyed: `how` says by what. */
      readonly kind: 'holding-moved';
      readonly asset: string;
      readonly from: string;
      readonly to: string;
      readonly amount: string;
      readonly how: string;
    };
