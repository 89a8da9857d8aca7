/** What payment channels let out through the engine's door. */
export { EXACT_SETTLEMENT_PARTIES, netPositions, settle, type Payment, type Settle } from './netting.ts';
export {
  FIRST_SECRET_INDEX,
  commitmentSecret,
  EMPTY_SECRET_STORE,
  insertSecret,
  secretAt,
  type IndexedSecret,
  type SecretStore,
} from './commitment-secrets.ts';
export {
  pointOf,
  channelSecrets,
  basepointsOf,
  derivePublicKey,
  deriveSecretKey,
  revocationPublicKey,
  revocationSecretKey,
  type ChannelSecrets,
  type ChannelBasepoints,
} from './channel-keys.ts';
export {
  fundingScript,
  toLocalScript,
  toRemoteScript,
  anchorScript,
  offeredHtlcScript,
  receivedHtlcScript,
  type CommitmentKeys,
} from './channel-scripts.ts';
export {
  CHANNEL_WEIGHTS,
  ANCHOR_VALUE,
  MOST_OPEN_HTLCS,
  feeFor,
  wholeSat,
  htlcFee,
  isTrimmed,
  commitmentWeight,
  commitmentFee,
  openerCost,
  DUST_SIZES,
  PAY_TO_ANCHOR_DUST,
  dustThreshold,
  type FeeTerms,
} from './channel-fees.ts';
export {
  obscuringFactor,
  commitmentNumber,
  commitmentOutputs,
  buildCommitment,
  type FundingOutpoint,
  type CommitmentHtlc,
  type CommitmentPlan,
  type CommitmentOutputKind,
  type CommitmentOutput,
  type Commitment,
} from './commitment-transaction.ts';
export { htlcHashType, htlcTransaction, type HtlcPlan } from './htlc-transaction.ts';
export {
  scriptSignature,
  signFunding,
  verifyFunding,
  completeFunding,
  signCommitmentForOwner,
  checkCommitmentSignatures,
  completeCommitment,
  completeSecondStage,
  type CommitmentSignatures,
  type KeySignature,
} from './commitment-signatures.ts';
export {
  type ChannelSideTerms,
  type OpeningMessage,
  type UpdateMessage,
  type ChannelMessage,
} from './channel-messages.ts';
export {
  otherSide,
  NO_UPDATES,
  ownSecret,
  ownPoint,
  commitmentKeys,
  commitmentPlan,
  ownPlan,
  totalShares,
  type ChannelRole,
  type ChannelHtlc,
  type ChannelShares,
  type ChannelUpdate,
  type PendingUpdates,
  type ChannelTerms,
  type OwnCommitment,
  type OtherCommitment,
  type NextCommitment,
  type ChannelPhase,
  type ChannelState,
  type ChannelNotice,
  type ChannelStep,
  type OwnedHtlc,
} from './channel-state.ts';
export {
  applyChannelUpdate,
  applyChannelUpdates,
  sharesToSign,
  sharesToReceive,
  spendableMsat,
} from './channel-shares.ts';
export { proposeHtlc, proposeFulfilment, proposeFailure, type HtlcOffer } from './channel-updates.ts';
export { commitChanges, sharesInTheEnd } from './commitment-dance.ts';
export { reconnectChannel } from './channel-reestablish.ts';
export { CLOSING_WEIGHT, closingTransaction, shutdownChannel, signedClosing } from './channel-closing.ts';
export { homeScript, reportDepth, failChannel, receiveChannelMessage } from './channel-machine.ts';
export {
  proposeChannel,
  acceptChannel,
  fundChannel,
  signFundedChannel,
  completeOpening,
  type ChannelProposal,
  type ChannelOpening,
  type ChannelWallet,
} from './channel-opening.ts';
export {
  LEAST_DUST_LIMIT,
  LEAST_FEERATE,
  LONGEST_DELAY,
  MOST_DUST_LIMIT,
  MOST_FEERATE,
  type ChannelWishes,
} from './channel-terms.ts';
export { openChannel } from './open-channel.ts';
export { checkChannelMessage } from './check-message.ts';
export { FIRST_BRANCH, SECOND_BRANCH, sweepTransaction, type ChannelSpend } from './channel-spends.ts';
export {
  revokedCommitment,
  punishRevoked,
  punishSecondStage,
  punishSecondStages,
  justiceTransaction,
  type RevokedCommitment,
  type PunishRevoked,
} from './punish-revoked.ts';
export {
  HTLC_GRACE_BLOCKS,
  FULFILMENT_DEADLINE_BLOCKS,
  overdueHtlc,
  classifySpending,
  ownCommitmentTransaction,
  channelClaims,
  type ChannelChain,
  type ClaimChoice,
  type FundingSpending,
} from './channel-claims.ts';
export { preimagesOnChain, learnPreimages } from './learn-preimages.ts';
export { sealBytes, openBytes } from './sealed-hint.ts';
export {
  LOCATOR_BYTES,
  locatorOf,
  sealHint,
  openHint,
  penaltiesOf,
  justiceHint,
  watchBlock,
  Watchtower,
  type JusticeHint,
  type KeptHints,
  type WatchBlock,
} from './watchtower.ts';
