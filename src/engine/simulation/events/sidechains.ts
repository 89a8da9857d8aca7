/** What can happen with Plasma, sidechains and nested chains, as a trace has it. */

/** An event of Plasma, sidechains and nested chains. */
export type SidechainEvent =
  | {
      /** The actor asks to leave with an output or a coin. */
      readonly kind: 'exit-started';
      readonly exit: string;
      readonly value: string;
    }
  | {
      /** The actor showed that an exit is wrong; it is over. */
      readonly kind: 'exit-cancelled';
      readonly exit: string;
    }
  | {
      /** The actor asks what became of an older transaction of a coin that is leaving, or answers that. */
      readonly kind: 'exit-questioned';
      readonly exit: string;
      /** The block of the older transaction. */
      readonly block: number;
      readonly isAnswer: boolean;
    }
  | {
      /** The actor is paid on the chain below, this long after it asked. */
      readonly kind: 'exit-paid';
      readonly exit: string;
      readonly value: string;
      readonly waited: number;
    }
  | {
      /** The operator committed to a block of `chain` by its root. */
      readonly kind: 'child-block-committed';
      readonly chain: string;
      readonly number: number;
      readonly root: string;
    }
  | {
      /** The actor will trust nothing of `chain` from this block on. */
      readonly kind: 'child-chain-distrusted';
      readonly chain: string;
      readonly number: number;
      readonly why: string;
    }
  | {
      /** The actor pays `to` on `chain`. */
      readonly kind: 'child-payment';
      readonly chain: string;
      readonly to: string;
      readonly value: string;
    }
  | {
      /** Coins were locked below for `chain`; so much is locked now. */
      readonly kind: 'peg-locked';
      readonly chain: string;
      readonly value: string;
      readonly locked: string;
    }
  | {
      /** Coins came into being on `chain`; so many are there now. */
      readonly kind: 'peg-minted';
      readonly chain: string;
      readonly value: string;
      readonly supply: string;
    }
  | {
      /** Coins of `chain` were burnt; so many are left. */
      readonly kind: 'peg-burnt';
      readonly chain: string;
      readonly value: string;
      readonly supply: string;
    }
  | {
      /** Coins were released below; so much is still locked. */
      readonly kind: 'peg-released';
      readonly chain: string;
      readonly value: string;
      readonly locked: string;
    }
  | {
      /** A checkpoint over blocks `from` to `to` came with so much of all stake; `outcome` is `ok` or a refusal's code. */
      readonly kind: 'checkpoint-submitted';
      readonly chain: string;
      readonly from: number;
      readonly to: number;
      readonly stake: string;
      readonly of: string;
      readonly outcome: string;
    };
