/** What zero knowledge lets out through the engine's door. */
export {
  createSquaresGroup,
  hashToScalar,
  invertScalar,
  isScalar,
  scalarOf,
  SECP256K1_GROUP,
  type PrimeGroup,
} from './prime-group.ts';
export {
  acceptsTranscript,
  commitNonce,
  extractSecret,
  respondTo,
  simulateTranscript,
  type ExtractSecret,
  type ProofTranscript,
  type SimulateTranscript,
} from './schnorr-identification.ts';
export {
  challengeWithoutCommitment,
  challengeWithoutStatement,
  forgeCommitment,
  forgeStatement,
  proveKnowledge,
  strongChallenge,
  verifyKnowledge,
  type ChallengeOf,
  type ForgedProof,
  type KnowledgeProof,
  type ProofStatement,
} from './fiat-shamir.ts';
export { BLINDING_GENERATOR, pedersenCommit } from './pedersen.ts';
export { MOST_RANGE_BITS, proveRange, verifyRange, type BitProof, type RangeProof } from './range-proof.ts';
export { decodeRangeProof, encodeRangeProof, rangeProofBytes } from './range-proof-bytes.ts';
