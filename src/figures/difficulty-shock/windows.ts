/** Windows of mined blocks: how long each block took, and how hard it was, before and after a shock to the hash rate. */
import type { Trace } from 'strata';

/** A mined block. */
interface MinedBlock {
  readonly height: number;
  /** Milliseconds since the block before. */
  readonly interval: number;
}

/** A window of blocks at one difficulty. */
export interface Window {
  /** Height before its first block. */
  readonly from: number;
  readonly to: number;
  /** Hashes that a block takes on average. */
  readonly difficulty: number;
  readonly meanInterval: number;
  /** Hashes tried in the time that one block should take. */
  readonly hashRate: number;
}

/** A run of windows. */
export interface ShockRun {
  readonly blocks: readonly MinedBlock[];
  readonly windows: readonly Window[];
  /** Height at which the hash rate changed; `null` when it did not. */
  readonly shockAt: number | null;
  /** Hashes that the run really tried. */
  readonly hashes: number;
}

/** Reads windows out of a trace; `firstRate` is the hash rate before any change. */
export function shockRun(trace: Trace, firstRate: number): ShockRun {
  const blocks: MinedBlock[] = [];
  const windows: Window[] = [];
  let [last, from, rate, hashes] = [0, 0, firstRate, 0];
  let shockAt: number | null = null;
  for (const event of trace.events) {
    if (event.kind === 'block-proposed') {
      blocks.push({ height: event.height, interval: event.at - last });
      last = event.at;
      hashes += event.hashes ?? 0;
    } else if (event.kind === 'hash-rate-changed') {
      shockAt = blocks.length;
      rate = event.to;
    } else if (event.kind === 'difficulty-retargeted') {
      const { height: to, meanInterval } = event;
      windows.push({ from, to, difficulty: Number(event.from), meanInterval, hashRate: rate });
      from = to;
    }
  }
  return { blocks, windows, shockAt, hashes };
}
