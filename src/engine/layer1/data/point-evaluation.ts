/** The contract by which others prove what stands in a blob that they cannot read (EIP-4844, "Point evaluation precompile"). */
import { bigintToFixedBytes, bytesToHex, concatBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import { ok, type Result } from '../../foundation/result.ts';
import { gas } from '../../foundation/units.ts';
import { versionedHash } from './blobs.ts';
import type { TrustedSetup } from './kzg-setup.ts';
import { verifyPoint, type PointClaim } from './kzg.ts';

/** What a call costs (EIP-4844, `POINT_EVALUATION_PRECOMPILE_GAS`). */
export const POINT_EVALUATION_GAS = gas(50_000n);

const RULE = 'EIP-4844, Point evaluation precompile';
const INPUT_BYTES = 192;

/**
 * Checks a claim in 192 bytes: versioned hash, z, y, commitment and proof. Gives back 64: how many scalars a blob has, and
 * the modulus. Refused: another length (`input-length`), a hash of another commitment (`wrong-versioned-hash`), and what
 * `verifyPoint` refuses.
 */
export function pointEvaluation(input: Uint8Array, setup: TrustedSetup): Result<Uint8Array> {
  const claim = decoding((): PointClaim => {
    if (input.length !== INPUT_BYTES)
      malformed('input-length', RULE, `The input has ${input.length} bytes.`, input.length, INPUT_BYTES);
    const commitment = input.subarray(96, 144);
    const [named, hash] = [bytesToHex(input.subarray(0, 32)), versionedHash(commitment)];
    if (named !== hash)
      malformed('wrong-versioned-hash', RULE, 'The hash is of another commitment.', named, hash);
    return { commitment, z: input.subarray(32, 64), y: input.subarray(64, 96), proof: input.subarray(144) };
  });
  const verdict = claim.ok ? verifyPoint(claim.value, setup) : claim;
  if (!verdict.ok) return verdict;
  return ok(
    concatBytes(bigintToFixedBytes(BigInt(setup.scalars), 32), bigintToFixedBytes(BLS_SCALARS.modulus, 32)),
  );
}
