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
