/** Events of a Lightning network: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayAmount, sayCount, sayNumber, sayTime, shortName } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'htlc-added'
  | 'htlc-fulfilled'
  | 'htlc-failed'
  | 'payment-attempted'
  | 'attempt-failed'
  | 'payment-ended'
  | 'unilateral-close'
  | 'liquidity-sampled'
>;

/** An amount in thousandths of a satoshi, as the trace has it. */
const sayMsat = (amount: string): string => `${sayAmount(amount)} msat`;

const HTLC = { channel: 'string', payment: 'string', amount: 'string' } as const;

export const lightningEvents: EventFamily<Kind> = {
  'htlc-added': {
    fields: { ...HTLC, to: 'string', expiry: 'number' },
    symbol: line('M2.5 8h9M8.5 5l3 3l-3 3M13.5 4v8', 'HTLC offered'),
    say: (event, who) =>
      `${who} offers ${event.to} an HTLC of ${sayMsat(event.amount)} for payment ${shortName(event.payment)}, locked until block ${sayNumber(event.expiry)}.`,
  },
  'htlc-fulfilled': {
    fields: { ...HTLC, onChain: 'boolean' },
    symbol: solid('M2.5 8l4-4v2.5h7v3h-7V12z', 'HTLC fulfilled'),
    say: (event, who) =>
      `${who} gets the preimage for its HTLC of ${sayMsat(event.amount)} ${event.onChain ? 'from the chain' : 'from its peer'}.`,
  },
  'htlc-failed': {
    fields: { ...HTLC, why: 'string' },
    symbol: line('M13.5 8h-9M7.5 5l-3 3l3 3M2.5 4v8', 'HTLC returned'),
    say: (event, who) => `${who} has its HTLC of ${sayMsat(event.amount)} back: ${event.why}.`,
    isTrouble: () => true,
  },
  'payment-attempted': {
    fields: {
      payment: 'string',
      to: 'string',
      amount: 'string',
      fee: 'string',
      path: 'strings',
      attempts: 'number',
    },
    symbol: line('M2.5 12l4-8l3 8l4-8', 'payment tried'),
    say: (event, who) =>
      `${who} sends ${sayMsat(event.amount)} to ${event.to} along ${event.path.join(' – ')} for a fee of ${sayMsat(event.fee)} (attempt ${event.attempts}).`,
  },
  'attempt-failed': {
    fields: { payment: 'string', attempts: 'number', why: 'string' },
    symbol: line('M4 4l8 8M12 4l-8 8', 'attempt failed'),
    say: (event, who) => `${who}’s attempt ${event.attempts} has failed: ${event.why}.`,
    isTrouble: () => true,
  },
  'payment-ended': {
    fields: {
      payment: 'string',
      isPaid: 'boolean',
      outcome: 'string',
      fee: 'string',
      attempts: 'number',
      waited: 'number',
    },
    symbol: solid('M9 2L3.5 9H8l-1 5l5.5-7H8z', 'payment over'),
    say: (event, who) =>
      event.isPaid
        ? `${who} has paid and holds the proof, after ${sayTime(event.waited)} and ${sayCount(event.attempts, 'attempt')}.`
        : `${who} gives up after ${sayCount(event.attempts, 'attempt')}, with nothing paid: ${event.outcome}.`,
    isTrouble: (event) => !event.isPaid,
  },
  'unilateral-close': {
    fields: { channel: 'string', height: 'number', why: 'string' },
    symbol: solid('M3 3h10v4H9v6H7V7H3z', 'channel put on chain'),
    say: (event, who) =>
      `${who} puts channel ${shortName(event.channel)} on chain at block ${sayNumber(event.height)}: ${event.why}.`,
    isTrouble: () => true,
  },
  'liquidity-sampled': {
    fields: { locked: 'string', pending: 'number' },
    symbol: line('M3 13V9M8 13V3M13 13V6', 'liquidity sampled'),
    say: (event) =>
      `${sayMsat(event.locked)} lie in HTLCs of ${sayCount(event.pending, 'payment')} under way.`,
  },
};
