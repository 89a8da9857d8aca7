/**
 * Ethereum's proof-of-work difficulty, block by block: the Frontier and Homestead rules with their difficulty
 * bomb.
 */

/** What the rule looks at; timestamps are in seconds, as in an Ethereum header. */
export interface DifficultyParent {
  readonly parentDifficulty: bigint;
  readonly parentTimestamp: bigint;
  /** The child's timestamp, later than its parent's. */
  readonly timestamp: bigint;
  /** The child's number. */
  readonly number: bigint;
}

/** Computes a child block's difficulty from its parent's. */
export type NextDifficulty = (parent: DifficultyParent) => bigint;

/** No block is easier than this (Yellow Paper, 4.3.4: D_0). */
export const MINIMUM_DIFFICULTY = 131_072n;

/** The difficulty moves in steps of a 2048th of the parent's. */
const BOUND_DIVISOR = 2_048n;
const BOMB_PERIOD = 100_000n;

/**
 * Frontier: one step up when the child came within 13 seconds of its parent, one down otherwise, however long
 * it took; never below the minimum; then the bomb. Source: Ethereum Frontier; go-ethereum,
 * `calcDifficultyFrontier`.
 */
export const frontierDifficulty: NextDifficulty = ({
  parentDifficulty,
  parentTimestamp,
  timestamp,
  number,
}) => {
  const step = parentDifficulty / BOUND_DIVISOR;
  const fast = timestamp - parentTimestamp < 13n;
  return atLeastMinimum(parentDifficulty + (fast ? step : -step)) + bomb(number);
};

/**
 * Homestead: one step up under 10 seconds, none from 10 to 19, and one down for every further 10, at most 99;
 * so a long gap weighs more than a short one and a median can't be gamed. Source: EIP-2, "Specification",
 * point 4.
 */
export const homesteadDifficulty: NextDifficulty = ({
  parentDifficulty,
  parentTimestamp,
  timestamp,
  number,
}) => {
  const factor = 1n - (timestamp - parentTimestamp) / 10n;
  const steps = factor < -99n ? -99n : factor;
  return atLeastMinimum(parentDifficulty + (parentDifficulty / BOUND_DIVISOR) * steps) + bomb(number);
};

const atLeastMinimum = (difficulty: bigint): bigint =>
  difficulty < MINIMUM_DIFFICULTY ? MINIMUM_DIFFICULTY : difficulty;

/**
 * 2^(⌊number / 100,000⌋ − 2), doubling every 100,000 blocks: the planned end of mining. Nothing before block
 * 200,000.
 */
const bomb = (number: bigint): bigint => {
  const period = number / BOMB_PERIOD;
  return period >= 2n ? 2n ** (period - 2n) : 0n;
};
