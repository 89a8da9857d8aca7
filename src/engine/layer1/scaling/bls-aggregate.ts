/**
 * BLS signatures: any number of them sum to one of 96 bytes, checked with two pairings when all sign the same (D. Boneh,
 * B. Lynn, H. Shacham, 2001; draft-irtf-cfrg-bls-signature-05, with keys in the first group, as Ethereum has it).
 */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import {
  blsPointToBytes,
  G1_GENERATOR,
  G1_ZERO,
  G2_ZERO,
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

const RULE = 'draft-irtf-cfrg-bls-signature-05';
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
function readKey(data: Uint8Array, signer: number): G1Point {
  const point = g1FromBytes(data);
  if (point === null || point.is0()) {
    const received = { signer, key: bytesToHex(data) };
    malformed(
      'invalid-public-key',
      `${RULE}, 2.5`,
      `The key of signer ${signer} is none.`,
      received,
      'a point',
    );
  }
  return point;
}

function readSignature(data: Uint8Array, signer: number | null): G2Point {
  const whose = signer === null ? 'The signature' : `The signature of signer ${signer}`;
  const received = { signer, signature: bytesToHex(data) };
  return (
    g2FromBytes(data) ??
    malformed('invalid-signature', `${RULE}, 2.7`, `${whose} is no point.`, received, 'a point')
  );
}

/** Stops unless e(generator, signature) is the product of e(key, hash of message) over all pairs (section 2.9, `CoreAggregateVerify`). */
function checkPairs(
  pairs: readonly (readonly [G1Point, G2Point])[],
  signature: G2Point,
  code: string,
  message: string,
): void {
  if (!pairingsCancel([...pairs, [G1_GENERATOR.negate(), signature]]))
    malformed(
      code,
      `${RULE}, 2.9`,
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

/** The sum of signatures, 96 bytes (section 2.8, `Aggregate`). Refused: none at all (`no-signers`), and what is no point (`invalid-signature`). */
export const aggregateBls = (signatures: readonly Uint8Array[]): Result<Uint8Array> =>
  decoding(() => {
    if (signatures.length === 0)
      malformed('no-signers', `${RULE}, 2.8`, 'Somebody has to sign.', 0, 'at least 1');
    const points = signatures.map(readSignature);
    return blsPointToBytes(points.reduce((sum, point) => sum.add(point), G2_ZERO));
  });

const WRONG = 'The signature is not the sum of these signers’ signatures of this message.';

/**
 * Whether `signature` is the sum of all `signers`' signatures of one message: one key is the sum of theirs, two pairings
 * suffice (section 3.3.4, `FastAggregateVerify`). Refused: nobody (`no-signers`), no point as a signature
 * (`invalid-signature`), and a signature of others or of something else (`wrong-signature`). Throws TypeError for a key that was not registered.
 */
export const verifyBlsAggregate = (
  signers: readonly RegisteredKey[],
  message: Uint8Array,
  signature: Uint8Array,
): Result<void> => {
  if (signers.some((key) => !registered.has(key)))
    throw new TypeError('A key has to be registered, with its proof.');
  return verifySum(
    signers.map(({ point }) => point),
    message,
    signature,
  );
};

/**
 * The same without asking for proofs of possession: UNSAFE, here to be attacked. Whoever adds the key x·G − (sum of the
 * others') last can sign for all of them alone (T. Ristenpart, S. Yilek, The Power of Proofs-of-Possession, 2007).
 * Refused like {@link verifyBlsAggregate}, and no key (`invalid-public-key`).
 */
export function verifyBlsUnproven(
  publicKeys: readonly Uint8Array[],
  message: Uint8Array,
  signature: Uint8Array,
): Result<void> {
  const points = decoding(() => publicKeys.map(readKey));
  return points.ok ? verifySum(points.value, message, signature) : points;
}

const verifySum = (keys: readonly G1Point[], message: Uint8Array, signature: Uint8Array): Result<void> =>
  decoding(() => {
    if (keys.length === 0)
      malformed('no-signers', `${RULE}, 3.3.4`, 'Somebody has to sign.', 0, 'at least 1');
    const sum = keys.reduce((total, point) => total.add(point), G1_ZERO);
    checkPairs(
      [[sum, hashToG2(message, DOMAINS.proven)]],
      readSignature(signature, null),
      'wrong-signature',
      WRONG,
    );
  });

/**
 * Whether `signature` is the sum of signatures by {@link blsSignAugmented}, each of the signer's own message, or all of one:
 * safe with any keys, at a pairing a signer (section 3.2.3). Refused like {@link verifyBlsUnproven}, and lists of two
 * lengths (`no-signers`).
 */
export const verifyBlsAugmented = (
  publicKeys: readonly Uint8Array[],
  messages: readonly Uint8Array[],
  signature: Uint8Array,
): Result<void> =>
  decoding(() => {
    if (publicKeys.length === 0 || publicKeys.length !== messages.length) {
      const received = { signers: publicKeys.length, messages: messages.length };
      malformed(
        'no-signers',
        `${RULE}, 3.2.3`,
        'A message for each signer is needed.',
        received,
        'as many, at least 1',
      );
    }
    const pairs = publicKeys.map((key, signer): readonly [G1Point, G2Point] => [
      readKey(key, signer),
      hashToG2(concatBytes(key, messages[signer] as Uint8Array), DOMAINS.augmented),
    ]);
    checkPairs(pairs, readSignature(signature, null), 'wrong-signature', WRONG);
  });

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

/** The point that a message is hashed to by {@link blsSign}. */
export const blsMessagePoint = (message: Uint8Array): G2Point => hashToG2(message, DOMAINS.proven);
