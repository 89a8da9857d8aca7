/** What can happen with signatures, zero knowledge and state channels, as a trace has it. */

/** An event of signatures, zero knowledge and state channels. */
export type ProofEvent =
  | {
      readonly kind: 'proof-checked';
      /** What is proven, in a word or two. */
      readonly proof: string;
      readonly bytes: number;
      readonly holds: boolean;
    }
  | {
      /** The actor worked a secret out that was not told. */
      readonly kind: 'secret-extracted';
      /** From what, in a few words. */
      readonly from: string;
    }
  | {
      /** The actor signed what the key's owner never did. */
      readonly kind: 'signature-forged';
      readonly scheme: string;
      /** How many signatures it had seen, and how many spellings of its message it tried. */
      readonly seen: number;
      readonly tries: number;
    }
  | {
      /** A transfer with a signature of this scheme, as it stands in a block. */
      readonly kind: 'transfer-signed';
      readonly scheme: string;
      readonly bytes: number;
      readonly gas: string;
      /** Such transfers that a block has room for. */
      readonly perBlock: number;
    }
  | {
      /** A move of a game: signed off chain (layer 2) or made on chain (layer 1). */
      readonly kind: 'game-moved';
      readonly channel: string;
      readonly version: number;
      readonly move: number;
      /** The board after it, cell by cell. */
      readonly board: string;
    }
  | {
      /** A position was shown to the adjudicator; whoever has to may answer until the deadline, in milliseconds. */
      readonly kind: 'game-posted';
      readonly channel: string;
      readonly version: number;
      readonly deadline: number;
    }
  | {
      readonly kind: 'game-settled';
      readonly channel: string;
      /** What each player got. */
      readonly first: string;
      readonly second: string;
      /** `agreement`, `the end of the game` or `silence`. */
      readonly by: string;
    };
