/** What can happen with rollups: sequencing, disputes, validity proofs, as a trace has it. */

import type { DisputeEvent } from './disputes.ts';
import type { SequencingEvent } from './sequencing.ts';
import type { ValidityEvent } from './validity.ts';

/** An event of rollups: sequencing, disputes, validity proofs. */
export type RollupEvent =
  | DisputeEvent
  | SequencingEvent
  | ValidityEvent
  | {
      readonly kind: 'withdrawal-claimed';
      readonly withdrawal: string;
      readonly value: string;
      /** Since it was asked for, in milliseconds. */
      readonly waited: number;
    };
