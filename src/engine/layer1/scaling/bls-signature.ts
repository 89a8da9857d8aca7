/**
 * BLS signatures, which sum: keys, signing, and the proof that a key is somebody's (D. Boneh, B. Lynn, H. Shacham, 2001;
 * draft-irtf-cfrg-bls-signature-05, with keys in the first group, as Ethereum has it).
 */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import {
  blsPointToBytes,
  G1_GENERATOR,
  g1FromBytes,
  g2FromBytes,
  hashToG2,
  multiplyG1,
  multiplyG2,
  pairingsCancel,
} from '../../foundation/bls12-381.ts';
import type { G1Point, G2Point } from '../../foundation/bls12-381.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import type { Random } from '../../foundation/random.ts';
import type { Result } from '../../foundation/result.ts';

/** Where the rules of all this stand. */
export const BLS_RULE = 'draft-irtf-cfrg-bls-signature-05';
const SUITE = 'BLS12381G2_XMD:SHA-256_SSWU_RO';
/** What messages are hashed behind, so that a signature of one kind is none of another (section 4.2). */
const DOMAINS = {
  /** Keys that have to prove that somebody holds their secret. */
  proven: `BLS_SIG_${SUITE}_POP_`,
  possession: `BLS_POP_${SUITE}_POP_`,
  /** Messages that each signer puts its key in front of. */
  augmented: `BLS_SIG_${SUITE}_AUG_`,
} as const;

/** A signer's key, read, and shown to be somebody's. Only `registerBlsKey` makes one. */
export interface RegisteredKey {
  /** 48 bytes. */
  readonly publicKey: Uint8Array;
  readonly point: G1Point;
}
const registered = new WeakSet<RegisteredKey>();

/** Whether `key` was made by {@link registerBlsKey}. */
export const isRegistered = (key: RegisteredKey): boolean => registered.has(key);

/** A key pair of BLS12-381: a secret scalar in 32 bytes, and its point in 48. */
export interface BlsKeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A key pair by chance. Real ones come from 32 secret bytes by HKDF (section 2.3). */
export function createBlsKey(random: Random): BlsKeyPair {
  const secret = 1n + random.bigint(BLS_SCALARS.modulus - 1n);
  return {
    secretKey: bigintToFixedBytes(secret, 32),
    publicKey: blsPublicKey(bigintToFixedBytes(secret, 32)),
  };
}

function secretOf(secretKey: Uint8Array): bigint {
  const secret = BLS_SCALARS.decode(secretKey);
  if (secret === null || secret === 0n)
    throw new RangeError('A secret key has 32 bytes and lies between 1 and the order.');
  return secret;
}

/** The public key of a secret one, 48 bytes (section 2.4, `SkToPk`). Throws RangeError for what is no secret key. */
export const blsPublicKey = (secretKey: Uint8Array): Uint8Array =>
  blsPointToBytes(multiplyG1(G1_GENERATOR, secretOf(secretKey)));

const signed = (message: Uint8Array, secretKey: Uint8Array, domain: string): Uint8Array =>
  blsPointToBytes(multiplyG2(hashToG2(message, domain), secretOf(secretKey)));

/** The signature of a message, 96 bytes, for keys with a proof of possession (section 3.3, `Sign`). Throws RangeError for what is no secret key. */
export const blsSign = (message: Uint8Array, secretKey: Uint8Array): Uint8Array =>
  signed(message, secretKey, DOMAINS.proven);

/** The proof that somebody holds the secret of a key: the key signed by itself, behind a domain of its own (section 3.3.2, `PopProve`). */
export const provePossession = (secretKey: Uint8Array): Uint8Array =>
  signed(blsPublicKey(secretKey), secretKey, DOMAINS.possession);

/** The signature of the message with the signer's key in front (section 3.2.1): no two signers ever sign the same then. */
export const blsSignAugmented = (message: Uint8Array, secretKey: Uint8Array): Uint8Array =>
  signed(concatBytes(blsPublicKey(secretKey), message), secretKey, DOMAINS.augmented);

/** Stops unless `data` is a key: a point, and not infinity, which anyone can sign for (section 2.5, `KeyValidate`). */
export function readKey(data: Uint8Array, signer: number): G1Point {
  const point = g1FromBytes(data);
  if (point === null || point.is0()) {
    const received = { signer, key: bytesToHex(data) };
    malformed(
      'invalid-public-key',
      `${BLS_RULE}, 2.5`,
      `The key of signer ${signer} is none.`,
      received,
      'a point',
    );
  }
  return point;
}

/** Stops unless `data` is a signature: a point of the second group (section 2.7). */
export function readSignature(data: Uint8Array, signer: number | null): G2Point {
  const whose = signer === null ? 'The signature' : `The signature of signer ${signer}`;
  const received = { signer, signature: bytesToHex(data) };
  return (
    g2FromBytes(data) ??
    malformed('invalid-signature', `${BLS_RULE}, 2.7`, `${whose} is no point.`, received, 'a point')
  );
}

/** Stops unless e(generator, signature) is the product of e(key, hash of message) over all pairs (section 2.9, `CoreAggregateVerify`). */
export function checkPairs(
  pairs: readonly (readonly [G1Point, G2Point])[],
  signature: G2Point,
  code: string,
  message: string,
): void {
  if (!pairingsCancel([...pairs, [G1_GENERATOR.negate(), signature]]))
    malformed(
      code,
      `${BLS_RULE}, 2.9`,
      message,
      bytesToHex(blsPointToBytes(signature)),
      'the sum of their signatures',
    );
}

/**
 * A key with its proof of possession checked (section 3.3.3, `PopVerify`). Refused: no key (`invalid-public-key`), no point as a proof
 * (`invalid-signature`), and a proof by another secret (`no-possession`): a key made up from others' keys has no secret
 * that anyone knows.
 */
export const registerBlsKey = (publicKey: Uint8Array, proof: Uint8Array): Result<RegisteredKey> =>
  decoding(() => {
    const point = readKey(publicKey, 0);
    const hash = hashToG2(publicKey, DOMAINS.possession);
    checkPairs(
      [[point, hash]],
      readSignature(proof, null),
      'no-possession',
      'The key has not signed itself.',
    );
    const key: RegisteredKey = Object.freeze({ publicKey: publicKey.slice(), point });
    registered.add(key);
    return key;
  });

/** The point that a message is hashed to by {@link blsSign}. */
export const blsMessagePoint = (message: Uint8Array): G2Point => hashToG2(message, DOMAINS.proven);

/** The point that a signer with this key hashes a message to by {@link blsSignAugmented}. */
export const augmentedMessagePoint = (publicKey: Uint8Array, message: Uint8Array): G2Point =>
  hashToG2(concatBytes(publicKey, message), DOMAINS.augmented);

/** One signature by {@link blsSign} with what it is of and by whom. */
export interface BlsTriple {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** The points of a signature in a batch, or the end of its decoding. */
export const readBlsTriple = (
  { publicKey, signature }: BlsTriple,
  index: number,
): { readonly key: G1Point; readonly signature: G2Point } => ({
  key: readKey(publicKey, index),
  signature: readSignature(signature, index),
});
