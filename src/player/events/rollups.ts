/** Events of rollups: sequencing, disputes, validity proofs: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { shortName, sayAmount, sayTime } from '../wording.ts';
import { disputeEvents } from './disputes.ts';
import { solid } from './family.ts';
import type { EventFamily } from './family.ts';
import { sequencingEvents } from './sequencing.ts';
import { validityEvents } from './validity.ts';

type Kind =
  | keyof typeof disputeEvents
  | keyof typeof sequencingEvents
  | keyof typeof validityEvents
  | Extract<TraceEventKind, 'withdrawal-claimed'>;

export const rollupEvents: EventFamily<Kind> = {
  ...disputeEvents,
  ...sequencingEvents,
  ...validityEvents,
  'withdrawal-claimed': {
    fields: { withdrawal: 'string', value: 'string', waited: 'number' },
    symbol: solid('M8 3l5 5h-3v5H6V8H3z', 'withdrawal claimed'),
    say: (event, who) =>
      `${who} claims withdrawal ${shortName(event.withdrawal)} of ${sayAmount(event.value)} after ${sayTime(event.waited)}.`,
  },
};
