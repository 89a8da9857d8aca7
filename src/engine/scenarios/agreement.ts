/** What the scenarios of agreement and of attacks on it let out of the door. */
export { runAuthority, type AuthorityRun, type AuthorityRunSettings, type SignersAt } from './authority.ts';
export { runCensorship, type CensorshipFigures, type CensorshipRunSettings } from './censorship.ts';
export type { ChainFigures } from './chain-figures.ts';
export { runCoinAge, type CoinAgeRun, type CoinAgeRunSettings, type MintedBlock } from './coin-age-chain.ts';
export { runDelegates, type DelegateRound, type DelegatesRun, type DelegatesSettings } from './delegates.ts';
export { runDoubleSpend, type DoubleSpendRun, type DoubleSpendSettings } from './double-spend.ts';
export { runEclipse, type EclipseRun, type EclipseRunSettings } from './eclipse.ts';
export { runLongRange, type LongRangeRun, type LongRangeSettings } from './long-range.ts';
export { MECHANISMS, memberKeys, type Mechanism } from './mechanism-worlds.ts';
export {
  MECHANISM_INTERVALS,
  runMechanism,
  type MechanismRun,
  type MechanismRunSettings,
} from './mechanisms.ts';
export { runSelfishMining, type SelfishMiningRun, type SelfishMiningSettings } from './selfish-mining.ts';
export { SelfishTree, type FoundBlock } from './selfish-tree.ts';
export { runSplitCommittee, type SplitCommitteeRun, type SplitCommitteeSettings } from './split-committee.ts';
export { runSplitFinality, type SplitFinalityRun, type SplitFinalitySettings } from './split-finality.ts';
