/** Scenario: a pool that keeps its blocks secret, on real blocks, and what it earns. */
import {
  afterFound,
  AGREED,
  selfishMining,
  settleAtEnd,
  type BlockFinder,
  type SelfishState,
  type SelfishStrategy,
} from '../adversaries/selfish-mining.ts';
import { createRandom } from '../foundation/random.ts';
import { ms } from '../foundation/units.ts';
import { selfishRevenue, selfishThreshold } from '../measures/attack-formulas.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import { SelfishTree } from './selfish-tree.ts';

/** What a run of selfish mining is made of. */
export interface SelfishMiningSettings {
  readonly seed: number;
  /** The pool's part of the hash rate in percent, whole; 35 unless told. */
  readonly share?: number;
  /** The part of the others that builds on the pool's block in a tie, in percent, whole; 0 unless told. */
  readonly gamma?: number;
  /** Blocks found in all; 4,000 unless told. */
  readonly blocks?: number;
  /** How many of the first stand in the trace and the tree; 120 unless told. */
  readonly shown?: number;
  /** The part under test; Eyal's and Sirer's unless told. */
  readonly strategy?: SelfishStrategy;
}

/** What a run of selfish mining gives back. */
export interface SelfishMiningRun {
  /** The first blocks as a story. */
  readonly trace: Trace;
  /** Blocks of each side that are in the chain, and blocks that nobody built on. */
  readonly pool: number;
  readonly others: number;
  readonly wasted: number;
  /** What was not decided when the last block was found; the counts above settle it. */
  readonly undecided: SelfishState;
  /** The pool's share of the chain. */
  readonly revenue: number;
  /** By equation (8), for the reference strategy; and the share from which it pays. */
  readonly expected: number;
  readonly threshold: number;
  /** The tree of the story's blocks, with who found each. */
  readonly tree: SelfishTree;
}

const INTERVAL_MS = 600_000;

/**
 * Draws who finds each block by share, lets the pool move, and counts what ends up in the chain. Every block is
 * worth the same, as in the paper; difficulty stands still, so what a pool gains is a share, not yet an income:
 * that follows at the next retarget. Throws RangeError for shares outside 0 to 100.
 */
export function runSelfishMining(settings: SelfishMiningSettings): SelfishMiningRun {
  const { seed, share = 35, gamma = 0, blocks = 4000, shown = 120, strategy = selfishMining } = settings;
  for (const percent of [share, gamma])
    if (!Number.isSafeInteger(percent) || percent < 0 || percent > 100)
      throw new RangeError(`A share lies between 0 and 100 percent, whole, not at ${percent}.`);
  const finders = createRandom(seed, 'finders');
  const ties = createRandom(seed, 'ties');
  const times = createRandom(seed, 'times');
  const recorder = new Recorder(seed);
  const tree = new SelfishTree(recorder);
  let state = AGREED;
  let now = ms(0);
  let [pool, others, wasted] = [0, 0, 0];
  for (let found = 0; found < blocks; found++) {
    const finder: BlockFinder = finders.chance(share, 100) ? 'pool' : 'others';
    const onPools = ties.chance(gamma, 100);
    const step = afterFound(state, finder, onPools, strategy);
    if (found < shown) {
      now = ms(now + times.exponentialMs(INTERVAL_MS));
      tree.add(now, { before: state, finder, onPools, step });
    }
    state = step.state;
    pool += step.poolWon;
    others += step.othersWon;
    wasted += step.wasted;
  }
  const rest = settleAtEnd(state);
  pool += rest.poolWon;
  others += rest.othersWon;
  return {
    trace: recorder.trace(),
    pool,
    others,
    wasted: wasted + rest.wasted,
    undecided: state,
    revenue: pool + others === 0 ? 0 : pool / (pool + others),
    expected: selfishRevenue(share / 100, gamma / 100),
    threshold: selfishThreshold(gamma / 100),
    tree,
  };
}
