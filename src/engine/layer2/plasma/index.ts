/** What Plasma lets out of the engine's door. */
export { paddedProof, paddedRoot, verifyPaddedProof } from './padded-tree.ts';
export {
  confirmationHash,
  decodePlasmaTransaction,
  encodePlasmaTransaction,
  plasmaLeaf,
  plasmaSigningHash,
  PLASMA_TREE_HEIGHT,
  positionNumber,
  positionOf,
  signPlasmaTransaction,
  witnessHolds,
  type OutputPosition,
  type PlasmaOutput,
  type PlasmaTransaction,
  type PlasmaWitness,
  type SignedPlasmaTransaction,
} from './plasma-transaction.ts';
export {
  exitableAt,
  exitIn,
  EXIT_PERIODS,
  exitPriority,
  lockedIn,
  owedIn,
  type ExitableAt,
  type ExitingOutput,
  type ExitPeriods,
  type ExitPriority,
  type ExitStatus,
  type StoredExit,
} from './exit-game.ts';
export {
  checkExit,
  checkSpend,
  type CheckExit,
  type CheckSpend,
  type CommittedRoot,
  type IncludedTransaction,
} from './plasma-claims.ts';
export {
  CHILD_BLOCK_INTERVAL,
  committedBlock,
  depositTransaction,
  lastPlasmaBlock,
  plasmaCodec,
  plasmaContract,
  PLASMA_RULES,
  type PlasmaCall,
  type PlasmaContractSettings,
  type PlasmaRules,
} from './plasma-contract.ts';
export {
  applyPlasmaBlock,
  checkPlasmaTransaction,
  plasmaRoot,
  provePlasmaTransaction,
  withoutSpent,
  withPlasmaDeposit,
  type CommitPlasmaBlock,
  type PlasmaBlock,
  type PlasmaState,
  type UnspentOutput,
} from './plasma-ledger.ts';
export {
  barredOutputs,
  placeOf,
  plasmaView,
  type Confirmations,
  type PlasmaDataOf,
  type PlasmaSpend,
  type SeenExit,
  type PlasmaTrouble,
  type PlasmaView,
} from './plasma-view.ts';
export { challengesIn, confirmationsBy, exitCall, exitsOwed, publishedFor } from './plasma-user.ts';
export { PlasmaOperator } from './plasma-operator.ts';
export {
  cashBlock,
  cashRoot,
  cashSigner,
  cashSigningHash,
  coinPath,
  decodeCashTransaction,
  decodeCoinProof,
  encodeCashTransaction,
  encodeCoinProof,
  proveCoin,
  signCashTransaction,
  verifyCoin,
  type CashBlock,
  type CashTransaction,
  type SignedCashTransaction,
} from './cash-transaction.ts';
export {
  verifyCoinHistory,
  type CoinFacts,
  type CoinHistoryEntry,
  type CoinOwner,
  type VerifyCoinHistory,
} from './coin-history.ts';
export {
  checkAfter,
  checkBefore,
  checkBetween,
  checkCashExit,
  checkResponse,
  type CashRules,
  type CashTransactionShown,
  type CheckCashBefore,
  type CheckCashChallenge,
  type CheckCashExit,
  type CheckCashResponse,
  type CoinDeposit,
  type OpenCashExit,
} from './cash-claims.ts';
export { cashRootIn, coinIn, lastCashBlock, type StoredCoin } from './cash-storage.ts';
export {
  cashCodec,
  cashContract,
  CASH_RULES,
  type CashCall,
  type CashContractSettings,
} from './cash-contract.ts';
export { cashRoots, coinFacts, coinHistory, showCoin, withCashBlock, type CashChain } from './cash-chain.ts';
