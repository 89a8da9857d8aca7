/** What a run of two layers says in numbers: totals of each layer, and a point a block for the plots. */
import { gas, wei, type Gas, type Ms, type Wei } from '../foundation/units.ts';
import { TRANSFER_GAS } from '../layer1/ledger/transfer.ts';
import { percentile } from '../measures/latency.ts';
import type { Trace } from '../simulation/trace.ts';
import type { BaseBlock, BaseLayer, WaitingTransfer } from './base-layer.ts';
import type { Batch } from './small-rollup.ts';

/** A payment that waits no more, and what it paid in all. */
export interface Waited {
  readonly waited: number;
  readonly fee: Wei;
}

/** A batch in a block of layer 1, and what the sequencer paid for it. */
export interface PostedBatch {
  readonly batch: Batch;
  readonly fee: Wei;
}

/**
 * Both layers between one block of layer 1 and the next. Medians are null where nothing was confirmed. A
 * median wait on layer 1 counts those that still wait too, with their wait so far: without them a full chain
 * would look as fast as an empty one.
 */
export interface TwoLayersPoint {
  readonly at: Ms;
  readonly height: number;
  readonly baseFee: Wei;
  readonly gasUsed: Gas;
  readonly layer1: {
    readonly included: number;
    readonly waiting: number;
    readonly medianWaitMs: number | null;
    readonly medianFee: Wei | null;
    /** How long the oldest that still waits has waited. */
    readonly oldestWaitMs: number;
  };
  readonly layer2: {
    readonly confirmed: number;
    readonly medianWaitMs: number | null;
    readonly medianFee: Wei | null;
  };
}

/** A run of two layers. Times in milliseconds from submission, fees in wei for one transfer. */
export interface TwoLayersRun {
  readonly trace: Trace;
  /** A point for each block of layer 1. */
  readonly series: readonly TwoLayersPoint[];
  readonly layer1: {
    readonly submitted: number;
    readonly included: number;
    readonly waiting: number;
    /** Of the included and of those that still wait, with their wait so far. */
    readonly medianWaitMs: number | null;
    readonly medianFee: Wei | null;
    /** Base fee of the last block; 0 before the first. */
    readonly lastBaseFee: Wei;
    /** What a transfer would pay to be in the next block, tip of 2 gwei included. */
    readonly nextFee: Wei;
  };
  readonly layer2: {
    readonly submitted: number;
    /** Promised by the sequencer. */
    readonly confirmed: number;
    /** In a batch that stands in a block of layer 1. */
    readonly included: number;
    readonly batches: number;
    readonly medianSoftWaitMs: number | null;
    readonly medianPostedWaitMs: number | null;
    readonly medianFee: Wei | null;
    /** Bytes of the posted batches, for each transfer in them; null before the first. */
    readonly bytesPerTransfer: number | null;
    /** Gas of layer 1 for each transfer in the posted batches, the carriers' own 21,000 included. */
    readonly gasPerTransfer: Gas | null;
    /** What the sequencer paid layer 1 for the posted batches. */
    readonly postingCost: Wei;
  };
  /** The posted batches, for whoever wants to derive the rollup's state from them. */
  readonly posted: readonly PostedBatch[];
}

/** What a run knows when it is asked. */
export interface TwoLayersState {
  readonly trace: Trace;
  readonly points: readonly TwoLayersPoint[];
  readonly waited: {
    readonly base: readonly Waited[];
    readonly rollup: readonly Waited[];
    readonly posted: readonly number[];
  };
  readonly submitted: { readonly base: number; readonly rollup: number };
  readonly posted: readonly PostedBatch[];
  readonly base: BaseLayer;
  readonly now: Ms;
}

/** The point of a block: what was confirmed since the block before. */
export const pointOf = (
  block: BaseBlock,
  waiting: readonly WaitingTransfer[],
  recent: { readonly base: readonly Waited[]; readonly rollup: readonly Waited[] },
  at: Ms,
): TwoLayersPoint => ({
  at,
  height: block.height,
  baseFee: block.baseFee,
  gasUsed: block.gasUsed,
  layer1: {
    included: recent.base.length,
    waiting: waiting.length,
    medianWaitMs: medianWait([...recent.base, ...stillWaiting(waiting, at)]),
    medianFee: medianFee(recent.base),
    oldestWaitMs: waiting.reduce((oldest, { arrivedAt }) => Math.max(oldest, at - arrivedAt), 0),
  },
  layer2: {
    confirmed: recent.rollup.length,
    medianWaitMs: medianWait(recent.rollup),
    medianFee: medianFee(recent.rollup),
  },
});

/** The totals of a run so far. */
export function summarise({
  trace,
  points,
  waited,
  submitted,
  posted,
  base,
  now,
}: TwoLayersState): TwoLayersRun {
  const carried = posted.reduce((sum, { batch }) => sum + batch.confirmed.length, 0);
  const bytes = posted.reduce((sum, { batch }) => sum + batch.data.length, 0);
  const gasPosted = posted.reduce((sum, { batch }) => sum + TRANSFER_GAS + batch.dataGas, 0n);
  return {
    trace,
    series: [...points],
    layer1: {
      submitted: submitted.base,
      included: waited.base.length,
      waiting: base.waiting.length,
      medianWaitMs: medianWait([...waited.base, ...stillWaiting(base.waiting, now)]),
      medianFee: medianFee(waited.base),
      lastBaseFee: points.at(-1)?.baseFee ?? wei(0),
      nextFee: wei(TRANSFER_GAS * (base.baseFee + 2_000_000_000n)),
    },
    layer2: {
      submitted: submitted.rollup,
      confirmed: waited.rollup.length,
      included: carried,
      batches: posted.length,
      medianSoftWaitMs: medianWait(waited.rollup),
      medianPostedWaitMs: percentile(
        [...waited.posted].sort((a, b) => a - b),
        50,
      ),
      medianFee: medianFee(waited.rollup),
      bytesPerTransfer: carried === 0 ? null : bytes / carried,
      gasPerTransfer: carried === 0 ? null : gas(gasPosted / BigInt(carried)),
      postingCost: wei(posted.reduce((sum, { fee }) => sum + fee, 0n)),
    },
    posted: [...posted],
  };
}

const stillWaiting = (waiting: readonly WaitingTransfer[], now: Ms): readonly Pick<Waited, 'waited'>[] =>
  waiting.filter(({ dataGas }) => dataGas === 0n).map(({ arrivedAt }) => ({ waited: now - arrivedAt }));

const medianWait = (all: readonly Pick<Waited, 'waited'>[]): number | null =>
  percentile(
    all.map(({ waited }) => waited).sort((a, b) => a - b),
    50,
  );

const medianFee = (all: readonly Waited[]): Wei | null => {
  const fees = all.map(({ fee }) => fee).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return fees[Math.ceil(fees.length / 2) - 1] ?? null;
};
