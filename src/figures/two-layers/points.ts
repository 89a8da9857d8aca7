/** A run of two layers as one small record a block: all that the picture, the table and the first frame need. */
import type { TraceEvent, TwoLayersRun } from 'strata';

/** A batch in the block that carries it. */
interface CarriedBatch {
  readonly transfers: number;
  readonly bytes: number;
}

/** One block of layer 1 and what happened on both layers since the block before; times in ms, fees in gwei for a transfer. */
export interface LayerPoint {
  readonly height: number;
  /** Payments a second that were sent meanwhile. */
  readonly load: number;
  /** Share of the gas limit, 0 to 1. */
  readonly used: number;
  readonly included: number;
  /** Payments that still wait for layer 1. */
  readonly waiting: number;
  readonly wait1: number | null;
  readonly fee1: number | null;
  /** Until the sequencer promised it. */
  readonly promise2: number | null;
  /** Until its batch stood in a block. */
  readonly posted2: number | null;
  readonly fee2: number | null;
  readonly batches: readonly CarriedBatch[];
}

const GWEI = 1e9;
const gwei = (fee: bigint | null): number | null => (fee === null ? null : Math.round(Number(fee) / GWEI));

function median(values: readonly number[]): number | null {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.ceil(ascending.length / 2) - 1] ?? null;
}

/** What the trace says of each block beyond the run's own series: its fill, its batches, and when layer 2's payments came in. */
function blocksOf(events: readonly TraceEvent[]) {
  const batches = new Map<string, CarriedBatch>();
  const blocks: { used: number; carried: CarriedBatch[]; posted: number[] }[] = [];
  for (const event of events) {
    if (event.kind === 'batch-posted') {
      batches.set(event.transaction, { transfers: event.transactions.length, bytes: event.bytes });
    } else if (event.kind === 'block-proposed') {
      const carried = event.transactions.flatMap((id) => batches.get(id) ?? []);
      blocks.push({ used: Number(event.used) / Number(event.limit), carried, posted: [] });
    } else if (event.kind === 'transaction-included' && event.layer === 2) {
      blocks.at(-1)?.posted.push(event.waited);
    }
  }
  return blocks;
}

/** The points of a run; `loads` says what was sent in each block's time. */
export function pointsOf(run: TwoLayersRun, loads: readonly number[]): readonly LayerPoint[] {
  const blocks = blocksOf(run.trace.events);
  return run.series.map(({ height, layer1, layer2 }, index): LayerPoint => {
    const block = blocks[index];
    return {
      height,
      load: loads[index] ?? loads.at(-1) ?? 0,
      used: Math.round((block?.used ?? 0) * 1000) / 1000,
      included: layer1.included,
      waiting: layer1.waiting,
      wait1: layer1.medianWaitMs,
      fee1: gwei(layer1.medianFee),
      promise2: layer2.medianWaitMs,
      posted2: median(block?.posted ?? []),
      fee2: gwei(layer2.medianFee),
      batches: block?.carried ?? [],
    };
  });
}

const isPoint = (value: unknown): value is LayerPoint =>
  typeof value === 'object' && value !== null && 'height' in value && 'batches' in value && 'load' in value;

/** Points from a first frame that went through JSON; none where it is not one. */
export const readPoints = (first: unknown): readonly LayerPoint[] =>
  Array.isArray(first) && first.every(isPoint) ? first : [];
