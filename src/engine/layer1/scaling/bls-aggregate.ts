/** Aggregate BLS signatures: any number sum to one of 96 bytes, checked with two pairings when all sign the same. */
import { blsPointToBytes, G1_ZERO, G2_ZERO } from '../../foundation/bls12-381.ts';
import type { G1Point, G2Point } from '../../foundation/bls12-381.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';
import {
  augmentedMessagePoint,
  BLS_RULE,
  blsMessagePoint,
  checkPairs,
  isRegistered,
  readKey,
  readSignature,
  type RegisteredKey,
} from './bls-signature.ts';

/** The sum of signatures, 96 bytes (section 2.8, `Aggregate`). Refused: none at all (`no-signers`), and what is no point (`invalid-signature`). */
export const aggregateBls = (signatures: readonly Uint8Array[]): Result<Uint8Array> =>
  decoding(() => {
    if (signatures.length === 0)
      malformed('no-signers', `${BLS_RULE}, 2.8`, 'Somebody has to sign.', 0, 'at least 1');
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
  if (signers.some((key) => !isRegistered(key)))
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
      malformed('no-signers', `${BLS_RULE}, 3.3.4`, 'Somebody has to sign.', 0, 'at least 1');
    const sum = keys.reduce((total, point) => total.add(point), G1_ZERO);
    checkPairs([[sum, blsMessagePoint(message)]], readSignature(signature, null), 'wrong-signature', WRONG);
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
        `${BLS_RULE}, 3.2.3`,
        'A message for each signer is needed.',
        received,
        'as many, at least 1',
      );
    }
    const pairs = publicKeys.map((key, signer): readonly [G1Point, G2Point] => [
      readKey(key, signer),
      augmentedMessagePoint(key, messages[signer] as Uint8Array),
    ]);
    checkPairs(pairs, readSignature(signature, null), 'wrong-signature', WRONG);
  });
