/** One case of every scenario, by name: their trace hashes are recorded in trace-hashes.json and must be the same in every engine. */
import {
  lmdGhost,
  ms,
  runBaseFee,
  runBlockSize,
  runFeeMarket,
  runForks,
  runGossip,
  runMining,
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
};

/** The trace hash of every case. Needs `ready()`. */
export const hashesOfCases = (): Record<string, TraceHash> =>
  Object.fromEntries(Object.entries(scenarioCases).map(([name, run]) => [name, traceHash(run().trace)]));
