/** A number in a range without telling it: each bit is committed to, and each commitment is shown to be 0 or 1 (CDS 1994). */
import { bytesToHex, concatBytes, utf8 } from '../foundation/bytes.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import type { Random } from '../foundation/random.ts';
import { CURVE_ORDER, GENERATOR, INFINITY, modOrder, multiply } from '../foundation/secp256k1.ts';
import type { CurvePoint } from '../foundation/secp256k1.ts';
import { BLINDING_GENERATOR, pedersenCommit } from './pedersen.ts';
import { hashToScalar, SECP256K1_GROUP } from './prime-group.ts';

/** One bit: its commitment, and for each of 0 and 1 the challenge and the response. The second challenge is the rest of the whole. */
export interface BitProof {
  readonly commitment: CurvePoint;
  readonly zeroChallenge: bigint;
  readonly zeroResponse: bigint;
  readonly oneResponse: bigint;
}

/** A proof for numbers below 2^bits: the lowest bit first, and one challenge that all share. */
export interface RangeProof {
  readonly bits: readonly BitProof[];
  readonly challenge: bigint;
}

/** The most bits: far below the order, so that no sum of bits wraps around it. */
export const MOST_RANGE_BITS = 64;

const RULE = 'R. Cramer, I. Damgård and B. Schoenmakers, Proofs of Partial Knowledge, 1994';
const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

const isBitCount = (bits: number): boolean => Number.isInteger(bits) && bits >= 1 && bits <= MOST_RANGE_BITS;

/** What a bit's commitment is when the bit is `bit`, less the bit itself: a multiple of H if and only if it is. */
const lessBit = (commitment: CurvePoint, bit: 0 | 1): CurvePoint =>
  bit === 0 ? commitment : commitment.add(GENERATOR.negate());

/** The first message of one branch from its challenge and response, as the simulator has it: response · H − challenge · C. */
const announcementOf = (statement: CurvePoint, challenge: bigint, response: bigint): CurvePoint =>
  multiply(BLINDING_GENERATOR, response).add(multiply(statement, challenge).negate());

/** Everything is hashed: commitment, number of bits, all bit commitments, all first messages, and what the proof is for. */
function challengeFor(
  commitment: CurvePoint,
  bitCommitments: readonly CurvePoint[],
  announcements: readonly CurvePoint[],
  context: Uint8Array,
): bigint {
  const encode = (points: readonly CurvePoint[]): Uint8Array =>
    concatBytes(...points.map((point) => SECP256K1_GROUP.encode(point)));
  return hashToScalar(
    SECP256K1_GROUP,
    utf8('strata range proof'),
    SECP256K1_GROUP.encode(BLINDING_GENERATOR),
    SECP256K1_GROUP.encode(commitment),
    encode(bitCommitments),
    encode(announcements),
    context,
  );
}

/** What one bit is proven with: the branch that is true runs with a nonce, the other is simulated. */
interface BitWork {
  readonly bit: 0 | 1;
  readonly blinding: bigint;
  readonly commitment: CurvePoint;
  readonly nonce: bigint;
  readonly simulatedChallenge: bigint;
  readonly simulatedResponse: bigint;
}

/** Both first messages of a bit, that for 0 before that for 1. */
function announce({ bit, commitment, nonce, simulatedChallenge, simulatedResponse }: BitWork): CurvePoint[] {
  const real = multiply(BLINDING_GENERATOR, nonce);
  const other = bit === 0 ? 1 : 0;
  const simulated = announcementOf(lessBit(commitment, other), simulatedChallenge, simulatedResponse);
  return bit === 0 ? [real, simulated] : [simulated, real];
}

/**
 * The proof that the commitment to `value` under `blinding` holds a number from 0 to 2^bits − 1. Refused: any other number, which
 * no proof exists for. Chance comes from `random`, and has to be as good as for a key.
 * @throws RangeError for no number of bits from 1 to 64
 */
export function proveRange(
  value: bigint,
  blinding: bigint,
  bits: number,
  random: Random,
  context: Uint8Array = new Uint8Array(0),
): Result<RangeProof> {
  if (!isBitCount(bits)) throw new RangeError(`A range has 1 to ${MOST_RANGE_BITS} bits; got ${bits}.`);
  if (value < 0n || value >> BigInt(bits) !== 0n)
    return refuse('value-out-of-range', 'The number is not in the range.', value, `0 to 2^${bits} − 1`);
  const draw = (): bigint => random.bigint(CURVE_ORDER);
  const blindings = Array.from({ length: bits }, draw);
  // The lowest bit's blinding makes Σ 2^i · blinding_i the blinding of the whole, so that the commitments add up as points.
  const rest = blindings.reduce((sum, one, index) => (index === 0 ? sum : sum + (one << BigInt(index))), 0n);
  blindings[0] = modOrder(blinding - rest);
  const work = blindings.map((own, index): BitWork => {
    const bit = (value >> BigInt(index)) & 1n ? 1 : 0;
    return {
      bit,
      blinding: own,
      commitment: pedersenCommit(BigInt(bit), own),
      nonce: draw(),
      simulatedChallenge: draw(),
      simulatedResponse: draw(),
    };
  });
  const challenge = challengeFor(
    pedersenCommit(value, blinding),
    work.map(({ commitment }) => commitment),
    work.flatMap(announce),
    context,
  );
  const proofs = work.map(({ bit, blinding: own, commitment, nonce, ...simulated }): BitProof => {
    const realChallenge = modOrder(challenge - simulated.simulatedChallenge);
    const realResponse = modOrder(nonce + realChallenge * own);
    return bit === 0
      ? {
          commitment,
          zeroChallenge: realChallenge,
          zeroResponse: realResponse,
          oneResponse: simulated.simulatedResponse,
        }
      : {
          commitment,
          zeroChallenge: simulated.simulatedChallenge,
          zeroResponse: simulated.simulatedResponse,
          oneResponse: realResponse,
        };
  });
  return ok({ bits: proofs, challenge });
}

const isScalarOfCurve = (value: bigint): boolean => value >= 0n && value < CURVE_ORDER;

/**
 * Whether `proof` shows that `commitment` holds a number from 0 to 2^bits − 1 for `context`. Refused: another number of
 * bits, scalars out of range, bit commitments that do not add up to the commitment, a challenge other than the hash.
 */
export function verifyRange(
  commitment: CurvePoint,
  bits: number,
  proof: RangeProof,
  context: Uint8Array = new Uint8Array(0),
): Result<void> {
  if (!isBitCount(bits) || proof.bits.length !== bits)
    return refuse('wrong-range', 'The proof is for another number of bits.', proof.bits.length, bits);
  const scalars = proof.bits.flatMap((one) => [one.zeroChallenge, one.zeroResponse, one.oneResponse]);
  if (![proof.challenge, ...scalars].every(isScalarOfCurve))
    return refuse('malformed-proof', 'Scalars lie below the order.', scalars.length, 'below the order');
  // Σ 2^i · C_i, by doubling from the highest bit down.
  const sum = proof.bits.reduceRight((total, one) => total.double().add(one.commitment), INFINITY);
  if (!sum.equals(commitment))
    return refuse(
      'wrong-commitment',
      'The bits are those of another commitment.',
      bytesToHex(SECP256K1_GROUP.encode(sum)),
      bytesToHex(SECP256K1_GROUP.encode(commitment)),
    );
  const announcements = proof.bits.flatMap((one) => {
    const oneChallenge = modOrder(proof.challenge - one.zeroChallenge);
    return [
      announcementOf(lessBit(one.commitment, 0), one.zeroChallenge, one.zeroResponse),
      announcementOf(lessBit(one.commitment, 1), oneChallenge, one.oneResponse),
    ];
  });
  const expected = challengeFor(
    commitment,
    proof.bits.map((one) => one.commitment),
    announcements,
    context,
  );
  if (expected === proof.challenge) return ok(undefined);
  return refuse('wrong-challenge', 'The challenge is another hash.', proof.challenge, expected);
}
