/**
 * Scenario: the same nodes and network under each mechanism of agreement, with hashes, messages, latency and
 * finality counted.
 */
import { ms, type Ms } from '../foundation/units.ts';
import { createWorld } from '../layer1/consensus/chain-world.ts';
import { effortOf, finalBlocks, type Effort } from '../measures/energy.ts';
import { finalityTimes, percentile, propagationTimes } from '../measures/latency.ts';
import type { Trace } from '../simulation/trace.ts';
import { figuresOfChain, type ChainFigures } from './chain-figures.ts';
import { MECHANISM_WORLDS, type Mechanism } from './mechanism-worlds.ts';

/** What a run of one mechanism is made of. */
export interface MechanismRunSettings {
  readonly seed: number;
  readonly by: Mechanism;
  /** 7 unless told: a committee of 7 stands two that lie. */
  readonly nodes?: number;
  /** About how many blocks; 40 unless told. */
  readonly blocks?: number;
  /**
   * Time from block to block, whole seconds; unless told a tenth of Bitcoin's and Peercoin's 600 s, and the 12, 3,
   * 15 and 3 s that slots, turns, periods and views take in life.
   */
  readonly intervalMs?: Ms;
  /** Mean time of one message on one link; 100 ms unless told. */
  readonly latency?: Ms;
  /** Nodes that are away, from the last one downwards; none unless told. */
  readonly away?: number;
}

/** What a run of one mechanism gives back. */
export interface MechanismRun extends ChainFigures {
  readonly trace: Trace;
  readonly by: Mechanism;
  readonly intervalMs: Ms;
  /** Simulated seconds in which blocks could be made. */
  readonly seconds: number;
  /** All that was hashed and sent. */
  readonly effort: Effort;
  /** Blocks that the first node took for final, and its median wait for each. */
  readonly final: number;
  readonly medianFinalityMs: number | null;
  /** Median time for a block to reach a node. */
  readonly medianDelayMs: number | null;
  /** Times a node lost a block that it had taken for final. */
  readonly broken: number;
}

/** The interval of each, in milliseconds. */
export const MECHANISM_INTERVALS: Readonly<Record<Mechanism, Ms>> = {
  work: ms(60_000),
  stake: ms(12_000),
  delegates: ms(3_000),
  authority: ms(15_000),
  'coin-age': ms(60_000),
  quorum: ms(3_000),
};

/**
 * Runs one mechanism and counts what it costs. That a mechanism is faster here is mostly its interval: give all
 * the same to see what is left. `quorum` needs `ready()`. Throws RangeError for an interval that is not of whole
 * seconds.
 */
export function runMechanism(settings: MechanismRunSettings): MechanismRun {
  const { seed, by, nodes = 7, blocks = 40, latency = ms(100), away = 0 } = settings;
  const intervalMs = settings.intervalMs ?? MECHANISM_INTERVALS[by];
  if (!Number.isSafeInteger(intervalMs / 1000) || intervalMs < 1000)
    throw new RangeError(`An interval is of whole seconds, not of ${intervalMs} ms.`);
  const ends = ms((blocks + 1) * intervalMs);
  const world = createWorld({
    ...MECHANISM_WORLDS[by]({ seed, nodes, intervalMs }),
    seed,
    nodes,
    latency: { minMs: ms(Math.floor(latency / 2)), maxMs: ms(latency + Math.floor(latency / 2)) },
    quietFrom: ends,
    countEveryMs: intervalMs,
    isAway: (node) => node >= nodes - away,
  });
  const trace = world.run(ms(ends + Math.max(2 * intervalMs, 30 * latency)));
  return {
    ...figuresOfChain(world),
    trace,
    by,
    intervalMs,
    seconds: ends / 1000,
    effort: effortOf(trace),
    final: finalBlocks(trace),
    medianFinalityMs: percentile(finalityTimes(trace, 'node-0'), 50),
    medianDelayMs: percentile(propagationTimes(trace), 50),
    broken: trace.events.filter(({ kind }) => kind === 'finality-broken').length,
  };
}
