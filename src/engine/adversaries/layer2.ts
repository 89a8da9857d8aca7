/** Those who attack what stands above layer 1. */
export {
  damage,
  forgeRun,
  hollowTruth,
  lyingProposer,
  PROPOSER_LIES,
  type LyingProposer,
  type LyingProposerSettings,
  type ProposerLie,
} from './lying-proposer.ts';
export { spamMoves, type SpamSettings } from './spamming-challenger.ts';
export {
  CensoringSequencer,
  SEQUENCER_CENSORSHIPS,
  type CensorshipBySequencer,
} from './censoring-sequencer.ts';
export { canWithhold, DataCommittee } from './withheld-data.ts';
export { disputeAtRandom, lyingAsserter, type LyingAsserter } from './lying-asserter.ts';
export { forgePacket, forgeRelease, type ForgedPacket, type StolenKey } from './bridge-theft.ts';
export { CouncilUpgrade } from './council-upgrade.ts';
export { chooseRevokedState, gainFromOldState, RevokedStateCheat } from './revoked-state.ts';
export { SilentCounterparty, type SilenceSettings } from './silent-counterparty.ts';
export { forgePlasmaOutput, garbledBlock, type PlasmaTheft } from './plasma-operator.ts';
export { forgeCheckpoint, type Collusion, type CollusionSettings } from './colluding-validators.ts';
export { jamChannels, type ChannelJamming, type JammedResource } from './channel-jamming.ts';
