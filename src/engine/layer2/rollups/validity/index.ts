/** What validity rollups let out through the engine's door. */
export {
  accountLeaf,
  accountPath,
  accountWord,
  BALANCE_BITS,
  BALANCE_UNIT,
  createValidityTree,
  NONCE_BITS,
  rootOfPath,
  validityAccount,
  validityRoot,
  verifyAccountPath,
  withValidityAccount,
} from './account-tree.ts';
export type { ValidityAccount, ValidityTree } from './account-tree.ts';
export { checkTrace, compositionTerms, rowsOf } from './air.ts';
export type { Air, Assertion, Constraint, RowSet, Statement, TraceTable } from './air.ts';
export { commitTo, commitmentLeaf, commitmentRoot, openMany, verifyOpenings } from './commitment.ts';
export type { CommitmentTree } from './commitment.ts';
export {
  cell,
  degreeOf,
  difference,
  evaluatorOf,
  nextCell,
  periodicCell,
  productOf,
  publicCell,
  sumOf,
} from './expression.ts';
export type { CellValues, Expression, ExpressionArithmetic, Term } from './expression.ts';
export {
  addVectors,
  createVector,
  fromVector,
  inverseVector,
  multiplyVectors,
  powerVectors,
  toVector,
} from './field-vector.ts';
export type { FieldVector } from './field-vector.ts';
export { followValidityRollup } from './follow-rollup.ts';
export { forgeBatch, transferForgeries, tryForgery } from './forged-transfer.ts';
export type { TransferForgery, TransferLies } from './forged-transfer.ts';
export { friLayers, proveFri, verifyFri } from './fri.ts';
export type { FriClaim, FriLayer, FriOpened, FriProof, FriProving } from './fri.ts';
export { decodeStarkProof, encodeStarkProof } from './proof-bytes.ts';
export { proveStark } from './prove-stark.ts';
export type { ProveOptions } from './prove-stark.ts';
export {
  RESCUE_PRIME,
  rescueCompress,
  rescueCompressAll,
  rescueHash,
  rescuePermute,
  rescueTrace,
} from './rescue-prime.ts';
export type { RescueParameters } from './rescue-prime.ts';
export { PAIRING_GAS } from './rollup-batch.ts';
export type { PostedValidityBatch, ValidityRollupSettings } from './rollup-batch.ts';
export { validityRollup } from './rollup-contract.ts';
export type { ValidityCall } from './rollup-contract.ts';
export {
  batchContext,
  batchMessage,
  LAYER_SUPPLY,
  packWaiting,
  ROLLUP_SLOTS,
  rollupSlot,
  unpackWaiting,
  validityGenesis,
} from './rollup-storage.ts';
export type { WaitingAmount } from './rollup-storage.ts';
export {
  compositionClaim,
  conjecturedSoundness,
  drawCoins,
  openTranscript,
  TEACHING_STARK,
  wholeStatement,
} from './stark.ts';
export type { BindStatement, CompositionCoins, StarkParameters, StarkProof } from './stark.ts';
export { STARK_FIELD } from './stark-field.ts';
export {
  BLOCK_ROWS,
  laneColumns,
  LANES,
  TRANSFER_COLUMNS,
  transferAir,
  transferConstraints,
  transferRows,
} from './transfer-air.ts';
export type { TransferCells, TransferConstraints, TransferEquations } from './transfer-air.ts';
export { batchStatement, transferTrace } from './transfer-trace.ts';
export type { BatchClaim } from './transfer-trace.ts';
export { Transcript } from './transcript.ts';
export {
  BRIDGE_ACCOUNT,
  checkBatch,
  isPadding,
  makeBatch,
  proveBatch,
  verifyBatch,
} from './validity-batch.ts';
export type { MadeBatch } from './validity-batch.ts';
export {
  applyValidityTransfer,
  checkTransferNumbers,
  decodeValidityTransfers,
  encodeValidityTransfers,
  VALIDITY_TRANSFER_BYTES,
} from './validity-transfer.ts';
export type { AppliedValidityTransfer, TransferWitness, ValidityTransfer } from './validity-transfer.ts';
export { verifyStark } from './verify-stark.ts';
export type { VerifyOptions } from './verify-stark.ts';
