/** Events of disputes over a rollup's state: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayAmount, sayCount, sayTime, shortName } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'claim-made'
  | 'claim-countered'
  | 'claim-resolved'
  | 'half-chosen'
  | 'clock-expired'
  | 'dispute-resolved'
  | 'bond-paid'
>;

const STANCES: Readonly<Record<string, string>> = { attack: 'attacks', defence: 'defends' };

export const disputeEvents: EventFamily<Kind> = {
  'claim-made': {
    fields: {
      game: 'number',
      claim: 'number',
      against: 'number',
      stance: 'string',
      position: 'string',
      depth: 'number',
      value: 'string',
      bond: 'string',
      used: 'number',
    },
    symbol: line('M3 3h10v7H8l-3 3v-3H3z', 'claim made'),
    say: ({ stance, claim, against, depth, value, bond, used }, who) =>
      stance === 'root'
        ? `${who} claims the root ${shortName(value)} (claim ${claim}) and stakes ${sayAmount(bond)}.`
        : `${who} ${STANCES[stance] ?? stance} claim ${against} with claim ${claim} (${shortName(value)}) at depth ${depth}, stakes ${sayAmount(bond)}, and has used ${sayTime(used)}.`,
  },
  'claim-countered': {
    fields: { game: 'number', claim: 'number' },
    symbol: line('M3 3h10v7H8l-3 3v-3H3zM6 5l4 3.5M10 5l-4 3.5', 'claim refuted by a step'),
    say: ({ claim }, who) => `${who} has layer 1 run the one step that refutes claim ${claim}.`,
    isTrouble: () => true,
  },
  'claim-resolved': {
    fields: { game: 'number', claim: 'number', stands: 'boolean', winner: 'string', bond: 'string' },
    symbol: solid('M3 3h10v7H8l-3 3v-3H3z', 'claim resolved'),
    say: ({ claim, stands, winner, bond }, who) =>
      stands
        ? `Claim ${claim} of ${who} stands: its bond of ${sayAmount(bond)} is ${winner}'s.`
        : `Claim ${claim} of ${who} falls: its bond of ${sayAmount(bond)} goes to ${winner}.`,
    isTrouble: ({ stands }) => !stands,
  },
  'half-chosen': {
    fields: { challenge: 'number', round: 'number', from: 'number', to: 'number', half: 'string' },
    symbol: line('M2.5 5h11v6h-11zM8 5v6', 'half chosen'),
    say: ({ round, from, to, half }, who) =>
      `Round ${round}: ${who} disputes the ${half} half of ${sayCount(to - from, 'step')} (${from} to ${to}).`,
  },
  'clock-expired': {
    fields: { challenge: 'number', loser: 'string' },
    symbol: line('M8 2.5a5.5 5.5 0 1 0 0.1 0zM8 5v3.5l2.5 1.5', 'clock expired'),
    say: ({ loser }, who) => `${who} shows that the clock of ${loser} has run out.`,
    isTrouble: () => true,
  },
  'dispute-resolved': {
    fields: { dispute: 'string', root: 'string', holds: 'boolean', lasted: 'number' },
    symbol: solid('M8 2l6 3v6l-6 3l-6-3V5z', 'dispute resolved'),
    say: ({ dispute, root, holds, lasted }, who) =>
      `${who}: after ${sayTime(lasted)} the root ${shortName(root)} of ${dispute} ${holds ? 'holds' : 'is refuted'}.`,
    isTrouble: ({ holds }) => !holds,
  },
  'bond-paid': {
    fields: { value: 'string' },
    symbol: solid('M8 3a5 5 0 1 0 0.1 0z', 'bond paid'),
    say: ({ value }, who) => `${who} takes out bonds of ${sayAmount(value)}.`,
  },
};
