/** The sizes, clocks and bonds of a dispute game. */
import { ms, wei } from '../../../foundation/units.ts';
import type { Ms, Wei } from '../../../foundation/units.ts';
import { OPTIMISM_MAINNET } from './deployed-parameters.ts';

/** What a dispute game is set up with (OP Stack specification, Fault Dispute Game, "Definitions"). */
export interface DisputeParameters {
  /** Depth of the whole tree of positions: claims there are single steps of the machine. */
  readonly maxDepth: number;
  /** Depth of its upper part: claims there are single layer 2 blocks. At least two levels lie below it. */
  readonly splitDepth: number;
  /** What each team has for all its moves on one path. */
  readonly maxClockDuration: Ms;
  /** What a team's clock is topped up to when it has less left. */
  readonly clockExtension: Ms;
  /** Bond of the root claim; each level below asks for 9.493 % more. */
  readonly rootBond: Wei;
  /** How long after a game's resolution its bonds are locked. */
  readonly withdrawalDelay: Ms;
  /** How long after a game's resolution its output is not relied on yet. */
  readonly finalityDelay: Ms;
}

/** 400,000 gas at 200 gwei (OP Stack specification, Bond Incentives, "Required Bond Formula"). */
const ROOT_BOND = wei(400_000n * 200n * 10n ** 9n);

/** Optimism's mainnet: 2^30 blocks, 2^42 steps, clocks of 3.5 days. */
export const MAINNET_DISPUTE: DisputeParameters = { ...OPTIMISM_MAINNET, rootBond: ROOT_BOND };

/** The same clocks and bonds over a tree at teaching size: 2^3 blocks of 2^10 steps, in place of 2^30 and 2^42. */
export const TEACHING_DISPUTE: DisputeParameters = { ...MAINNET_DISPUTE, maxDepth: 14, splitDepth: 3 };

/** The depth at which an execution trace begins; the claims there commit to a machine that has halted. */
export const executionDepth = ({ splitDepth }: DisputeParameters): number => splitDepth + 1;

/** Steps of an execution trace: a power of two, beyond which a machine must have halted. */
export const executionSteps = ({ maxDepth, splitDepth }: DisputeParameters): bigint =>
  1n << BigInt(maxDepth - splitDepth - 1);

/** `parameters`, if a game can be played under them. @throws RangeError for a tree without room for an execution trace, one deeper than 126, or a clock shorter than twice its extension */
export function checkDisputeParameters(parameters: DisputeParameters): DisputeParameters {
  const { maxDepth, splitDepth, maxClockDuration, clockExtension } = parameters;
  if (!Number.isInteger(splitDepth) || !Number.isInteger(maxDepth) || splitDepth < 0)
    throw new RangeError('Depths are whole numbers from 0.');
  // Below the split stand an execution trace's root, which no one can defend, and its leaves.
  if (maxDepth < splitDepth + 2 || maxDepth > 126)
    throw new RangeError(`The tree is ${splitDepth + 2} to 126 levels deep; got ${maxDepth}.`);
  // FaultDisputeGame, constructor: the extension before an execution trace is doubled and must fit into the clock.
  if (maxClockDuration < 2 * clockExtension)
    throw new RangeError('Twice the clock extension fits into the clock.');
  return parameters;
}

/**
 * The bond of a claim at `depth`: that of the root times 1.09493^depth, rounded down (OP Stack specification, Bond
 * Incentives, "Required Bond Formula"). It grows with depth because answering costs more there.
 */
export const requiredBond = ({ rootBond }: DisputeParameters, depth: number): Wei =>
  wei((rootBond * 109_493n ** BigInt(depth)) / 100_000n ** BigInt(depth));

/**
 * No game lasts longer from its proposal until its root can be resolved, whatever anyone does. Along one path of claims the two teams
 * use up two clocks, and each of the at most `maxDepth` moves may top a clock up by the extension, the one before an
 * execution trace by twice as much. Where no one disputes, one clock passes.
 */
export function longestGame({ maxClockDuration, clockExtension, maxDepth }: DisputeParameters): Ms {
  return ms(2 * maxClockDuration + (maxDepth + 1) * clockExtension);
}
