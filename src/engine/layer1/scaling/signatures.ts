/** What aggregating and batching signatures lets out through the engine's door. */
export {
  aggregateBls,
  blsPublicKey,
  blsSign,
  blsSignAugmented,
  createBlsKey,
  provePossession,
  registerBlsKey,
  verifyBlsAggregate,
  verifyBlsAugmented,
  verifyBlsUnproven,
  type BlsKeyPair,
  type BlsTriple,
  type RegisteredKey,
} from './bls-aggregate.ts';
export {
  batchCoefficient,
  verifyBlsBatch,
  verifySchnorrBatch,
  type BatchCoefficient,
  type SchnorrTriple,
} from './batch-verification.ts';
