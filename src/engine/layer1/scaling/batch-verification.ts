/**
 * Batch verification: many signatures by one equation, which is a sum of theirs with coefficients that no signer could foresee. It
 * says that all hold or that one does not, and not which.
 */
import { bigintToFixedBytes, bytesToBigint, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { G1_GENERATOR, G2_ZERO, multiplyG1, multiplyG2, pairingsCancel } from '../../foundation/bls12-381.ts';
import type { G1Point, G2Point } from '../../foundation/bls12-381.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';
import {
  combinePoints,
  GENERATOR,
  modOrder,
  multiply,
  pointFromBytes,
  scalarFromBytes,
  taggedHash,
} from '../../foundation/secp256k1.ts';
import type { CurvePoint } from '../../foundation/secp256k1.ts';
import { blsMessagePoint, readBlsTriple, type BlsTriple } from './bls-signature.ts';

/** One BIP-340 signature with what it is of and by whom. */
export interface SchnorrTriple {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/**
 * What the equation at `index` is multiplied by in a batch; `seed` is a hash of the whole batch. What a lab replaces: with 1
 * for all, two wrong signatures can be made whose errors cancel out.
 */
export type BatchCoefficient = (seed: Uint8Array, index: number) => bigint;

/** 1 for the first, which saves a multiplication, and 128 bits from a hash of seed and index for the others. */
export const batchCoefficient: BatchCoefficient = (seed, index) => {
  if (index === 0) return 1n;
  const digest = taggedHash('Strata/batch', seed, bigintToFixedBytes(BigInt(index), 4));
  return 1n + bytesToBigint(digest.subarray(0, 16));
};

/** A hash on which everything hangs that a signer could choose; each part with its length, so that none runs into the next. */
const seedOf = (batch: readonly BlsTriple[]): Uint8Array =>
  taggedHash(
    'Strata/batch seed',
    ...batch
      .flatMap(({ publicKey, message, signature }) => [publicKey, message, signature])
      .flatMap((part) => [bigintToFixedBytes(BigInt(part.length), 4), part]),
  );

const WRONG = 'A signature of the batch does not hold.';

/**
 * Whether all BIP-340 signatures hold: (Σ a·s)·G = Σ a·R + Σ a·e·P (BIP-340, "Batch Verification"). An empty batch holds. Refused, with its
 * place: what is no x-coordinate of a point (`invalid-public-key`), a signature whose parts are none (`invalid-signature`); and
 * a batch with one that does not hold (`wrong-signature`).
 */
export const verifySchnorrBatch = (
  batch: readonly SchnorrTriple[],
  coefficient: BatchCoefficient = batchCoefficient,
): Result<void> =>
  decoding(() => {
    const seed = seedOf(batch);
    let sum = 0n;
    const points: CurvePoint[] = [];
    const scalars: bigint[] = [];
    batch.forEach(({ publicKey, message, signature }, index) => {
      const key = liftX(publicKey, 'invalid-public-key', index);
      const nonce = liftX(signature.subarray(0, 32), 'invalid-signature', index);
      const s = scalarFromBytes(signature.subarray(32));
      if (s === null) {
        const received = { index, signature: bytesToHex(signature) };
        malformed(
          'invalid-signature',
          'BIP-340',
          `Signature ${index} is out of range.`,
          received,
          '64 bytes, s below n',
        );
      }
      const challenge = modOrder(
        bytesToBigint(taggedHash('BIP0340/challenge', signature.subarray(0, 32), publicKey, message)),
      );
      const a = coefficient(seed, index);
      sum = modOrder(sum + a * s);
      points.push(nonce, key);
      scalars.push(modOrder(a), modOrder(a * challenge));
    });
    if (!multiply(GENERATOR, sum).equals(combinePoints(points, scalars)))
      malformed(
        'wrong-signature',
        'BIP-340, "Batch Verification"',
        WRONG,
        batch.length,
        'signatures that hold',
      );
  });

/** The point with this x and an even y (BIP-340, `lift_x`). */
function liftX(x: Uint8Array, code: string, index: number): CurvePoint {
  return (
    pointFromBytes(concatBytes(Uint8Array.of(2), x)) ??
    malformed(
      code,
      'BIP-340, "Verification"',
      `No point of ${index} has this x.`,
      { index, x: bytesToHex(x) },
      'a point',
    )
  );
}

/**
 * Whether all BLS signatures hold, each of its own message: e(G, Σ a·signature) = ∏ e(a·key, hash), where keys for one message
 * share a pairing. n + 1 pairings instead of 2n, and two when all signed the same. An empty batch holds. Refused, with its place: no key (`invalid-public-key`), no point
 * (`invalid-signature`); and a batch with one that does not hold (`wrong-signature`).
 */
export const verifyBlsBatch = (
  batch: readonly BlsTriple[],
  coefficient: BatchCoefficient = batchCoefficient,
): Result<void> =>
  decoding(() => {
    const seed = seedOf(batch);
    const ofMessage = new Map<string, { key: G1Point; readonly hash: G2Point }>();
    let sum = G2_ZERO;
    batch.forEach((triple, index) => {
      const { key, signature } = readBlsTriple(triple, index);
      const a = coefficient(seed, index);
      sum = sum.add(multiplyG2(signature, a));
      const name = bytesToHex(triple.message);
      const known = ofMessage.get(name);
      if (known === undefined)
        ofMessage.set(name, { key: multiplyG1(key, a), hash: blsMessagePoint(triple.message) });
      else known.key = known.key.add(multiplyG1(key, a));
    });
    const pairs = [...ofMessage.values()].map(({ key, hash }): readonly [G1Point, G2Point] => [key, hash]);
    if (!pairingsCancel([...pairs, [G1_GENERATOR.negate(), sum]]))
      malformed(
        'wrong-signature',
        'draft-irtf-cfrg-bls-signature-05, 2.9',
        WRONG,
        batch.length,
        'signatures that hold',
      );
  });
