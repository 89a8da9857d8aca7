/** Events of sequencing, derivation, bridge and data: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayAmount, sayCount, sayNumber, shortName } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'rollup-deposit'
  | 'transaction-forced'
  | 'layer-2-derived'
  | 'batch-skipped'
  | 'promise-broken'
  | 'output-proposed'
  | 'withdrawal-proven'
  | 'data-committed'
  | 'contract-frozen'
  | 'exit-impossible'
>;

const WHERE: Readonly<Record<string, string>> = {
  'layer-1': 'lie on layer 1',
  committee: 'lie with the committee',
  nowhere: 'are shown to nobody',
};

export const sequencingEvents: EventFamily<Kind> = {
  'rollup-deposit': {
    fields: { to: 'string', value: 'string' },
    symbol: solid('M6 2h4v6h3l-5 6-5-6h3z', 'deposit'),
    say: (event, who) =>
      `${who} locks ${sayAmount(event.value)} on layer 1 for ${shortName(event.to)} on layer 2.`,
  },
  'transaction-forced': {
    fields: { transaction: 'string', value: 'string' },
    symbol: solid('M3 3h4v10H3zM9 8l4-5v10z', 'forced transaction'),
    say: (event, who) =>
      `${who} goes past the sequencer: transaction ${shortName(event.transaction)} of ${sayAmount(event.value)} is queued on layer 1.`,
  },
  'layer-2-derived': {
    fields: {
      block: 'string',
      number: 'number',
      origin: 'number',
      source: 'string',
      transfers: 'number',
      messages: 'number',
      root: 'string',
    },
    symbol: line('M2 13h5V3h7M7 8h7', 'layer 2 block'),
    say: (event) =>
      `Layer 2 block ${sayNumber(event.number)} follows from layer 1 up to block ${sayNumber(event.origin)}, ${event.source === 'batch' ? 'by a batch' : 'because the sequencing window is over'}: ${sayCount(event.messages, 'message')} and ${sayCount(event.transfers, 'transfer')}.`,
  },
  'batch-skipped': {
    fields: { code: 'string', why: 'string' },
    symbol: line('M3 5h10v8H3zM2 2l12 12', 'batch skipped'),
    say: (event) => `Every node skips a batch (${event.code}): ${event.why}`,
    isTrouble: () => true,
  },
  'promise-broken': {
    fields: { transaction: 'string' },
    symbol: line('M2 8h4M10 8h4M7 4l2 8', 'promise broken'),
    say: (event, who) =>
      `${who} had confirmed transaction ${shortName(event.transaction)} softly, and it does not stand where that was promised.`,
    isTrouble: () => true,
  },
  'output-proposed': {
    fields: { root: 'string', number: 'number' },
    symbol: solid('M8 2l6 6-6 6-6-6z', 'output proposed'),
    say: (event, who) =>
      `${who} proposes output ${shortName(event.root)} of layer 2 block ${sayNumber(event.number)}.`,
  },
  'withdrawal-proven': {
    fields: { withdrawal: 'string', value: 'string' },
    symbol: line('M3 8l4 4 6-9', 'withdrawal proven'),
    say: (event, who) =>
      `${who} proves withdrawal ${shortName(event.withdrawal)} of ${sayAmount(event.value)} under an output.`,
  },
  'data-committed': {
    fields: { root: 'string', bytes: 'number', where: 'string' },
    symbol: solid('M3 3h10v3H3zM3 7h10v3H3zM3 11h10v2H3z', 'data committed'),
    say: (event, who) =>
      `${who} moves the root to ${shortName(event.root)}; ${sayCount(event.bytes, 'byte')} of data ${WHERE[event.where] ?? event.where}.`,
    isTrouble: (event) => event.where === 'nowhere',
  },
  'contract-frozen': {
    fields: { contract: 'string' },
    symbol: line('M8 2v12M3 5l10 6M13 5L3 11', 'contract frozen'),
    say: (event, who) =>
      `${who} freezes ${event.contract}: a request was not served in time, and only proofs against the last root count now.`,
    isTrouble: () => true,
  },
  'exit-impossible': {
    fields: { value: 'string', why: 'string' },
    symbol: line('M3 3h7v10H3zM12 6l3 4M15 6l-3 4', 'exit impossible'),
    say: (event, who) => `${who} cannot leave with ${sayAmount(event.value)}: ${event.why}`,
    isTrouble: () => true,
  },
};
