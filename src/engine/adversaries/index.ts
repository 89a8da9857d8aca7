/** What the adversaries let out of the door. */
export {
  runCensored,
  type CensoredBlock,
  type CensorPolicy,
  type CensorshipRun,
  type CensorshipSettings,
} from './censorship.ts';
export { runRace, type Finder, type HashShare, type Race, type RaceSettings } from './double-spend.ts';
export { eclipse, splitNetwork, type EclipseSettings } from './eclipse.ts';
export {
  proveEquivocation,
  splitVote,
  type EquivocationProof,
  type SplitOutcome,
  type SplitVote,
} from './equivocation.ts';
export { writeHistory, type History, type HistorySettings } from './long-range.ts';
export {
  afterFound,
  AGREED,
  honestMining,
  selfishMining,
  settleAtEnd,
  type BlockFinder,
  type SelfishMove,
  type SelfishState,
  type SelfishStep,
  type SelfishStrategy,
} from './selfish-mining.ts';
