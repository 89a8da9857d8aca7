/** Events of bridges and assets: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayAmount, sayTime, shortName } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'packet-sent'
  | 'packet-received'
  | 'packet-settled'
  | 'client-updated'
  | 'client-frozen'
  | 'leg-locked'
  | 'leg-settled'
  | 'keys-stolen'
  | 'money-taken'
  | 'holding-moved'
>;

const OUTCOMES = {
  delivered: 'was delivered',
  refused: 'was refused, and the sender has the coins back',
  'timed-out': 'was not received in time, and the sender has the coins back',
} as const;

export const bridgeEvents: EventFamily<Kind> = {
  'packet-sent': {
    fields: { packet: 'string', to: 'string', value: 'string' },
    symbol: solid('M2.5 4.5h11v7h-11z', 'packet sent'),
    say: (event, who) =>
      `${who} sends ${sayAmount(event.value)} to ${shortName(event.to)} in packet ${shortName(event.packet)}.`,
  },
  'packet-received': {
    fields: { packet: 'string', from: 'string' },
    symbol: line('M2.5 4.5h11v7h-11zM2.5 4.5L8 9l5.5-4.5', 'packet received'),
    say: (event, who) => `${who} receives packet ${shortName(event.packet)} of ${shortName(event.from)}.`,
  },
  'packet-settled': {
    fields: { packet: 'string', outcome: 'string' },
    symbol: line('M2.5 4.5h11v7h-11zM5 8l2 2 4-4', 'packet settled'),
    say: (event, who) =>
      `${who} learns that packet ${shortName(event.packet)} ${OUTCOMES[event.outcome] ?? event.outcome}.`,
    isTrouble: (event) => event.outcome !== 'delivered',
  },
  'client-updated': {
    fields: { chain: 'string', height: 'number' },
    symbol: line('M3 8h10M9 4l4 4-4 4', 'light client follows'),
    say: (event, who) => `${who}’s light client follows ${shortName(event.chain)} to height ${event.height}.`,
  },
  'client-frozen': {
    fields: { chain: 'string', height: 'number' },
    symbol: line('M8 2v12M2.8 5l10.4 6M13.2 5L2.8 11', 'light client frozen'),
    say: (event, who) =>
      `${who}’s light client freezes: ${shortName(event.chain)} signed a contradiction at height ${event.height}.`,
    isTrouble: () => true,
  },
  'leg-locked': {
    fields: { leg: 'string', value: 'string', until: 'number' },
    symbol: solid('M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2h-1.4V5a1.1 1.1 0 0 0-2.2 0v2z', 'locked'),
    say: (event, who) =>
      `${who} locks ${sayAmount(event.value)} as ${event.leg}, until ${sayTime(event.until)}.`,
  },
  'leg-settled': {
    fields: { leg: 'string', outcome: 'string', value: 'string' },
    symbol: line('M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0', 'unlocked'),
    say: (event, who) =>
      event.outcome === 'claimed'
        ? `${who} claims ${sayAmount(event.value)}: ${event.leg}.`
        : `${who} gets ${sayAmount(event.value)} back: ${event.leg}.`,
    isTrouble: (event) => event.outcome !== 'claimed',
  },
  'keys-stolen': {
    fields: { keys: 'number', needed: 'number' },
    symbol: line('M5.5 8a2.5 2.5 0 1 1 0 .01M8 8h6v2.5M11.5 8v2', 'keys stolen'),
    say: (event, who) => `${who} has ${event.keys} stolen keys; it takes ${event.needed}.`,
    isTrouble: () => true,
  },
  'money-taken': {
    fields: { from: 'string', value: 'string' },
    symbol: solid('M8 2l6 6-6 6-6-6z', 'money taken'),
    say: (event, who) => `${who} takes ${sayAmount(event.value)} out of ${shortName(event.from)}.`,
    isTrouble: () => true,
  },
  'holding-moved': {
    fields: { asset: 'string', from: 'string', to: 'string', amount: 'string', how: 'string' },
    symbol: line('M2 8h12M10 4.5L13.5 8 10 11.5M2 4.5v7', 'holding moved'),
    say: (event) =>
      `${event.amount} of ${shortName(event.asset)} go from ${shortName(event.from)} to ${shortName(event.to)} (${event.how}).`,
    isTrouble: (event) => event.how === 'forced',
  },
};
