/** Events of payment channels and Lightning: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { shortName, sayAmount } from '../wording.ts';
import { solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<TraceEventKind, 'channel-opened'>;

export const channelEvents: EventFamily<Kind> = {
  'channel-opened': {
    fields: { channel: 'string', capacity: 'string' },
    symbol: solid('M2.5 6.5h11v3h-11z', 'channel opened'),
    say: (event, who) =>
      `${who} opens channel ${shortName(event.channel)} with ${sayAmount(event.capacity)} in it.`,
  },
};
