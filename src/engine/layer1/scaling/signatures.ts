/** What aggregating and batching signatures lets out through the engine's door. */
export { aggregateBls, verifyBlsAggregate, verifyBlsAugmented, verifyBlsUnproven } from './bls-aggregate.ts';
export {
  blsPublicKey,
  blsSign,
  blsSignAugmented,
  createBlsKey,
  provePossession,
  registerBlsKey,
  type BlsKeyPair,
  type BlsTriple,
  type RegisteredKey,
} from './bls-signature.ts';
export {
  batchCoefficient,
  verifyBlsBatch,
  verifySchnorrBatch,
  type BatchCoefficient,
  type SchnorrTriple,
} from './batch-verification.ts';
