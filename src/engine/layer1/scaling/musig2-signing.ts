/** MuSig2's signing: each signer gives a share, and the shares sum to one BIP-340 signature (BIP-327, "Signing"). */
import {
  bigintToFixedBytes,
  bytesToBigint,
  bytesToHex,
  concatBytes,
  equalBytes,
} from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';
import {
  GENERATOR,
  hasEvenY,
  modOrder,
  multiply,
  pointFromBytes,
  pointToBytes,
  scalarFromBytes,
  taggedHash,
} from '../../foundation/secp256k1.ts';
import type { CurvePoint } from '../../foundation/secp256k1.ts';
import { keyCoefficients, xOnlyKey } from './musig2-keys.ts';
import type { AggregateKey } from './musig2-keys.ts';
import { aggregateNoncePoints, noncePoints } from './musig2-nonces.ts';

/** What all signers of one signature agree on. */
export interface SigningSession {
  readonly key: AggregateKey;
  /** 66 bytes, from `aggregateNonces`. */
  readonly aggregateNonce: Uint8Array;
  readonly message: Uint8Array;
}

/** The numbers that follow from a session. */
interface SessionValues {
  /** Weight of the second nonces: it depends on all of them, so that none can be chosen to fit the others. */
  readonly nonceCoefficient: bigint;
  readonly nonce: CurvePoint;
  /** BIP-340's challenge. */
  readonly challenge: bigint;
  /** 1, or −1 where the aggregate's y is odd: BIP-340 verifies with the point of even y. */
  readonly parity: bigint;
}

function valuesOf({ key, aggregateNonce, message }: SigningSession): SessionValues {
  const [first, second] = aggregateNoncePoints(aggregateNonce);
  const aggregate = xOnlyKey(key);
  const nonceCoefficient = modOrder(
    bytesToBigint(taggedHash('MuSig/noncecoef', aggregateNonce, aggregate, message)),
  );
  const sum = first.add(multiply(second, nonceCoefficient));
  // A signer who cheats can bring the sum to infinity; the generator stands in, and the cheat shows in the share.
  const nonce = sum.is0() ? GENERATOR : sum;
  const challenge = modOrder(
    bytesToBigint(taggedHash('BIP0340/challenge', pointToBytes(nonce).subarray(1), aggregate, message)),
  );
  return { nonceCoefficient, nonce, challenge, parity: hasEvenY(key.point) ? 1n : -1n };
}

/** The coefficient of `publicKey` in the aggregate; stops when it is not one of the keys. */
function coefficientOf({ publicKeys }: AggregateKey, publicKey: Uint8Array): bigint {
  const coefficient = keyCoefficients(publicKeys)[publicKeys.findIndex((key) => equalBytes(key, publicKey))];
  if (coefficient !== undefined) return coefficient;
  return malformed(
    'not-a-signer',
    'BIP-327',
    'The key is none of the signers.',
    bytesToHex(publicKey),
    'a signer',
  );
}

/** A scalar from 1 on; stops for 0, for the order and above, and says which one it is. */
function secretScalar(data: Uint8Array, name: string): bigint {
  const scalar = scalarFromBytes(data);
  if (scalar !== null && scalar !== 0n) return scalar;
  // The value itself is a secret and stays out of the evidence.
  return malformed('invalid-secret', 'BIP-327, "Signing"', `The ${name} is out of range.`, name, '1 … n − 1');
}

/**
 * The share, 32 bytes, of the signer with `secretKey`. Refused: a secret nonce or key out of range, a nonce that was
 * made for another key, a key that is none of the signers. Throw `secretNonce` away after this call: two shares with
 * one nonce give the key to everyone who sees them.
 */
export const signPartially = (
  session: SigningSession,
  secretNonce: Uint8Array,
  secretKey: Uint8Array,
): Result<Uint8Array> =>
  decoding(() => {
    const { nonceCoefficient, nonce, challenge, parity } = valuesOf(session);
    const first = secretScalar(secretNonce.subarray(0, 32), 'first secret nonce');
    const second = secretScalar(secretNonce.subarray(32, 64), 'second secret nonce');
    const secret = secretScalar(secretKey, 'secret key');
    const publicKey = pointToBytes(multiply(GENERATOR, secret));
    if (!equalBytes(publicKey, secretNonce.subarray(64))) {
      const message = 'The nonce was made for another key.';
      malformed(
        'nonce-of-other-key',
        'BIP-327, "Signing"',
        message,
        bytesToHex(secretNonce.subarray(64)),
        bytesToHex(publicKey),
      );
    }
    const coefficient = coefficientOf(session.key, publicKey);
    const ownNonce = first + nonceCoefficient * second;
    const share =
      (hasEvenY(nonce) ? ownNonce : -ownNonce) + challenge * coefficient * parity * session.key.sign * secret;
    return bigintToFixedBytes(modOrder(share), 32);
  });

/** A signer's public part, as the others see it. */
export interface SignerView {
  /** Position among the keys, for the evidence. */
  readonly signer: number;
  readonly publicKey: Uint8Array;
  readonly publicNonce: Uint8Array;
}

/**
 * Accepts `share` when it is the one that this signer had to give: who spoils a signature is found out. Refused: a
 * share out of range or wrong (`wrong-share`), a nonce that is no pair of points, a key that is none of the signers.
 */
export const verifyShare = (session: SigningSession, share: Uint8Array, view: SignerView): Result<void> =>
  decoding(() => {
    const wrong = (why: string): never =>
      malformed(
        'wrong-share',
        'BIP-327, "Partial Signature Verification"',
        why,
        { signer: view.signer },
        'the share of this signer',
      );
    const [first, second] = noncePoints(view.publicNonce, view.signer);
    const { nonceCoefficient, nonce, challenge, parity } = valuesOf(session);
    const scalar =
      scalarFromBytes(share) ?? wrong(`The share of signer ${view.signer} is not below the order.`);
    const coefficient = coefficientOf(session.key, view.publicKey);
    const point = pointFromBytes(view.publicKey);
    if (point === null) return wrong(`The key of signer ${view.signer} is no point.`);
    const sum = first.add(multiply(second, nonceCoefficient));
    const ownNonce = hasEvenY(nonce) ? sum : sum.negate();
    const expected = ownNonce.add(multiply(point, challenge * coefficient * parity * session.key.sign));
    if (!multiply(GENERATOR, scalar).equals(expected))
      wrong(`The share of signer ${view.signer} does not hold.`);
  });

/**
 * The signature of 64 bytes that all `shares` sum to; BIP-340 verifies it with the aggregate key, and nobody can tell
 * how many signed. Refused, with the signer's number: a share from the order on. A wrong share goes in unseen and spoils
 * the signature: {@link verifyShare} finds it.
 */
export const aggregateShares = (session: SigningSession, shares: readonly Uint8Array[]): Result<Uint8Array> =>
  decoding(() => {
    const { nonce, challenge, parity } = valuesOf(session);
    const sum = shares.reduce(
      (total, share, signer) => {
        const scalar =
          scalarFromBytes(share) ??
          malformed(
            'invalid-share',
            'BIP-327',
            `The share of signer ${signer} is not below the order.`,
            { signer },
            'below n',
          );
        return total + scalar;
      },
      challenge * parity * session.key.added,
    );
    return concatBytes(pointToBytes(nonce).subarray(1), bigintToFixedBytes(modOrder(sum), 32));
  });
