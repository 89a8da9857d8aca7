/** What can happen in a validity rollup, as a trace has it. */

/** An event of a validity rollup. */
export type ValidityEvent =
  | {
      /** Coins are locked on layer 1 and wait for a batch that brings them in. */
      readonly kind: 'validity-deposited';
      readonly account: number;
      readonly value: string;
    }
  | {
      /** Somebody made a proof for a batch, be it true or forged. */
      readonly kind: 'validity-proven';
      readonly batch: number;
      readonly transfers: number;
      /** Height of the table that was proven. */
      readonly rows: number;
      readonly bytes: number;
    }
  | {
      /** The contract checked a batch: its root moved, or the batch was refused with a code. */
      readonly kind: 'validity-checked';
      readonly batch: number;
      readonly transfers: number;
      readonly bytes: number;
      readonly gas: string;
      readonly root: string;
      readonly holds: boolean;
      /** `ok`, or why not. */
      readonly code: string;
    };
