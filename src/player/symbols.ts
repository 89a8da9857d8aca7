/** The sign that stands for each kind of layer 1 event, as a path in a 16 × 16 box, and its name for the legend. */
import type { TraceEvent, TraceEventKind } from 'strata';
import { line, solid } from './events/family.ts';
import type { EventSymbol } from './events/family.ts';
import { isLayer2Kind, layer2Entry } from './events/layer2.ts';
import type { Layer2Kind } from './events/layer2.ts';

const SYMBOLS: Readonly<Record<Exclude<TraceEventKind, Layer2Kind>, EventSymbol>> = {
  'transaction-submitted': solid('M8 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z', 'transaction submitted'),
  'transaction-included': line(
    'M8 3.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9zM8 7v2M7 8h2',
    'transaction in a block',
  ),
  'transaction-rejected': line('M4.5 4.5l7 7M11.5 4.5l-7 7', 'transaction refused'),
  'block-proposed': solid('M3.5 3.5h9v9h-9z', 'block proposed'),
  'block-received': line('M3.5 3.5h9v9h-9z', 'block received'),
  'block-rejected': line('M3.5 3.5h9v9h-9zM5.5 5.5l5 5M10.5 5.5l-5 5', 'block refused'),
  'message-sent': line('M2.5 8h10M9 4.5L12.5 8L9 11.5', 'message sent'),
  'head-changed': line('M8 2.5L13.5 8L8 13.5L2.5 8z', 'head changed'),
  reorganised: solid('M2.5 3h4.5v10h-4.5zM9 3h4.5v4h-4.5zM9 9h4.5v4h-4.5z', 'blocks undone'),
  'vote-cast': line('M3 8.5l3.5 3.5L13 4.5', 'vote cast'),
  'proposer-drawn': solid(
    'M8 2l1.7 4.2 4.5.3-3.5 2.9 1.1 4.4L8 11.4l-3.8 2.4 1.1-4.4L1.8 6.5l4.5-.3z',
    'proposer drawn',
  ),
  'difficulty-retargeted': line('M4 7L8 3l4 4M4 13l4-4l4 4', 'difficulty retargeted'),
  'hash-rate-changed': line('M2 11l4-5l3 3l5-6', 'hash rate changed'),
  'batch-posted': solid(
    'M5.5 3.5h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2z',
    'batch posted',
  ),
  'soft-confirmed': line('M4 4.5h8M4 8h8M4 11.5h5', 'softly confirmed'),
  'link-checked': line(
    'M6.5 5.5H5a2.5 2.5 0 0 0 0 5h1.5M9.5 5.5H11a2.5 2.5 0 0 1 0 5H9.5M6 8h4',
    'link checked',
  ),
  finalised: line('M3.5 3.5h9v9h-9zM5.5 8l2 2l3.5-4', 'block final'),
  'finality-broken': line('M3.5 3.5h9v9h-9zM8 3.5L6.5 7l3 2L8 12.5', 'finality broken'),
  'effort-counted': line('M3 12.5h10M4.5 12.5v-3M8 12.5v-8M11.5 12.5v-5', 'effort counted'),
  'producers-elected': line(
    'M4 13v-2a4 4 0 0 1 8 0v2M8 3a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 1 1 0-4.4',
    'producers elected',
  ),
  'signer-changed': line('M3 12.5h10M4 9.5l6-6l2 2l-6 6H4z', 'signer changed'),
  'offence-proven': solid('M8 2L14.5 13.5h-13z', 'offence proven'),
  'block-withheld': line('M4 7.5h8v5.5h-8zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5', 'block withheld'),
  'blocks-released': line('M4 7.5h8v5.5h-8zM5.5 7.5V5a2.5 2.5 0 0 1 4.5-1.5', 'blocks released'),
  'payment-reversed': line('M6.5 3.5L3 7l3.5 3.5M3 7h6.5a3 3 0 0 1 0 6H7', 'payment reversed'),
  'shares-sampled': line('M3 3h3v3h-3zM10 3h3v3h-3zM3 10h3v3h-3zM10 10l3 3M13 10l-3 3', 'shares sampled'),
  'data-recovered': solid(
    'M3 3h4.5v4.5h-4.5zM8.5 3h4.5v4.5h-4.5zM3 8.5h4.5v4.5h-4.5zM8.5 8.5h4.5v4.5h-4.5z',
    'data recovered',
  ),
  'signatures-aggregated': line('M2.5 4l5 4M2.5 12l5-4M2.5 8h11', 'signatures summed'),
  'contract-called': line('M5.5 3L2.5 8l3 5M10.5 3l3 5l-3 5', 'contract called'),
  'root-claimed': line('M8 13V4M8 4h5l-1.5 2L13 8H8', 'root claimed'),
  'step-proved': line('M3 12.5h4v-4h4v-4h2', 'step proved'),
  'receipt-issued': line('M3 4h7v8H3zM10 8h3.5M12 6.5L13.5 8L12 9.5', 'receipt issued'),
  'receipt-redeemed': solid('M3 4h10v8H3z', 'receipt redeemed'),
  'receipt-refused': line('M3 4h10v8H3zM5.5 5.5l5 5M10.5 5.5l-5 5', 'receipt refused'),
  'transaction-executed': solid('M5 3.5l7 4.5l-7 4.5z', 'transaction executed'),
};

/** The sign of an event. */
export const symbolOf = ({ kind }: TraceEvent): EventSymbol =>
  isLayer2Kind(kind) ? layer2Entry(kind).symbol : SYMBOLS[kind];
