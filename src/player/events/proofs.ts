/** Events of signatures, zero knowledge and state channels: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayCount } from '../wording.ts';
import { line } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<TraceEventKind, 'proof-checked'>;

export const proofEvents: EventFamily<Kind> = {
  'proof-checked': {
    fields: { proof: 'string', bytes: 'number', holds: 'boolean' },
    symbol: line('M3 8.5l3 3l7-7', 'proof checked'),
    say: (event, who) =>
      `${who} checks a proof of ${event.proof} of ${sayCount(event.bytes, 'byte')}: it ${event.holds ? 'holds' : 'does not hold'}.`,
    isTrouble: (event) => !event.holds,
  },
};
