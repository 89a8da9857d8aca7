/** The engine's door: what a lab, a figure and a lesson may use. Its list of names is a test. */

// foundation
export * from './foundation/index.ts';

// layer1, Bitcoin's side
export * from './layer1/bitcoin.ts';

// layer1, Ethereum's side and the ways to scale it
export * from './layer1/ethereum.ts';

// simulation
export type { Trace, TraceEvent, TraceEventKind, TraceHash } from './simulation/trace.ts';
export { canonicalJson, traceHash } from './simulation/trace-hash.ts';
export { Clock } from './simulation/clock.ts';
export { Recorder, type NewTraceEvent } from './simulation/recorder.ts';
export { Network, type Latency, type NetworkSettings, type Partition } from './simulation/network.ts';
export { World, type Actor, type WorldSettings } from './simulation/world.ts';

// layer1/ledger
export {
  accountsOf,
  createState,
  getAccount,
  proveAccount,
  setAccount,
  shortAddress,
  stateRoot,
  verifyAccount,
  type Account,
  type AccountState,
} from './layer1/ledger/accounts.ts';
export {
  decodeTransfer,
  encodeTransfer,
  hasValidSignature,
  senderOf,
  signTransfer,
  signingHash,
  TRANSFER_GAS,
  transferHash,
  type SignedTransfer,
  type Transfer,
} from './layer1/ledger/transfer.ts';
export {
  applyTransfer,
  tipPerGas,
  upfrontCost,
  type ApplyTransfer,
  type BlockContext,
} from './layer1/ledger/apply-transfer.ts';
export {
  BASE_FEE_MAX_CHANGE_DENOMINATOR,
  ELASTICITY_MULTIPLIER,
  gasTargetOf,
  INITIAL_BASE_FEE,
  nextBaseFee,
  type FeeParent,
  type NextBaseFee,
} from './layer1/ledger/base-fee.ts';
export {
  afterPayment,
  payFor,
  type AfterPayment,
  type PayFor,
  type PaymentOrder,
  type Standing,
} from './layer1/ledger/wallet.ts';
export { selectByFeeRate, type Pending, type SelectTransactions } from './layer1/ledger/fee-market.ts';
export { checkTransfer } from './layer1/ledger/check-transfer.ts';
export { Mempool, type MempoolSettings } from './layer1/ledger/mempool.ts';
export {
  decodeTransaction,
  encodeTransaction,
  isCoinbase,
  NO_OUTPUT,
  NO_TRANSACTION,
  transactionId,
  virtualSize,
  weightOf,
  witnessId,
  type Transaction,
  type TransactionInput,
  type TransactionOutput,
} from './layer1/ledger/transaction.ts';

// layer1/consensus
export * from './layer1/consensus/index.ts';

// layer1/chain
export {
  bitsOf,
  decodeHeader,
  encodeHeader,
  headerId,
  targetOf,
  verifyChain,
  workOf,
  type BitcoinHeader,
  type HashHeader,
  type VerifyChain,
} from './layer1/chain/header.ts';
export {
  decodeBlock,
  encodeBlock,
  headerHash,
  sealHash,
  transactionsRootOf,
  type Block,
  type Header,
} from './layer1/chain/block.ts';
export {
  baseFeeAfter,
  buildBlock,
  createGenesis,
  type BuiltBlock,
  type Proposal,
} from './layer1/chain/build-block.ts';
export { checkHeader, importBlock, type ChainRules, type Tip } from './layer1/chain/import-block.ts';
export { Chain, type ChainSettings, type Imported, type Reorganisation } from './layer1/chain/chain.ts';
export {
  bitcoinMerkleRoot,
  blockWeight,
  checkCommitments,
  decodeBitcoinBlock,
  encodeBitcoinBlock,
  hasProofOfWork,
  type BitcoinBlock,
} from './layer1/chain/bitcoin-block.ts';

export { calldataFloorGas, calldataGas } from './layer1/ledger/calldata.ts';

export {
  checkContractTransaction,
  contractSenderOf,
  contractTransactionHash,
  encodeContractTransaction,
  signContractTransaction,
  type ContractTransaction,
  type SignedContractTransaction,
} from './layer1/ledger/contract-transaction.ts';
export * from './layer1/chain/contracts.ts';

// layer1/scaling
export { capacity, type BlockSizeRule, type Capacity } from './layer1/scaling/block-size.ts';
export {
  largestBlock,
  type BlockLimit,
  type LargestBlock,
  type Reach,
} from './layer1/scaling/largest-block.ts';
export * from './layer1/scaling/signatures.ts';

// layer1/data
export * from './layer1/data/index.ts';

export * from './layer1/post-quantum/index.ts';

// layer2
export * from './layer2/channels/index.ts';
export * from './layer2/lightning/index.ts';
export * from './layer2/state-channels/index.ts';
export * from './layer2/plasma/index.ts';
export * from './layer2/sidechains/index.ts';
export * from './layer2/rollups/index.ts';
export * from './layer2/rollups/optimistic/index.ts';
export * from './layer2/rollups/validity/index.ts';

// bridging, assets, zero knowledge
export * from './bridging/index.ts';
export * from './assets/index.ts';
export * from './zero-knowledge/index.ts';

// adversaries
export * from './adversaries/index.ts';
export * from './adversaries/layer2.ts';

// measures
export * from './measures/index.ts';

// scenarios
export * from './scenarios/ethereum.ts';
export * from './scenarios/agreement.ts';
export * from './scenarios/channels.ts';
export * from './scenarios/lightning.ts';
export * from './scenarios/proofs.ts';
export * from './scenarios/rollups.ts';
export * from './scenarios/disputes.ts';
export * from './scenarios/validity.ts';
export * from './scenarios/sidechains.ts';
export * from './scenarios/bridges.ts';
export {
  demandSurge,
  runBaseFee,
  type BaseFeeBlock,
  type BaseFeeRun,
  type BaseFeeSettings,
  type Demand,
} from './scenarios/base-fee.ts';
export { runBlockSize, type BlockSizeRun, type BlockSizeSettings } from './scenarios/block-size.ts';
export {
  checkSelection,
  runFeeMarket,
  selectByArrival,
  type FeeClass,
  type FeeMarketBlock,
  type FeeMarketRun,
  type FeeMarketSettings,
} from './scenarios/fee-market.ts';
export { runForks, type ForksRun, type ForksSettings } from './scenarios/forks.ts';
export { runGossip, type GossipRun, type GossipRunSettings } from './scenarios/gossip.ts';
export { runMining, type MinedWindow, type MiningRun, type MiningSettings } from './scenarios/mining.ts';
export {
  drawPayment,
  MEAN_PAYMENT_WEIGHT,
  paymentWeight,
  type PaymentShape,
} from './scenarios/payment-stream.ts';
export {
  randomTree,
  randomVotes,
  type RandomTreeSettings,
  type RandomVotesSettings,
} from './scenarios/random-tree.ts';
export {
  runStakeDraw,
  type DrawnShare,
  type StakeDrawRun,
  type StakeDrawSettings,
} from './scenarios/stake-draw.ts';
export {
  runFirstPayment,
  type FirstPaymentRun,
  type FirstPaymentSettings,
  type PaymentStep,
} from './scenarios/first-payment.ts';
export { drawPayers, keyOf, pay, payeeOf, type Payer } from './scenarios/payers.ts';
export {
  BASE_CHAIN,
  BaseLayer,
  type BaseBlock,
  type IncludedTransfer,
  type WaitingTransfer,
} from './scenarios/base-layer.ts';
export { ROLLUP_CHAIN, SmallRollup, type Batch, type ConfirmedTransfer } from './scenarios/small-rollup.ts';
export { runTwoLayers, TwoLayers, type TwoLayersSettings } from './scenarios/two-layers.ts';
export type { PostedBatch, TwoLayersPoint, TwoLayersRun, Waited } from './scenarios/two-layers-figures.ts';
export { runWithholding, type WithholdingRun, type WithholdingSettings } from './scenarios/withholding.ts';
export { runCommittee, type CommitteeRun, type CommitteeSettings } from './scenarios/committee-signature.ts';
