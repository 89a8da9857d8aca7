/** How long it takes to leave a chain above, how many can leave at once, and how much stake a thief needs: closed forms. */
import { ms } from '../foundation/units.ts';
import type { Gas, Ms } from '../foundation/units.ts';
import type { ExitPeriods } from '../layer2/plasma/exit-game.ts';
import { EXIT_PERIODS } from '../layer2/plasma/exit-game.ts';

/**
 * From asking to being paid for an output of a Plasma block that is `age` old: max(F, F + R − age), which is 7 to 14 days;
 * for a deposit F (Buterin 2018, `startExit`; OMG, "Protocol blockchain design").
 */
export const plasmaExitTime = (
  age: Ms,
  isDeposit = false,
  { finalisation, required }: ExitPeriods = EXIT_PERIODS,
): Ms => ms(isDeposit ? finalisation : Math.max(finalisation, finalisation + required - age));

/** How long after an invalid block an exit of anything older is still paid before it: the required exit period, a week. */
export const plasmaExitDeadline = ({ required }: ExitPeriods = EXIT_PERIODS): Ms => required;

/**
 * How many outputs can leave in `window` when each exit takes `gasPerExit` of blocks of `blockGas` every `interval`, and
 * nobody else uses them: the most that a Plasma chain may hold and still be left by all (Fichter 2018, "Basic Mass Exits").
 */
export const massExitCapacity = (
  gasPerExit: Gas,
  window: Ms,
  blockGas: Gas = 30_000_000n as Gas,
  interval: Ms = ms(12_000),
): number => Number(blockGas / gasPerExit) * Math.floor(window / interval);

/**
 * The longest way from a burn to its release under checkpoints of `blocks` blocks of `blockTime`: all of a checkpoint's
 * time, when the burn stands in its first block, and two blocks below, for the checkpoint and for the exit.
 */
export const checkpointExitTime = (blocks: number, blockTime: Ms, below: Ms = ms(12_000)): Ms =>
  ms(blocks * blockTime + 2 * below);

/** Out of a chain within a chain, through both: the times add up. */
export const nestedExitTime = (fromGrandchild: Ms, fromChild: Ms): Ms => ms(fromGrandchild + fromChild);

/** The least stake that can forge a checkpoint, and the least that can stop all of them, out of `all`. */
export const checkpointPower = (all: bigint): { readonly forges: bigint; readonly stops: bigint } => ({
  forges: (2n * all) / 3n + 1n,
  // What is left must fall below the quorum: all − x < ⌊2/3 · all⌋ + 1.
  stops: all - (2n * all) / 3n,
});
