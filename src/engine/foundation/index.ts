/** What the foundation lets out through the engine's door. */
export {
  bytes,
  gas,
  ms,
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
