/** What rollups let out through the engine's door, besides disputes and proofs. */
export { deployRollup, type DeployedRollup, type RollupDeployment } from './deploy-rollup.ts';
export { bytesPerTransfer, decodeBatch, encodeBatch } from './batch.ts';
export {
  decodeCompactBatch,
  encodeCompactBatch,
  encodeUnsignedBatch,
  type CompactBatch,
  type CompactRecipient,
  type CompactTransfer,
  type DecodeBatch,
  type EncodeBatch,
} from './compact-batch.ts';
export {
  rollupBatchMessage,
  checkBlsBatch,
  rememberChecks,
  type BatchStatement,
  type CheckBatchSignature,
} from './batch-signature.ts';
export { indexPath } from './index-path.ts';
export {
  appendAccount,
  appendWithdrawal,
  createRollupState,
  encodeRollupAccount,
  rollupAccountAt,
  rollupBalanceOf,
  rollupIndexOf,
  rollupStateRoot,
  rollupSupply,
  withdrawalsRoot,
  withdrawnValue,
  withRollupAccount,
  type RollupAccount,
  type RollupState,
} from './rollup-state.ts';
export { applyCompactTransfer, applyInboxMessage, creditRollup } from './apply-rollup.ts';
export { INBOX_EVENT, inboxMessageCodec, type InboxMessage } from './inbox-messages.ts';
export { createInbox, INBOX_CHAIN_SLOT, INBOX_COUNT_SLOT, inboxCodec, type InboxCall } from './inbox.ts';
export { originOf, readBatches, readEpoch, type L1Epoch } from './read-inbox.ts';
export {
  sealL2Block,
  type AppliedMessage,
  type L1Origin,
  type L2Block,
  type RollupConfig,
} from './rollup-config.ts';
export {
  applyBatch,
  deriveBlock,
  deriveChain,
  openEpoch,
  rollupGenesis,
  startDerivation,
  type DerivationCursor,
  type DerivationStep,
  type DeriveChain,
  type OpenedEpoch,
  type SkippedBatch,
} from './derive.ts';
export { RollupNode } from './rollup-node.ts';
export {
  isConfirmedBy,
  isEquivocation,
  rollupOrderHash,
  rollupOrderSender,
  signRollupOrder,
  signSoftConfirmation,
  type RollupOrder,
  type SignedRollupOrder,
  type SoftConfirmation,
} from './sequencer-order.ts';
export {
  cosignersOf,
  createRollupWallet,
  registerCall,
  registeredKeyOf,
  type AskCosigner,
  type RollupWallet,
} from './rollup-wallet.ts';
export {
  draftOrder,
  draftOrders,
  openDraft,
  signDraft,
  type DraftedOrder,
  type RollupDraft,
  type SignedDraft,
} from './rollup-draft.ts';
export {
  RollupSequencer,
  type SequencedBatch,
  type RollupSequencerSettings,
  type SequencerNews,
} from './sequencer.ts';
export {
  convictCall,
  createSequencerBond,
  sequencerBondCodec,
  type SequencerBondCall,
  type SequencerBondSettings,
} from './sequencer-bond.ts';
export {
  encodeWithdrawal,
  l2OutputRoot,
  verifyWithdrawal,
  type OutputPreimage,
  type RollupWithdrawal,
  type WithdrawalProof,
} from './withdrawal.ts';
export { proveWithdrawal, type ProvenWithdrawal } from './prove-withdrawal.ts';
export {
  createOutputProposer,
  outputProposerCodec,
  type OutputProposerCall,
  type OutputProposerSettings,
} from './output-proposer.ts';
export {
  BRIDGE_CHECKS,
  checkWithdrawalClaim,
  checkWithdrawalProof,
  type BridgeChecks,
  type CheckWithdrawalClaim,
  type CheckWithdrawalProof,
  type WithdrawalClaim,
} from './bridge-checks.ts';
export {
  createBridge,
  finaliseCall,
  paidSlot,
  proveCall,
  rollupBridgeCodec,
  type RollupBridgeCall,
  type RollupBridgeSettings,
} from './bridge.ts';
export {
  decodeValidiumData,
  encodeValidiumAccount,
  encodeValidiumData,
  NO_VALIDIUM_ACCOUNTS,
  proveValidiumExit,
  rebuildValidium,
  validiumAccountAt,
  validiumAccountsOf,
  validiumRoot,
  withValidiumAccounts,
  type RebuildValidium,
  type ValidiumAccount,
  type ValidiumAccounts,
  type ValidiumExit,
} from './validium-data.ts';
export {
  availabilityDigest,
  createValidium,
  EMPTY_VALIDIUM_ROOT,
  VALIDIUM_DEPOSIT,
  VALIDIUM_FROZEN_SLOT,
  VALIDIUM_ROOT_SLOT,
  VALIDIUM_UPDATE,
  validiumCodec,
  type ValidiumCall,
  type ValidiumSettings,
} from './validium.ts';
