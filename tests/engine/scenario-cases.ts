/** One case of every scenario, by name: their trace hashes are recorded in trace-hashes.json and must be the same in every engine. */
import {
  lmdGhost,
  ms,
  MECHANISMS,
  runAuthority,
  runBaseFee,
  runBlockSize,
  runCensorship,
  runCoinAge,
  runDelegates,
  runDoubleSpend,
  runEclipse,
  runFeeMarket,
  runForks,
  runGossip,
  runLongRange,
  runMechanism,
  runMining,
  runSelfishMining,
  runSplitCommittee,
  runSplitFinality,
  runStakeDraw,
  runTwoLayers,
  selectByArrival,
  traceHash,
  type Trace,
  type TraceHash,
} from '../../src/engine/index.ts';

/** Runs by name; each needs nothing but `ready()`. */
export const scenarioCases: Readonly<Record<string, () => { readonly trace: Trace }>> = {
  'base-fee': () => runBaseFee({ seed: 1 }),
  'block-size': () => runBlockSize({ seed: 1 }),
  'fee-market': () => runFeeMarket({ seed: 1 }),
  'fee-market by arrival': () => runFeeMarket({ seed: 1, select: selectByArrival }),
  'forks by work': () => runForks({ seed: 1, latency: ms(10_000) }),
  'forks by stake': () => runForks({ seed: 1, latency: ms(6_000), by: 'stake', forkChoice: lmdGhost }),
  gossip: () => runGossip({ seed: 1 }),
  mining: () => runMining({ seed: 1 }),
  'stake-draw': () => runStakeDraw({ seed: 1 }),
  'two-layers': () => runTwoLayers({ seed: 1 }),
  ...Object.fromEntries(
    MECHANISMS.map((by) => [`agreement by ${by}`, () => runMechanism({ seed: 1, by, blocks: 20 })]),
  ),
  authority: () => runAuthority({ seed: 1 }),
  censorship: () => runCensorship({ seed: 1, fights: 6 }),
  'coin-age': () => runCoinAge({ seed: 1, minutes: 30 }),
  delegates: () => runDelegates({ seed: 1 }),
  'double-spend': () => runDoubleSpend({ seed: 1 }),
  eclipse: () => runEclipse({ seed: 1 }),
  'long-range': () => runLongRange({ seed: 1 }),
  'selfish-mining': () => runSelfishMining({ seed: 1, gamma: 50 }),
  'split committee': () => runSplitCommittee({ seed: 1, equivocators: 3 }),
  'split finality': () => runSplitFinality({ seed: 1 }),
};

/** The trace hash of every case. Needs `ready()`. */
export const hashesOfCases = (): Record<string, TraceHash> =>
  Object.fromEntries(Object.entries(scenarioCases).map(([name, run]) => [name, traceHash(run().trace)]));
