/** What the measures let out of the door. */
export { crossShardShare, grahamBound, shardingGain } from './sharding.ts';
export {
  blocksUntilIncluded,
  chanceStillCensored,
  eclipsedWait,
  selfishRevenue,
  selfishThreshold,
} from './attack-formulas.ts';
export { committeeTail, leastCommittee, log2Of, twoThirdsOf, type Fraction } from './committee.ts';
export {
  blocksByProposer,
  gini,
  MORE_THAN_A_THIRD,
  MORE_THAN_HALF,
  nakamotoCoefficient,
  type Part,
} from './decentralisation.ts';
export {
  effortOf,
  effortPerFinalBlock,
  energyPerTransaction,
  finalBlocks,
  type Effort,
  type MiningNetwork,
} from './energy.ts';
export {
  baseFeeGrowth,
  binomialBounds,
  chanceOfNoBlock,
  doubleSpendByRosenfeld,
  doubleSpendByWhitepaper,
  emptyBlocksToShrink,
  expectedHashes,
  forkRatePerSecond,
  fullBlocksToGrow,
  relativeErrorOfMeanWait,
  staleRate,
} from './formulas.ts';
export { finalityTimes, meanOf, percentile, propagationTimes, waitsOf, type Waits } from './latency.ts';
export {
  blobFeeChange,
  log10WithholdingBound,
  missInColumns,
  missInSquare,
  missWithReplacement,
  samplesFor,
} from './sampling.ts';
export { finalThroughputOf, staleShareOf, throughputOf, type Throughput } from './throughput.ts';
export {
  blobCeiling,
  calldataCeiling,
  compactTransferBytes,
  forcedInclusionBound,
  GAS_PER_DATA_BYTE,
  PUBLISHED_BYTES,
  PUBLISHED_GAS,
  rollupGain,
  type BlobSpace,
  type CompactTransferSize,
} from './rollups.ts';
export { lamportForgeryBits, lamportForgeryChance, transfersPerSecond } from './signatures.ts';
export {
  checkpointExitTime,
  checkpointPower,
  massExitCapacity,
  nestedExitTime,
  plasmaExitDeadline,
  plasmaExitTime,
} from './exit-times.ts';
