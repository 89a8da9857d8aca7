/** Events of bridges and assets: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { shortName } from '../wording.ts';
import { line } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<TraceEventKind, 'packet-received'>;

export const bridgeEvents: EventFamily<Kind> = {
  'packet-received': {
    fields: { packet: 'string', from: 'string' },
    symbol: line('M2.5 4.5h11v7h-11zM2.5 4.5L8 9l5.5-4.5', 'packet received'),
    say: (event, who) => `${who} receives packet ${shortName(event.packet)} of ${shortName(event.from)}.`,
  },
};
