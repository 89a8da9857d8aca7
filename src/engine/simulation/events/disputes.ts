/** What can happen in a dispute over a rollup's state, as a trace has it. */

/** An event of a dispute. */
export type DisputeEvent =
  | {
      /** The actor stakes a bond on a value at a position of a dispute game; `against` is the claim it counters, −1 for the root claim. */
      readonly kind: 'claim-made';
      readonly game: number;
      readonly claim: number;
      readonly against: number;
      readonly stance: 'root' | 'attack' | 'defence';
      /** The generalised index and its depth. */
      readonly position: string;
      readonly depth: number;
      readonly value: string;
      readonly bond: string;
      /** What the actor's team has used of its clock, in milliseconds. */
      readonly used: number;
    }
  | {
      /** The actor had layer 1 run the one step that refutes a claim. */
      readonly kind: 'claim-countered';
      readonly game: number;
      readonly claim: number;
    }
  | {
      /** The clocks have run out for a claim of the actor's: it stands or it does not, and its bond goes to the winner. */
      readonly kind: 'claim-resolved';
      readonly game: number;
      readonly claim: number;
      readonly stands: boolean;
      readonly winner: string;
      readonly bond: string;
    }
  | {
      /** The actor says in which half of the steps `from` to `to` it disagrees first. */
      readonly kind: 'half-chosen';
      readonly challenge: number;
      readonly round: number;
      readonly from: number;
      readonly to: number;
      readonly half: 'earlier' | 'later';
    }
  | {
      /** A party to a challenge has no time left. */
      readonly kind: 'clock-expired';
      readonly challenge: number;
      readonly loser: string;
    }
  | {
      /** The proposed root holds or does not; `lasted` since it was proposed, in milliseconds. */
      readonly kind: 'dispute-resolved';
      readonly dispute: string;
      readonly root: string;
      readonly holds: boolean;
      readonly lasted: number;
    }
  | {
      /** The actor took out bonds that were theirs or that they won. */
      readonly kind: 'bond-paid';
      readonly value: string;
    };
