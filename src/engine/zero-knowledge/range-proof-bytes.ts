/** A range proof on the wire: the challenge, then 129 bytes for each bit. */
import { bigintToFixedBytes, concatBytes } from '../foundation/bytes.ts';
import { decoding, malformed } from '../foundation/errors.ts';
import type { Result } from '../foundation/result.ts';
import { pointFromBytes, pointToBytes, scalarFromBytes } from '../foundation/secp256k1.ts';
import { MOST_RANGE_BITS } from './range-proof.ts';
import type { BitProof, RangeProof } from './range-proof.ts';

const BIT_BYTES = 33 + 3 * 32;

/**
 * How long a proof of so many bits is: linear in them. A Bulletproof has 2 · log₂ bits + 4 points and 5 scalars, 688 bytes
 * for 64 bits (B. Bünz et al., Bulletproofs, 2018, section 4.2); this one has 8,288, and can be read in an hour.
 */
export const rangeProofBytes = (bits: number): number => 32 + BIT_BYTES * bits;

/** The bytes of `proof`. @throws RangeError for a bit commitment at infinity, which has no compressed form */
export const encodeRangeProof = ({ challenge, bits }: RangeProof): Uint8Array =>
  concatBytes(
    bigintToFixedBytes(challenge, 32),
    ...bits.flatMap(({ commitment, zeroChallenge, zeroResponse, oneResponse }) => [
      pointToBytes(commitment),
      ...[zeroChallenge, zeroResponse, oneResponse].map((scalar) => bigintToFixedBytes(scalar, 32)),
    ]),
  );

const RULE = 'Strata range proof, encoding';

/** The proof that `data` is. Refused: a length that is no whole number of bits, points off the curve, scalars from the order on. */
export const decodeRangeProof = (data: Uint8Array): Result<RangeProof> =>
  decoding(() => {
    const bits = (data.length - 32) / BIT_BYTES;
    if (!Number.isInteger(bits) || bits < 1 || bits > MOST_RANGE_BITS)
      malformed(
        'malformed-proof',
        RULE,
        'A proof has 32 and 129 bytes a bit.',
        data.length,
        '32 + 129 · bits',
      );
    const scalar = (at: number): bigint =>
      scalarFromBytes(data.subarray(at, at + 32)) ??
      malformed('malformed-proof', RULE, 'A scalar lies below the order.', at, 'a scalar');
    const bitAt = (at: number): BitProof => ({
      commitment:
        pointFromBytes(data.subarray(at, at + 33)) ??
        malformed('malformed-proof', RULE, 'A commitment is a point.', at, 'a point'),
      zeroChallenge: scalar(at + 33),
      zeroResponse: scalar(at + 65),
      oneResponse: scalar(at + 97),
    });
    return {
      challenge: scalar(0),
      bits: Array.from({ length: bits }, (_, index) => bitAt(32 + BIT_BYTES * index)),
    };
  });
