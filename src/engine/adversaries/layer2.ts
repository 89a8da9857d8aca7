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
