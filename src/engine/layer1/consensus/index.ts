/** What agreement lets out of the door: chains and their choice, mechanisms, finality, and worlds that run them. */
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
} from './block-tree.ts';
export { heaviestChain, longestChain, type ForkChoice, type Vote, type Votes } from './fork-choice.ts';
export { latestVotes, lmdGhost, voteWeights } from './lmd-ghost.ts';
export {
  ForkChoiceStore,
  type Checkpoint,
  type HeadSearch,
  type StoredBlock,
  type StoreVote,
} from './fork-choice-store.ts';
export { meetsTarget, mine, type Mine, type Mined, type MiningRange } from './proof-of-work.ts';
export { retarget, type Retarget, type RetargetWindow } from './retarget.ts';
export {
  frontierDifficulty,
  homesteadDifficulty,
  MINIMUM_DIFFICULTY,
  type DifficultyParent,
  type NextDifficulty,
} from './ethereum-difficulty.ts';
export { drawHash, drawProposer, totalStake, type DrawProposer, type Validator } from './proof-of-stake.ts';
export type {
  AuthoritySeal,
  ChainView,
  CoinAgeSeal,
  Consensus,
  DelegateSeal,
  FinalityRule,
  HeaderTemplate,
  LotSeal,
  NodeId,
  QuorumSeal,
  SealedHeader,
  SealInput,
  StakeSeal,
  WorkSeal,
} from './consensus.ts';
export type { CastVotes } from './gossiping-node.ts';
export {
  afterProduced,
  approvalOf,
  electProducers,
  findAbsent,
  FIRST_SCHEDULE,
  producerAt,
  rotateProducers,
  roundOf,
  scheduleAt,
  type Ballot,
  type DelegateRules,
  type ElectProducers,
  type FindAbsent,
  type RotateProducers,
  type Schedule,
  type ProducerStanding,
} from './delegated-proof-of-stake.ts';
export {
  afterSignedBlock,
  CLIQUE_EPOCH,
  createSigners,
  hasSignedRecently,
  IN_TURN_DIFFICULTY,
  isInTurn,
  OUT_OF_TURN_DIFFICULTY,
  signerLimit,
  tallyVote,
  turnDifficulty,
  type AuthorityVote,
  type PendingVote,
  type SignedBlock,
  type SignerName,
  type Signers,
  type TallyVote,
} from './proof-of-authority.ts';
export {
  afterMint,
  coinAge,
  DAY_MS,
  kernelHash,
  kernelWeight,
  MAXIMUM_STAKE_DAYS,
  meetsKernel,
  MINIMUM_STAKE_DAYS,
  mintReward,
  MODIFIER_INTERVAL_MS,
  nextModifier,
  PEERCOIN_UNIT,
  type AgedCoin,
  type KernelRule,
  type KernelWeight,
} from './coin-age.ts';
export {
  areConflicting,
  checkLink,
  findSlashable,
  offenceOf,
  sameCheckpoint,
  settleFinality,
  type Finality,
  type FinalityLink,
  type FinalityVote,
  type FindSlashable,
  type Offence,
  type SettleFinality,
} from './finality.ts';
export {
  afterConfirmations,
  builtUponBy,
  casperFinality,
  casperVotes,
  checkpointOf,
  finalityOf,
  finalityVotes,
  type CasperSettings,
} from './finality-rules.ts';
export {
  checkCertificate,
  equivocatorsOf,
  formCertificate,
  quorumOf,
  signVote,
  toleratedFaults,
  voteDigest,
  type Certificate,
  type CertificateVote,
  type FormCertificate,
  type Member,
} from './quorum.ts';
export {
  BASE_REWARD_FACTOR,
  baseReward,
  correlationPenalty,
  EFFECTIVE_BALANCE_INCREMENT,
  epochReward,
  FLAG_WEIGHTS,
  INACTIVITY_PENALTY_QUOTIENT,
  INACTIVITY_SCORE_BIAS,
  inactivityPenalty,
  integerSquareRoot,
  MIN_SLASHING_PENALTY_QUOTIENT,
  PROPORTIONAL_SLASHING_MULTIPLIER,
  PROPOSER_WEIGHT,
  proposerReward,
  slashingPenalty,
  WEIGHT_DENOMINATOR,
  type EpochStake,
  type Gwei,
  type Participation,
} from './stake-ledger.ts';
export {
  checkAgainstCheckpoint,
  startingFrom,
  weakSubjectivityPeriod,
  weakSubjectivityPeriodElectra,
  type ActiveStake,
} from './weak-subjectivity.ts';
export { proofOfAuthority, type AuthorityConsensus, type AuthoritySettings } from './sealed-by-authority.ts';
export {
  proofOfCoinAge,
  type CoinAgeConsensus,
  type CoinAgeSettings,
  type MintState,
} from './sealed-by-coin-age.ts';
export {
  delegatedProofOfStake,
  type DelegatedConsensus,
  type DelegateSettings,
} from './sealed-by-delegates.ts';
export {
  leaderOf,
  newestCertified,
  quorumConsensus,
  signedVotes,
  threeChain,
  type QuorumSettings,
} from './sealed-by-quorum.ts';
export { byLot } from './sealed-by-lot.ts';
export { proofOfStake, type StakeSettings } from './sealed-by-stake.ts';
export { proofOfWork, type WorkSettings } from './sealed-by-work.ts';
export {
  createWorld,
  GENESIS,
  type ChainWorld,
  type ChainWorldSettings,
  type NodeView,
  type Turn,
} from './chain-world.ts';
