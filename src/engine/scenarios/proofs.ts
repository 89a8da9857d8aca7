/** What the scenarios of signatures, zero knowledge and state channels let out through the engine's door. */
export {
  runStateChannel,
  type GameStory,
  type StateChannelRun,
  type StateChannelSettings,
} from './state-channel.ts';
export { runKnowledgeProof, type KnowledgeProofRun, type KnowledgeProofSettings } from './knowledge-proof.ts';
export {
  runSignatureSpace,
  type SignatureSpaceRow,
  type SignatureSpaceRun,
  type SignatureSpaceSettings,
} from './signature-space.ts';
export { runKeyReuse, type KeyReuseRun, type KeyReuseSettings } from './key-reuse.ts';
