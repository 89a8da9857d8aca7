/** Events of validity rollups: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayAmount, sayCount, sayNumber, shortName } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<TraceEventKind, 'validity-deposited' | 'validity-proven' | 'validity-checked'>;

export const validityEvents: EventFamily<Kind> = {
  'validity-deposited': {
    fields: { account: 'number', value: 'string' },
    symbol: line('M8 2v8M5 7l3 3 3-3M3 14h10', 'deposit locked'),
    say: (event, who) => `${who} locks ${sayAmount(event.value)} for account ${event.account}.`,
  },
  'validity-proven': {
    fields: { batch: 'number', transfers: 'number', rows: 'number', bytes: 'number' },
    symbol: line('M3 3h10v10H3zM6 8l2 2 3-4', 'batch proven'),
    say: (event, who) =>
      `${who} proves batch ${event.batch} of ${sayCount(event.transfers, 'transfer')}: ${sayNumber(event.rows)} rows, ${sayNumber(event.bytes)} bytes.`,
  },
  'validity-checked': {
    fields: {
      batch: 'number',
      transfers: 'number',
      bytes: 'number',
      gas: 'string',
      root: 'string',
      holds: 'boolean',
      code: 'string',
    },
    symbol: solid('M8 1l6 2v5c0 4-3 6-6 7-3-1-6-3-6-7V3z', 'proof checked'),
    say: (event, who) =>
      event.holds
        ? `${who} checks batch ${event.batch} and moves the root to ${shortName(event.root)}, for ${sayAmount(event.gas)} gas.`
        : `${who} refuses batch ${event.batch} (${event.code}): the root stays ${shortName(event.root)}.`,
    isTrouble: (event) => !event.holds,
  },
};
