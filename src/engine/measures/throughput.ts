/** Throughput out of a trace: transactions a second that became part of a layer. */
import type { Trace } from '../simulation/trace.ts';

/** What one layer did in a run. */
export interface Throughput {
  /** Transactions in blocks of layer 1, or confirmed by layer 2. */
  readonly transactions: number;
  /** Per second of `seconds`. */
  readonly perSecond: number;
}

/**
 * Transactions a second on a layer over a run of `seconds`: on layer 1 each `transaction-included` counts, on
 * layer 2 each `soft-confirmed`. Throws RangeError for a run of no time.
 */
export function throughputOf(trace: Trace, layer: 1 | 2, seconds: number): Throughput {
  if (!(seconds > 0)) throw new RangeError(`Throughput needs a time above zero, not ${seconds} s.`);
  const counted = layer === 1 ? 'transaction-included' : 'soft-confirmed';
  const transactions = trace.events.filter((event) => event.kind === counted && event.layer === layer).length;
  return { transactions, perSecond: transactions / seconds };
}

/**
 * Blocks a second that `node` took for final over a run of `seconds`, and what of them it later lost
 * (`finality-broken`). Throws RangeError for a run of no time.
 */
export function finalThroughputOf(
  trace: Trace,
  seconds: number,
  node = 'node-0',
): { readonly blocks: number; readonly perSecond: number; readonly broken: number } {
  if (!(seconds > 0)) throw new RangeError(`Throughput needs a time above zero, not ${seconds} s.`);
  const own = trace.events.filter(({ actor }) => actor === node);
  const blocks = own.filter(({ kind }) => kind === 'finalised').length;
  const broken = own.filter(({ kind }) => kind === 'finality-broken').length;
  return { blocks, perSecond: blocks / seconds, broken };
}

/** The share of proposed blocks that are not in `node`'s chain in the end, by its last `head-changed`. */
export function staleShareOf(trace: Trace, node = 'node-0'): number {
  const parents = new Map<string, string>();
  let head = '';
  for (const event of trace.events) {
    if (event.kind === 'block-proposed') parents.set(event.block, event.parent);
    if (event.kind === 'head-changed' && event.actor === node) head = event.to;
  }
  let inChain = 0;
  for (let at: string | undefined = head; at !== undefined && parents.has(at); at = parents.get(at))
    inChain += 1;
  return parents.size === 0 ? 0 : 1 - inChain / parents.size;
}
