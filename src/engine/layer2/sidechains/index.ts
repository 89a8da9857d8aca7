/** What sidechains and nested chains let out of the engine's door. */
export {
  decodeSideReceipt,
  proveReceipt,
  receiptsRootOf,
  RECEIPT_TREE_HEIGHT,
  sideHeaderHash,
  sideHeaderOf,
  sideReceipt,
  type ProvenReceipt,
  type SideHeader,
} from './side-block.ts';
export { verifyBurn, type Burn, type BurnProof, type VerifyBurn } from './burn-proof.ts';
export {
  decideMint,
  decideRelease,
  isReleased,
  peggedIn,
  type DecideMint,
  type DecideRelease,
  type Lock,
  type PegRecord,
} from './peg-ledger.ts';
export {
  certificateFields,
  childPeg,
  childPegCodec,
  isMinted,
  lockHash,
  settledLocks,
  supplyOf,
  type ChildPegCall,
  type ChildPegSettings,
} from './child-peg.ts';
export { pegCodec, pegContract, type PegCall, type PegSettings } from './peg-contract.ts';
export {
  allStake,
  checkpointHash,
  checkpointHeight,
  checkpointQuorum,
  checkpointRoot,
  MAX_CHECKPOINT_LENGTH,
  proveHeader,
  verifyCheckpoint,
  verifyHeader,
  voteForCheckpoint,
  type CheckpointVote,
  type StakeCheckpoint,
  type StakeHolder,
  type VerifyCheckpoint,
  type VerifyHeader,
} from './checkpoint.ts';
export {
  checkpointIn,
  checkpointPeg,
  checkpointPegCodec,
  CHECKPOINT_ID_STEP,
  CHECKPOINT_RULES,
  lastCheckpoint,
  type CheckpointPegCall,
  type CheckpointPegSettings,
  type CheckpointRules,
  type StoredCheckpoint,
} from './checkpoint-peg.ts';
export { certify, membersOf, Sidechain, type CommitteeMember, type SignedSideBlock } from './sidechain.ts';
export {
  composedExit,
  composedExitCodec,
  proveThrough,
  type ComposedExitCall,
  type ComposedExitSettings,
} from './composed-exit.ts';
export {
  encodeStoredWords,
  proveStoredWords,
  verifyStoredWords,
  type StoredWordsProof,
} from './stored-word-proof.ts';
