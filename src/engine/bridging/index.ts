/** What bridging lets out through the engine's door. */
export {
  PROOF_HASHES,
  PROOF_LENGTHS,
  type CommitmentProof,
  type ExistenceProof,
  type InnerSpec,
  type NonExistenceProof,
  type ProofHash,
  type ProofInnerOp,
  type ProofLeafOp,
  type ProofLength,
  type ProofSpec,
  type SingleProof,
} from './ics23-types.ts';
export { IAVL_SPEC, SMT_SPEC, TENDERMINT_SPEC } from './ics23-specs.ts';
export { applyInnerOp, applyLeafOp, keyForComparison } from './ics23-ops.ts';
export { areNeighbours, branchOf, isLeftMost, isRightMost } from './ics23-neighbours.ts';
export {
  calculateRoot,
  verifyMembership,
  verifyNonMembership,
  type VerifyMembership,
  type VerifyNonMembership,
} from './ics23-verify.ts';
export { decodeProof, encodeProof } from './ics23-codec.ts';
export {
  contractStore,
  proveKey,
  provableStore,
  storeRoot,
  storeValue,
  type ProvableStore,
  type StoreEntry,
} from './provable-store.ts';
export {
  isMoreThan,
  powerOfSigners,
  signersOf,
  totalPower,
  validatorSetHash,
  type PoweredValidator,
  type ValidatorSet,
} from './validator-set.ts';
export {
  decodeHeaderUpdate,
  encodeHeaderUpdate,
  foreignHeaderHash,
  signForeignHeader,
  type ForeignHeader,
  type HeaderUpdate,
  type SignedForeignHeader,
  type SigningValidator,
} from './foreign-header.ts';
export {
  areContradictory,
  judgeHeader,
  trustedStateOf,
  verifyForeignHeader,
  type KnownStates,
  type LightClientSettings,
  type TrustedState,
  type UpdateVerdict,
  type VerifyForeignHeader,
} from './light-client.ts';
export {
  askLightClient,
  CLIENT_FROZEN_SLOT,
  CLIENT_LATEST_SLOT,
  GAS_SIGNATURE_CHECK,
  lightClientContract,
  readTrustedState,
  type LightClientCall,
  type LightClientContractSettings,
} from './light-client-contract.ts';
export {
  acknowledgePacket,
  answerPacket,
  answerSlot,
  commitmentSlot,
  decodePacket,
  encodePacket,
  packetCommitment,
  PACKETS_SENT_SLOT,
  receiptSlot,
  receivePacket,
  REFERENCE_PROOFS,
  sendPacket,
  timeOutPacket,
  type ChannelEnd,
  type Packet,
  type PacketProofs,
  type PacketTimeout,
  type ShownProof,
} from './packets.ts';
export {
  decodeTransferData,
  encodeTransferData,
  ESCROW_SLOT,
  TRANSFER_DONE,
  transferContract,
  voucherName,
  voucherSlot,
  voucherSupplySlot,
  type TransferCall,
  type TransferData,
  type TransferSettings,
} from './transfer-contract.ts';
export {
  BridgedChain,
  genesisTrust,
  publicSetOf,
  type BridgedChainSettings,
  type BridgeValidator,
} from './bridged-chain.ts';
export { Relayer, type RelayedCall, type RelayedEnd } from './relayer.ts';
export {
  bridgeValidators,
  bridgeVoucher,
  createTokenBridge,
  lockedAt,
  richHolders,
  voucherSupply,
  vouchersOf,
  type TokenBridge,
  type TokenBridgeSettings,
} from './token-bridge.ts';
export {
  hashLockContract,
  hashLockSlot,
  LOCK_STATES,
  type HashLockCall,
  type HashLockSettings,
  type HashLockTerms,
} from './hash-lock-contract.ts';
export {
  multisigBridge,
  releaseDigest,
  signRelease,
  type BridgeRelease,
  type BridgeSigner,
  type MultisigBridgeCall,
  type MultisigBridgeSettings,
} from './multisig-bridge.ts';
export {
  upgradeableVault,
  VAULT_VERSION_SLOT,
  vaultDepositSlot,
  type UpgradeableVaultCall,
  type UpgradeableVaultSettings,
  type UpgradeKeys,
} from './upgradeable-vault.ts';
export {
  EXIT_WINDOWS,
  exitWindowOf,
  exposureOf,
  isAlwaysOut,
  type ExposureOf,
  type UpgradeExposure,
} from './upgrade-exposure.ts';
export {
  compareSharedSecurity,
  costOfCorruption,
  hubStakeSlot,
  securityHub,
  type SecurityHubCall,
  type SecurityHubSettings,
  type SharedStake,
  type SlashedPart,
} from './shared-security.ts';
export {
  checkShownPayment,
  createWorkClient,
  followHeader,
  workConfirmations,
  type ShownPayment,
  type WorkClient,
  type WorkedHeader,
} from './work-client.ts';
export {
  decideTradeMove,
  TRADE_MARGIN_BLOCKS,
  type DecideTradeMove,
  type TradeLeg,
  type TradeMove,
  type TradeView,
} from './trade-moves.ts';
export { type MovableToken, type TransferFromCall, type TransferTokenCall } from './movable-token.ts';
