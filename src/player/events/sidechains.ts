/** Events of Plasma, sidechains and nested chains: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { shortName, sayAmount, sayTime } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'exit-started'
  | 'exit-cancelled'
  | 'exit-questioned'
  | 'exit-paid'
  | 'child-block-committed'
  | 'child-chain-distrusted'
  | 'child-payment'
  | 'peg-locked'
  | 'peg-minted'
  | 'peg-burnt'
  | 'peg-released'
  | 'checkpoint-submitted'
>;

export const sidechainEvents: EventFamily<Kind> = {
  'exit-started': {
    fields: { exit: 'string', value: 'string' },
    symbol: line('M3 3h6v10H3zM9 8h4.5M11.5 6l2 2l-2 2', 'exit started'),
    say: (event, who) =>
      `${who} asks to leave with ${sayAmount(event.value)} (exit ${shortName(event.exit)}).`,
  },
  'exit-cancelled': {
    fields: { exit: 'string' },
    symbol: line('M3 3h6v10H3zM10 6l4 4M14 6l-4 4', 'exit cancelled'),
    say: (event, who) => `${who} shows that exit ${shortName(event.exit)} is wrong and takes its bond.`,
    isTrouble: () => true,
  },
  'exit-questioned': {
    fields: { exit: 'string', block: 'number', isAnswer: 'boolean' },
    symbol: line('M5 6a3 3 0 1 1 4 2.8c-1 .5-1 1.2-1 2.2M8 13.2v.6', 'question'),
    say: (event, who) =>
      event.isAnswer
        ? `${who} shows what became of coin ${shortName(event.exit)} after block ${event.block}.`
        : `${who} asks what became of coin ${shortName(event.exit)} after block ${event.block}.`,
  },
  'exit-paid': {
    fields: { exit: 'string', value: 'string', waited: 'number' },
    symbol: solid('M3 3h6v10H3zM9.5 7h3V5l3 3l-3 3V9h-3z', 'exit paid'),
    say: (event, who) =>
      `${who} is paid ${sayAmount(event.value)} for exit ${shortName(event.exit)}, ${sayTime(event.waited)} after asking.`,
  },
  'child-block-committed': {
    fields: { chain: 'string', number: 'number', root: 'string' },
    symbol: line('M4 2.5h8v8H4zM8 10.5v3M6 12l2 2l2-2', 'commitment'),
    say: (event, who) =>
      `${who} commits to block ${event.number} of ${event.chain} by its root ${shortName(event.root)}.`,
  },
  'child-chain-distrusted': {
    fields: { chain: 'string', number: 'number', why: 'string' },
    symbol: solid('M8 2l6.5 12h-13z', 'distrust'),
    say: (event, who) => `${who} stops trusting ${event.chain} at block ${event.number}: ${event.why}.`,
    isTrouble: () => true,
  },
  'child-payment': {
    fields: { chain: 'string', to: 'string', value: 'string' },
    symbol: line('M2.5 8h11M10 4.5L13.5 8L10 11.5', 'payment above'),
    say: (event, who) => `${who} pays ${sayAmount(event.value)} to ${shortName(event.to)} on ${event.chain}.`,
  },
  'peg-locked': {
    fields: { chain: 'string', value: 'string', locked: 'string' },
    symbol: solid('M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2h-1.5V5a1 1 0 0 0-2 0v2z', 'locked'),
    say: (event, who) =>
      `${who} locks ${sayAmount(event.value)} for ${event.chain}; ${sayAmount(event.locked)} are locked.`,
  },
  'peg-minted': {
    fields: { chain: 'string', value: 'string', supply: 'string' },
    symbol: line('M8 2.5a5.5 5.5 0 1 0 .01 0M8 5.5v5M5.5 8h5', 'minted'),
    say: (event, who) =>
      `${who} receives ${sayAmount(event.value)} on ${event.chain}; its supply is ${sayAmount(event.supply)}.`,
  },
  'peg-burnt': {
    fields: { chain: 'string', value: 'string', supply: 'string' },
    symbol: line('M8 2.5a5.5 5.5 0 1 0 .01 0M5.5 8h5', 'burnt'),
    say: (event, who) =>
      `${who} burns ${sayAmount(event.value)} on ${event.chain}; its supply is ${sayAmount(event.supply)}.`,
  },
  'peg-released': {
    fields: { chain: 'string', value: 'string', locked: 'string' },
    symbol: line('M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5-.5', 'released'),
    say: (event, who) =>
      `${who} gets ${sayAmount(event.value)} back from ${event.chain}’s lock; ${sayAmount(event.locked)} stay locked.`,
  },
  'checkpoint-submitted': {
    fields: {
      chain: 'string',
      from: 'number',
      to: 'number',
      stake: 'string',
      of: 'string',
      outcome: 'string',
    },
    symbol: solid('M4 2v12h1.5V9.5h7L10.5 6l2-3.5h-7V2z', 'checkpoint'),
    say: (event, who) =>
      `${who} submits a checkpoint of ${event.chain} over blocks ${event.from} to ${event.to} with ${sayAmount(event.stake)} of ${sayAmount(event.of)} stake: ${event.outcome}.`,
    isTrouble: (event) => event.outcome !== 'ok',
  },
};
