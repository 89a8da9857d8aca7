/** Waiting times out of a trace, and the ranks by which distributions are compared. */
import type { Trace } from '../simulation/trace.ts';

/** Waits in milliseconds by what ended them, each in ascending order. */
export interface Waits {
  /** From submission to the layer 1 block that holds the transaction. */
  readonly included: readonly number[];
  /** From submission to a sequencer's promise on layer 2. */
  readonly softConfirmed: readonly number[];
}

/** All waits that a trace tells of: `transaction-included` on layer 1 and `soft-confirmed` on layer 2. */
export function waitsOf(trace: Trace): Waits {
  const included: number[] = [];
  const softConfirmed: number[] = [];
  for (const event of trace.events) {
    if (event.kind === 'transaction-included' && event.layer === 1) included.push(event.waited);
    if (event.kind === 'soft-confirmed') softConfirmed.push(event.waited);
  }
  return { included: ascending(included), softConfirmed: ascending(softConfirmed) };
}

/**
 * How long each node waited for each block after it was built, ascending: `block-received` against
 * `block-proposed`.
 */
export function propagationTimes(trace: Trace): readonly number[] {
  const builtAt = new Map<string, number>();
  const times: number[] = [];
  for (const event of trace.events) {
    if (event.kind === 'block-proposed') builtAt.set(event.block, event.at);
    const built = event.kind === 'block-received' ? builtAt.get(event.block) : undefined;
    if (built !== undefined) times.push(event.at - built);
  }
  return ascending(times);
}

/**
 * The value at or below which `percent` of the values lie (nearest rank), of values in ascending order; null
 * for none. Throws RangeError for a percent outside 0 to 100.
 */
export function percentile(ascending: readonly number[], percent: number): number | null {
  if (percent < 0 || percent > 100)
    throw new RangeError(`A percentile lies between 0 and 100, not at ${percent}.`);
  const rank = Math.max(1, Math.ceil((ascending.length * percent) / 100));
  return ascending[rank - 1] ?? null;
}

/** The arithmetic mean; null of no values. */
export const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/**
 * How long it took from building each block until `node` took it for final, ascending; of all nodes when none is
 * named. Only blocks that became final count: a run's last ones have not had the time.
 */
export const finalityTimes = (trace: Trace, node?: string): readonly number[] =>
  ascending(
    trace.events.flatMap((event) =>
      event.kind === 'finalised' && (node === undefined || event.actor === node) ? [event.waited] : [],
    ),
  );
