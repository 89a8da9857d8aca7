/** Events of payment channels: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { shortName, sayAmount, sayCount } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'channel-opened'
  | 'commitment-updated'
  | 'commitment-published'
  | 'penalty-published'
  | 'hint-left'
  | 'party-silent'
  | 'channel-settled'
>;

export const channelEvents: EventFamily<Kind> = {
  'channel-opened': {
    fields: { channel: 'string', capacity: 'string' },
    symbol: solid('M2.5 6.5h11v3h-11z', 'channel opened'),
    say: (event, who) =>
      `${who} opens channel ${shortName(event.channel)} with ${sayAmount(event.capacity)} in it.`,
  },
  'commitment-updated': {
    fields: { channel: 'string', number: 'number', own: 'string', other: 'string', open: 'number' },
    symbol: line('M2.5 5.5h11M2.5 10.5h11M11 3l2.5 2.5L11 8M5 8l-2.5 2.5L5 13', 'commitment updated'),
    say: ({ number, own, other, open }, who) =>
      `${who} has commitment ${number}: ${sayAmount(own)} for itself, ${sayAmount(other)} for the other side${
        open === 0 ? '' : `, ${sayCount(open, 'payment')} on the way`
      }.`,
  },
  'commitment-published': {
    fields: { channel: 'string', number: 'number', revoked: 'boolean' },
    symbol: solid('M8 2.5l4 5H9.5v6h-3v-6H4z', 'commitment published'),
    say: ({ number, revoked }, who) =>
      revoked
        ? `${who} publishes commitment ${number}, which it had revoked.`
        : `${who} goes to the chain alone with commitment ${number}.`,
    isTrouble: ({ revoked }) => revoked,
  },
  'penalty-published': {
    fields: { channel: 'string', transaction: 'string', outputs: 'number' },
    symbol: solid('M8 2l1.8 4.2L14 8l-4.2 1.8L8 14l-1.8-4.2L2 8l4.2-1.8z', 'penalty published'),
    say: ({ transaction, outputs }, who) =>
      `${who} takes ${sayCount(outputs, 'output')} of the revoked commitment with ${shortName(transaction)}.`,
  },
  'hint-left': {
    fields: { to: 'string', locator: 'string', bytes: 'number' },
    symbol: line('M3 5.5h10v7H3zM5.5 5.5V4a2.5 2.5 0 0 1 5 0v1.5', 'hint left'),
    say: ({ to, bytes }, who) => `${who} leaves a sealed penalty of ${sayCount(bytes, 'byte')} with ${to}.`,
  },
  'party-silent': {
    fields: { channel: 'string' },
    symbol: line('M4 4l8 8M12 4l-8 8', 'silence'),
    say: (_event, who) => `${who} says nothing any more.`,
    isTrouble: () => true,
  },
  'channel-settled': {
    fields: { channel: 'string', amount: 'string' },
    symbol: line('M3 8.5l3.5 3.5L13 4.5', 'channel settled'),
    say: ({ amount }, who) => `${who} has ${sayAmount(amount)} of the channel on the chain.`,
  },
};
