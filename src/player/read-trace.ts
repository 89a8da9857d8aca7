/** Reads a trace that came from outside (a sandbox, a file, a link): what does not have a trace's shape is refused with the reason. */
import type { Trace, TraceEvent, TraceEventKind } from 'strata';
import type { EventField } from './events/family.ts';
import { isLayer2Kind, layer2Entry } from './events/layer2.ts';
import type { Layer2Kind } from './events/layer2.ts';

/** The fields each kind of layer 1 event must have, besides `at`, `sequence`, `actor` and `layer`; optional ones end in `?`. */
const FIELDS: Readonly<Record<Exclude<TraceEventKind, Layer2Kind>, Readonly<Record<string, EventField>>>> = {
  'transaction-submitted': { transaction: 'string', fee: 'string', size: 'number' },
  'transaction-rejected': { transaction: 'string', code: 'string', why: 'string' },
  'transaction-included': { transaction: 'string', block: 'string', waited: 'number' },
  'block-proposed': {
    block: 'string',
    parent: 'string',
    height: 'number',
    transactions: 'strings',
    used: 'string',
    limit: 'string',
    fees: 'string',
    'baseFee?': 'string',
    'difficulty?': 'string',
    'hashes?': 'number',
  },
  'block-received': { block: 'string', from: 'string' },
  'block-rejected': { block: 'string', code: 'string', why: 'string' },
  'message-sent': { to: 'string', what: 'string', arrives: 'number' },
  'head-changed': { from: 'string', to: 'string', height: 'number' },
  reorganised: { from: 'string', to: 'string', ancestor: 'string', depth: 'number' },
  'vote-cast': { block: 'string', slot: 'number', weight: 'string' },
  'proposer-drawn': { slot: 'number', validator: 'number', stake: 'string' },
  'difficulty-retargeted': { height: 'number', from: 'string', to: 'string', meanInterval: 'number' },
  'hash-rate-changed': { from: 'number', to: 'number' },
  'batch-posted': { batch: 'string', transaction: 'string', transactions: 'strings', bytes: 'number' },
  'soft-confirmed': { transaction: 'string', waited: 'number' },
  'link-checked': { block: 'string', height: 'number', holds: 'boolean' },
  finalised: { block: 'string', height: 'number', waited: 'number' },
  'finality-broken': { from: 'string', to: 'string' },
  'effort-counted': { hashes: 'number', messages: 'number', bytes: 'number' },
  'producers-elected': { round: 'number', producers: 'strings' },
  'signer-changed': { signer: 'string', authorised: 'boolean', signers: 'number' },
  'offence-proven': { offender: 'string', offence: 'string', stake: 'string' },
  'block-withheld': { block: 'string', height: 'number', lead: 'number' },
  'blocks-released': { block: 'string', height: 'number', blocks: 'number' },
  'payment-reversed': { transaction: 'string', confirmations: 'number' },
  'shares-sampled': { block: 'string', asked: 'number', missing: 'number' },
  'data-recovered': { block: 'string', held: 'number', shares: 'number' },
  'signatures-aggregated': { block: 'string', signers: 'number', bytes: 'number' },
  'contract-called': {
    contract: 'string',
    what: 'string',
    depth: 'number',
    value: 'string',
    outcome: 'string',
  },
  'root-claimed': { step: 'number', root: 'string' },
  'step-proved': { step: 'number', root: 'string', bytes: 'number', holds: 'boolean' },
  'receipt-issued': { receipt: 'string', to: 'string', value: 'string' },
  'receipt-redeemed': { receipt: 'string', waited: 'number' },
  'receipt-refused': { receipt: 'string', code: 'string', why: 'string' },
  'transaction-executed': { transaction: 'string', takes: 'number', outcome: 'string' },
};

/** A trace, or why the value is none. */
export type TraceReading =
  { readonly ok: true; readonly trace: Trace } | { readonly ok: false; readonly why: string };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a kind on either layer. */
const fieldsOf = (kind: TraceEventKind): Readonly<Record<string, EventField>> =>
  isLayer2Kind(kind) ? layer2Entry(kind).fields : FIELDS[kind];

const has = (value: unknown, field: EventField): boolean =>
  field === 'strings'
    ? Array.isArray(value) && value.every((item) => typeof item === 'string')
    : field === 'number'
      ? Number.isFinite(value)
      : typeof value === field;

const isKind = (kind: unknown): kind is TraceEventKind =>
  typeof kind === 'string' && (Object.hasOwn(FIELDS, kind) || isLayer2Kind(kind as TraceEventKind));

/** What an event lacks, or `null` for a whole one. */
function faultOf(event: unknown): string | null {
  if (!isRecord(event)) return 'it is not an object';
  if (!isKind(event['kind'])) return `it has no known kind (${String(event['kind']).slice(0, 40)})`;
  if (!Number.isFinite(event['at']) || !Number.isFinite(event['sequence']))
    return 'it has no time or no sequence';
  if (typeof event['actor'] !== 'string') return 'it has no actor';
  if (event['layer'] !== 1 && event['layer'] !== 2) return 'it is on neither layer';
  for (const [name, field] of Object.entries(fieldsOf(event['kind']))) {
    const optional = name.endsWith('?');
    const value = event[optional ? name.slice(0, -1) : name];
    if (optional && value === undefined) continue;
    if (!has(value, field)) return `its ${optional ? name.slice(0, -1) : name} is not a ${field}`;
  }
  return null;
}

/** Reads `value` as a trace. Events keep the order they came in. */
export function readTrace(value: unknown): TraceReading {
  if (!isRecord(value) || !Array.isArray(value['events']))
    return { ok: false, why: 'It has no list of events.' };
  const events: readonly unknown[] = value['events'];
  for (const [index, event] of events.entries()) {
    const fault = faultOf(event);
    if (fault !== null) return { ok: false, why: `Event ${index + 1} cannot be read: ${fault}.` };
  }
  const seed = Number.isFinite(value['seed']) ? Number(value['seed']) : 0;
  // Every event has just been checked against FIELDS.
  return { ok: true, trace: { seed, events: events as readonly TraceEvent[] } };
}
