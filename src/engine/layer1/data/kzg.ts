/**
 * KZG: 48 bytes commit to a whole blob, and 48 more prove what its polynomial is at any point (A. Kate, G. Zaverucha,
 * I. Goldberg, Constant-Size Commitments to Polynomials and Their Applications, 2010; EIP-4844).
 */
import { bytesToBigint, bytesToHex, utf8, concatBytes, bigintToFixedBytes } from '../../foundation/bytes.ts';
import {
  blsPointToBytes,
  combineG1,
  G1_GENERATOR,
  g1FromBytes,
  G2_GENERATOR,
  multiplyG1,
  multiplyG2,
  pairingsCancel,
} from '../../foundation/bls12-381.ts';
import type { G1Point, G2Point } from '../../foundation/bls12-381.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import { sha256 } from '../../foundation/hash.ts';
import { coefficientsOf, valueAt, valuesOnDomain, withoutRoot } from '../../foundation/polynomial.ts';
import type { Result } from '../../foundation/result.ts';
import { encodeBlob, type DataBlob } from './blobs.ts';
import type { TrustedSetup } from './kzg-setup.ts';

/** A claim about a committed polynomial, as bytes from outside: at `z` it is `y`. */
export interface PointClaim {
  /** 48 bytes. */
  readonly commitment: Uint8Array;
  /** 32 bytes each, big-endian. */
  readonly z: Uint8Array;
  readonly y: Uint8Array;
  /** 48 bytes. */
  readonly proof: Uint8Array;
}

const RULE = 'consensus-specs, deneb/polynomial-commitments.md';

/** Stops unless `data` is a compressed point of the first group; infinity is one (`bytes_to_kzg_commitment`, `bytes_to_kzg_proof`). */
export function readPoint(data: Uint8Array, what: string): G1Point {
  const rule = `${RULE}, validate_kzg_g1`;
  return (
    g1FromBytes(data) ??
    malformed(
      'invalid-point',
      rule,
      `The ${what} is no point of the group.`,
      bytesToHex(data),
      'a compressed point',
    )
  );
}

/** Stops unless `data` is a scalar in 32 bytes (`bytes_to_bls_field`). */
export function readScalar(data: Uint8Array, what: string): bigint {
  const rule = `${RULE}, bytes_to_bls_field`;
  return (
    BLS_SCALARS.decode(data) ??
    malformed(
      'invalid-scalar',
      rule,
      `The ${what} is no scalar.`,
      bytesToHex(data),
      '32 bytes below the modulus',
    )
  );
}

function checkBlob(blob: DataBlob, setup: TrustedSetup): void {
  if (blob.length !== setup.scalars)
    throw new RangeError(`This setup is for blobs of ${setup.scalars} scalars; got ${blob.length}.`);
}

/**
 * The commitment to a blob, 48 bytes: its polynomial at the setup's secret, in the first group (`blob_to_kzg_commitment`).
 * Throws RangeError for a blob of another size than the setup's.
 */
export function commitToBlob(blob: DataBlob, setup: TrustedSetup): Uint8Array {
  checkBlob(blob, setup);
  return blsPointToBytes(combineG1(setup.lagrange, blob));
}

/**
 * What the blob's polynomial is at `z`, and the proof of it, 48 bytes: the commitment to (f(X) − y) / (X − z), which is a
 * polynomial only if f(z) = y (`compute_kzg_proof`). Throws RangeError for a blob of another size than the setup's.
 */
export function provePoint(
  blob: DataBlob,
  z: bigint,
  setup: TrustedSetup,
): { readonly y: bigint; readonly proof: Uint8Array } {
  checkBlob(blob, setup);
  const coefficients = coefficientsOf(BLS_SCALARS, blob);
  const quotient = valuesOnDomain(BLS_SCALARS, [...withoutRoot(BLS_SCALARS, coefficients, z), 0n]);
  return {
    y: valueAt(BLS_SCALARS, coefficients, z),
    proof: blsPointToBytes(combineG1(setup.lagrange, quotient)),
  };
}

/**
 * Whether the claim holds: e(commitment − y, 1) = e(proof, τ − z) (`verify_kzg_proof`). Refused: what is no point
 * (`invalid-point`) or no scalar (`invalid-scalar`), and a claim that its proof does not prove (`wrong-proof`).
 */
export const verifyPoint = (claim: PointClaim, setup: TrustedSetup): Result<void> =>
  decoding(() => {
    const commitment = readPoint(claim.commitment, 'commitment');
    const z = readScalar(claim.z, 'point');
    const y = readScalar(claim.y, 'value');
    const proof = readPoint(claim.proof, 'proof');
    const tau = setup.powers2[1] as G2Point;
    const value = multiplyG1(G1_GENERATOR, y).subtract(commitment);
    const distance = tau.subtract(multiplyG2(G2_GENERATOR, z));
    if (
      !pairingsCancel([
        [value, G2_GENERATOR],
        [proof, distance],
      ])
    ) {
      const message = 'The proof does not prove this value at this point of this commitment.';
      malformed(
        'wrong-proof',
        `${RULE}, verify_kzg_proof`,
        message,
        { z, y },
        'another proof, or another value',
      );
    }
  });

/** The scalar that a hash of `data` stands for: a challenge that nobody can choose (`hash_to_bls_field`). */
export const hashToScalar = (data: Uint8Array): bigint => BLS_SCALARS.create(bytesToBigint(sha256(data)));

/** Where a whole blob is checked: a point that follows from the blob and its commitment (`compute_challenge`). */
export const blobChallenge = (blob: DataBlob, commitment: Uint8Array): bigint =>
  hashToScalar(
    concatBytes(
      utf8('FSBLOBVERIFY_V1_'),
      bigintToFixedBytes(BigInt(blob.length), 16),
      encodeBlob(blob),
      commitment,
    ),
  );

/** The proof that `commitment` is the blob's own: one of its value at the challenge (`compute_blob_kzg_proof`). */
export const proveBlob = (blob: DataBlob, commitment: Uint8Array, setup: TrustedSetup): Uint8Array =>
  provePoint(blob, blobChallenge(blob, commitment), setup).proof;

/**
 * Whether `commitment` is the blob's own, without committing anew (`verify_blob_kzg_proof`). Refused like
 * {@link verifyPoint}. Throws RangeError for a blob of another size than the setup's.
 */
export function verifyBlob(
  blob: DataBlob,
  commitment: Uint8Array,
  proof: Uint8Array,
  setup: TrustedSetup,
): Result<void> {
  checkBlob(blob, setup);
  const z = blobChallenge(blob, commitment);
  const y = valueAt(BLS_SCALARS, coefficientsOf(BLS_SCALARS, blob), z);
  return verifyPoint({ commitment, z: BLS_SCALARS.encode(z), y: BLS_SCALARS.encode(y), proof }, setup);
}
