/** What the optimistic rollups let out through the engine's door. */
export {
  attackPosition,
  defendPosition,
  depthOf,
  gamePosition,
  indexAtDepth,
  positionAfter,
  positionAt,
  relativePosition,
  ROOT_POSITION,
  traceAncestor,
  traceAncestorWithin,
  traceIndex,
  type GamePosition,
} from './position.ts';
export {
  alphabetClaim,
  alphabetCommitment,
  alphabetPrestate,
  alphabetStateBefore,
  alphabetStep,
  VM_STATUS,
  type AlphabetTrace,
} from './alphabet.ts';
export { ARBITRUM_ONE, blocksToMs, LAYER1_SLOT_MS, OPTIMISM_MAINNET } from './deployed-parameters.ts';
export {
  balancesOf,
  inputRoot,
  MOST_WORD_TRANSFERS,
  outputRoot,
  stepsFor,
  TRANSFER_PROGRAM,
  transferProgram,
  transfersWithin,
  transferWords,
  transitionStart,
  transitionStartRoot,
  type WordTransfer,
} from './transfer-program.ts';
export { MachineHistory, type ExecutionTrace } from './machine-history.ts';
export {
  accumulateInput,
  batchesIn,
  createTransferInbox,
  transferInbox,
  type TransferAuthority,
  type TransferInboxCall,
} from './transfer-inbox.ts';
export { transferAccount, transferExit } from './transfer-accounts.ts';
export {
  createTransferBridge,
  paidByBridge,
  TRANSFER_VAULT,
  vaultBalances,
  withdrawCall,
  type TransferBridgeCall,
  type TransferBridgeSettings,
} from './transfer-bridge.ts';
export { TransferRollup, type Forgery } from './transfer-rollup.ts';
export {
  encodeOutput,
  readOutput,
  type OutputQuery,
  type OutputStatus,
  type ProposedOutput,
} from './output-oracle.ts';
export {
  checkDisputeParameters,
  executionDepth,
  executionSteps,
  longestGame,
  MAINNET_DISPUTE,
  requiredBond,
  TEACHING_DISPUTE,
  type DisputeParameters,
} from './dispute-parameters.ts';
export {
  ancestorAt,
  challengerDuration,
  claimId,
  clockAfterMove,
  neighbourInTrace,
  outputsAbove,
  outputsInDispute,
  rootClaimId,
  type ClaimAt,
  type DisputeClaim,
  type DisputeGame,
  type DisputeStatus,
  type DisputeSubject,
  type OutputsInDispute,
} from './dispute-claims.ts';
export { readDisputeGame } from './dispute-storage.ts';
export { disputeGames, type DisputeCall, type DisputeGamesSettings } from './dispute-games.ts';
export { truthOf, type DisputeTruth } from './dispute-truth.ts';
export {
  chooseMove,
  nextMoves,
  nextResolutions,
  type ChoiceView,
  type ChooseMove,
  type DisputeAction,
  type DisputeChoice,
} from './honest-challenger.ts';
export {
  bisectionLength,
  bisectionRounds,
  bisectMove,
  halve,
  middleOf,
  type BisectionHalf,
  type BisectionView,
  type BisectMove,
  type DisputedSegment,
} from './bisection-rules.ts';
export {
  bisectionStorageIn,
  type AssertionStatus,
  type BisectedAssertion,
  type BisectionChallenge,
  type BisectionStorage,
  type ChallengeTurn,
} from './bisection-storage.ts';
export { longestBisection, TEACHING_BISECTION, type BisectionParameters } from './bisection-parameters.ts';
export { bisections, type BisectionCall, type BisectionSettings } from './bisection-contract.ts';
export { nextBisectionCalls, type BisectionAction, type BisectionParty } from './bisection-player.ts';
