/** What rollups let out through the engine's door, besides disputes and proofs. */
export { bytesPerTransfer, decodeBatch, encodeBatch } from './batch.ts';
