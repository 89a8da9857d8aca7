/** MuSig2's nonces: two a signer, sent around before anybody signs (BIP-327, "Nonce Generation" and "Nonce Aggregation"). */
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
  INFINITY,
  modOrder,
  multiply,
  pointFromBytes,
  pointToBytes,
  taggedHash,
} from '../../foundation/secp256k1.ts';
import type { CurvePoint } from '../../foundation/secp256k1.ts';

/** A signer's nonces. `secretNonce` is for one signature: a second one with it gives the secret key away. */
export interface NoncePair {
  /** 97 bytes: two scalars and the signer's public key. */
  readonly secretNonce: Uint8Array;
  /** 66 bytes: two points, for the others. */
  readonly publicNonce: Uint8Array;
}

/** What nonces are made from. The more is given, the less harm bad randomness does. */
export interface NonceSource {
  /** 32 fresh random bytes. The engine has no hidden source of them, so they are passed in. */
  readonly random: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly secretKey?: Uint8Array;
  /** 32 bytes, x-only. */
  readonly aggregateKey?: Uint8Array;
  readonly message?: Uint8Array;
  readonly extra?: Uint8Array;
}

const NONE = new Uint8Array(0);
/** `data` with its length before it in `width` big-endian bytes. */
const withLength = (data: Uint8Array, width: number): Uint8Array =>
  concatBytes(bigintToFixedBytes(BigInt(data.length), width), data);

/** A signer's nonces out of `source`. @throws RangeError for randomness that has not 32 bytes, or a public key that has not 33 */
export function generateNonces(source: NonceSource): NoncePair {
  const { random, publicKey, secretKey, aggregateKey = NONE, message, extra = NONE } = source;
  if (random.length !== 32 || publicKey.length !== 33) {
    throw new RangeError('Nonces take 32 random bytes and a public key of 33.');
  }
  const mask = taggedHash('MuSig/aux', random);
  const seed =
    secretKey === undefined ? random : secretKey.map((byte, index) => byte ^ (mask[index] as number));
  const scalars = [0, 1].map((which) =>
    modOrder(
      bytesToBigint(
        taggedHash(
          'MuSig/nonce',
          ...[seed, withLength(publicKey, 1), withLength(aggregateKey, 1)],
          message === undefined ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), withLength(message, 8)),
          ...[withLength(extra, 4), Uint8Array.of(which)],
        ),
      ),
    ),
  );
  return {
    secretNonce: concatBytes(...scalars.map((scalar) => bigintToFixedBytes(scalar, 32)), publicKey),
    publicNonce: concatBytes(...scalars.map((scalar) => pointToBytes(multiply(GENERATOR, scalar)))),
  };
}

/** The two points of a public nonce; stops with the signer's number when one is none. */
export function noncePoints(nonce: Uint8Array, signer: number): readonly [CurvePoint, CurvePoint] {
  const first = pointFromBytes(nonce.subarray(0, 33));
  const second = pointFromBytes(nonce.subarray(33));
  if (first !== null && second !== null) return [first, second];
  return malformed(
    'invalid-public-nonce',
    'BIP-327, "Nonce Aggregation"',
    `The nonce of signer ${signer} is no pair of points.`,
    { signer, nonce: bytesToHex(nonce) },
    'two compressed points',
  );
}

/** Infinity may come out of a sum, since the last signer can choose a nonce by the others'; it is written as zeros. */
const INFINITY_BYTES = new Uint8Array(33);
const extendedBytes = (point: CurvePoint): Uint8Array => (point.is0() ? INFINITY_BYTES : pointToBytes(point));
const extendedPoint = (data: Uint8Array): CurvePoint | null =>
  equalBytes(data, INFINITY_BYTES) ? INFINITY : pointFromBytes(data);

/** The 66 bytes that stand for all `publicNonces` together. Refused, with the signer's number: a nonce that is no pair of points. */
export const aggregateNonces = (publicNonces: readonly Uint8Array[]): Result<Uint8Array> =>
  decoding(() => {
    const pairs = publicNonces.map(noncePoints);
    const sumOf = (which: 0 | 1): CurvePoint => pairs.reduce((sum, pair) => sum.add(pair[which]), INFINITY);
    return concatBytes(extendedBytes(sumOf(0)), extendedBytes(sumOf(1)));
  });

/** The two sums in an aggregate nonce; stops when they are no points. */
export function aggregateNoncePoints(nonce: Uint8Array): readonly [CurvePoint, CurvePoint] {
  const first = extendedPoint(nonce.subarray(0, 33));
  const second = extendedPoint(nonce.subarray(33));
  if (first !== null && second !== null) return [first, second];
  const message = 'The aggregate nonce is no pair of points.';
  return malformed('invalid-aggregate-nonce', 'BIP-327', message, bytesToHex(nonce), 'two points');
}
