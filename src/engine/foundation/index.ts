/** What the foundation lets out through the engine's door. */
export {
  bytes,
  gas,
  ms,
  msat,
  sat,
  slot,
  wei,
  weight,
  type Address,
  type Bytes,
  type Gas,
  type Hash,
  type Hex,
  type Ms,
  type Msat,
  type Sat,
  type Slot,
  type Unit,
  type Wei,
  type Weight,
} from './units.ts';
export { ok, reject, type Rejection, type Result } from './result.ts';
export {
  bigintToBytes,
  bigintToFixedBytes,
  bytesToBigint,
  bytesToHex,
  compareBytes,
  concatBytes,
  equalBytes,
  hexToBytes,
  isHex,
  reverseBytes,
  utf8,
} from './bytes.ts';
export { doubleSha256, hashHex, keccak256, sha256 } from './hash.ts';
export { addressOf, createKey, ready, sign, verify, type KeyPair } from './keys.ts';
export { schnorrPublicKey, schnorrSign, schnorrVerify } from './schnorr.ts';
export { sipHash24 } from './siphash.ts';
export { decodeRlp, encodeRlp, rlpInteger, type RlpItem } from './rlp.ts';
export { compactSize, u32le, u64le } from './wire.ts';
export { merkleProof, merkleRoot, verifyMerkleProof, type MerkleProof } from './merkle.ts';
export { createRandom, type Random } from './random.ts';
export {
  isLowS,
  isSignatureNumber,
  recoverPublicKey,
  signRecoverably,
  type RecoverableSignature,
  type Recovery,
} from './key-recovery.ts';
export { hexPrefix, nibblesOf } from './patricia-path.ts';
export {
  EMPTY_TRIE_ROOT,
  emptyTrie,
  trieDelete,
  trieGet,
  triePut,
  trieRoot,
  type Trie,
} from './patricia-trie.ts';
export {
  encodeTrieNode,
  type TrieBranch,
  type TrieExtension,
  type TrieLeaf,
  type TrieNode,
} from './patricia-node.ts';
export { proveTrie, verifyTrieProof } from './patricia-proof.ts';
export { BLS_SCALARS, createField, type PrimeField } from './field.ts';
export {
  coefficientsOf,
  domainPoints,
  interpolate,
  reverseBits,
  valueAt,
  valuesOnDomain,
  vanishingAt,
} from './polynomial.ts';
