/** The engine's door: what a lab, a figure and a lesson may use. Its list of names is a test. */

// simulation
export type { Trace, TraceEvent, TraceEventKind, TraceHash } from './simulation/trace.ts';
export { canonicalJson, traceHash } from './simulation/trace-hash.ts';
export { Clock } from './simulation/clock.ts';
export { Recorder, type NewTraceEvent } from './simulation/recorder.ts';
export { Network, type Latency, type NetworkSettings, type Partition } from './simulation/network.ts';
export { World, type Actor, type WorldSettings } from './simulation/world.ts';

// layer1/consensus
export {
  addBlock,
  ancestorOf,
  blockAt,
  chainWork,
  childrenOf,
  createTree,
  leavesOf,
  pathTo,
  type BlockTree,
  type TreeBlock,
} from './layer1/consensus/block-tree.ts';
export { heaviestChain, longestChain, type ForkChoice, type Vote, type Votes } from './layer1/consensus/fork-choice.ts';
export { latestVotes, lmdGhost, voteWeights } from './layer1/consensus/lmd-ghost.ts';
export { meetsTarget, mine, type Mined, type MiningRange } from './layer1/consensus/proof-of-work.ts';
export { retarget, type Retarget, type RetargetWindow } from './layer1/consensus/retarget.ts';
export {
  frontierDifficulty,
  homesteadDifficulty,
  MINIMUM_DIFFICULTY,
  type DifficultyParent,
  type NextDifficulty,
} from './layer1/consensus/ethereum-difficulty.ts';
export {
  drawHash,
  drawProposer,
  totalStake,
  type DrawProposer,
  type Validator,
} from './layer1/consensus/proof-of-stake.ts';
export type {
  ChainView,
  Consensus,
  HeaderTemplate,
  NodeId,
  SealedHeader,
  SealInput,
  StakeSeal,
  WorkSeal,
} from './layer1/consensus/consensus.ts';
export { proofOfStake, type StakeSettings } from './layer1/consensus/sealed-by-stake.ts';
export { proofOfWork, type WorkSettings } from './layer1/consensus/sealed-by-work.ts';
export {
  createWorld,
  GENESIS,
  type ChainWorld,
  type ChainWorldSettings,
  type NodeView,
} from './layer1/consensus/chain-world.ts';
