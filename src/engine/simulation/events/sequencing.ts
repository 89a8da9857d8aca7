/** What can happen with a rollup's sequencer, its derivation, its bridge and a validium's data, as a trace has it. */

/** An event of sequencing, derivation, bridge and data. */
export type SequencingEvent =
  | {
      /** Coins are locked on layer 1 for an account on layer 2. */
      readonly kind: 'rollup-deposit';
      readonly to: string;
      readonly value: string;
    }
  | {
      /** Somebody goes past the sequencer, through layer 1. */
      readonly kind: 'transaction-forced';
      readonly transaction: string;
      readonly value: string;
    }
  | {
      /** A block of layer 2 follows from layer 1. */
      readonly kind: 'layer-2-derived';
      readonly block: string;
      readonly number: number;
      /** Height of the layer 1 block up to which it has read. */
      readonly origin: number;
      /** Whether a batch made it, or the end of the sequencing window. */
      readonly source: 'batch' | 'window';
      readonly transfers: number;
      readonly messages: number;
      readonly root: string;
    }
  | { readonly kind: 'batch-skipped'; readonly code: string; readonly why: string }
  | {
      /** An order that was confirmed softly stands elsewhere or nowhere. */
      readonly kind: 'promise-broken';
      readonly transaction: string;
    }
  | { readonly kind: 'output-proposed'; readonly root: string; readonly number: number }
  | { readonly kind: 'withdrawal-proven'; readonly withdrawal: string; readonly value: string }
  | {
      /** A validium's root moves; its data are on layer 1, with an honest member of the committee, or with nobody who shows them. */
      readonly kind: 'data-committed';
      readonly root: string;
      readonly bytes: number;
      readonly where: 'layer-1' | 'committee' | 'nowhere';
    }
  | {
      /** Nothing moves the root any more; everyone may leave who can prove what they have. */
      readonly kind: 'contract-frozen';
      readonly contract: string;
    }
  | {
      /** Somebody cannot prove what they have. */
      readonly kind: 'exit-impossible';
      readonly value: string;
      readonly why: string;
    };
