/**
 * Difficulty retargeting: Bitcoin's rule that keeps blocks coming at one pace whatever hash rate joins or
 * leaves.
 */
import type { Ms } from '../../foundation/units.ts';

/** What a retarget looks at: one window of blocks, all mined at the same target. */
export interface RetargetWindow {
  /** The window's target: a block's hash, as a number, must not be above it. A greater target is easier. */
  readonly target: bigint;
  /** Timestamp of the window's first block. */
  readonly firstTimestamp: Ms;
  /** Timestamp of the window's last block. */
  readonly lastTimestamp: Ms;
  /** Blocks in the window: 2016 in Bitcoin, 64 in the lessons' runs. */
  readonly blocks: number;
  /** The interval to aim at between two blocks: 600,000 in Bitcoin. */
  readonly intervalMs: Ms;
  /** The easiest target allowed (Bitcoin Core: `powLimit`). */
  readonly maxTarget: bigint;
}

/** Computes the target of the next window from the one just ended. */
export type Retarget = (window: RetargetWindow) => bigint;

/** One window may change the target by this factor at most, up or down (Bitcoin Core, `pow.cpp`). */
const LARGEST_STEP = 4n;

/**
 * Bitcoin's rule: new target = old target × time taken / time meant, where time meant is `blocks` ×
 * `intervalMs`, the time taken is first held between a quarter and four times that, and the result is at most
 * `maxTarget` (and at least 1). Division rounds down; a header then stores it in the compact form `bits`,
 * which drops low digits (`bitsOf`).
 *
 * The first and last timestamps are only `blocks` − 1 intervals apart. Bitcoin compares them with `blocks`
 * intervals all the same, so its blocks settle at `blocks`/(`blocks` − 1) of the interval: 0.05 % slow at
 * 2016, 1.6 % at the lessons' 64. Source: Bitcoin Core, `src/pow.cpp`, `CalculateNextWorkRequired`.
 */
export const retarget: Retarget = (window) => {
  const meant = BigInt(window.blocks) * BigInt(window.intervalMs);
  if (meant <= 0n) throw new RangeError('A window needs at least one block and an interval above zero.');
  const taken = between(
    BigInt(window.lastTimestamp - window.firstTimestamp),
    meant / LARGEST_STEP,
    meant * LARGEST_STEP,
  );
  return between((window.target * taken) / meant, 1n, window.maxTarget);
};

const between = (value: bigint, least: bigint, most: bigint): bigint =>
  value < least ? least : value > most ? most : value;
