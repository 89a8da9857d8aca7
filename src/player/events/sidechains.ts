/** Events of Plasma, sidechains and nested chains: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { shortName, sayAmount } from '../wording.ts';
import { line } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<TraceEventKind, 'exit-started'>;

export const sidechainEvents: EventFamily<Kind> = {
  'exit-started': {
    fields: { exit: 'string', value: 'string' },
    symbol: line('M3 3h6v10H3zM9 8h4.5M11.5 6l2 2l-2 2', 'exit started'),
    say: (event, who) =>
      `${who} asks to leave with ${sayAmount(event.value)} (exit ${shortName(event.exit)}).`,
  },
};
