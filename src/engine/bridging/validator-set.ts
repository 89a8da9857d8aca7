/** Who signs a chain's headers and with how much power, as another chain keeps account of it. */
import { hexToBytes } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { verify } from '../foundation/keys.ts';
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { encodeRlp, rlpInteger } from '../foundation/rlp.ts';
import type { RlpItem } from '../foundation/rlp.ts';
import type { Hash, Hex } from '../foundation/units.ts';
import { voteDigest } from '../layer1/consensus/quorum.ts';
import type { Certificate } from '../layer1/consensus/quorum.ts';

/** One validator: its public key (33 bytes) and its stake, which is the weight of its votes. */
export interface PoweredValidator {
  readonly publicKey: Hex;
  readonly power: bigint;
}

/** All validators of a height in their order; a vote names its validator by the position. */
export type ValidatorSet = readonly PoweredValidator[];

/** A set as RLP: a list of key and power for each. */
export const validatorItems = (set: ValidatorSet): RlpItem =>
  set.map(({ publicKey, power }) => [hexToBytes(publicKey), rlpInteger(power)]);

/** What a header commits to: SHA-256 over the set. CometBFT has the root of a Merkle tree over it (spec, "ValidatorsHash"). */
export const validatorSetHash = (set: ValidatorSet): Hash => hashHex(sha256(encodeRlp(validatorItems(set))));

/** The power of all. */
export const totalPower = (set: ValidatorSet): bigint => set.reduce((sum, { power }) => sum + power, 0n);

/** The power in `set` of those whose keys are among `signers`. */
export const powerOfSigners = (set: ValidatorSet, signers: readonly Hex[]): bigint =>
  totalPower(set.filter(({ publicKey }) => signers.includes(publicKey)));

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'CometBFT specification, "Commit"', message, received, expected });

/**
 * The keys that signed `certificate`, each signature checked. Refused: a position that is not in the set, one that comes
 * again or out of order, a signature that does not hold. Needs `ready()`.
 */
export function signersOf({ block, slot, votes }: Certificate, set: ValidatorSet): Result<readonly Hex[]> {
  const digest = voteDigest(block, slot);
  const signers: Hex[] = [];
  let last = -1;
  for (const { validator, signature } of votes) {
    const member = set[validator];
    if (member === undefined)
      return refuse('unknown-voter', `The set has no validator ${validator}.`, validator, set.length);
    if (validator <= last)
      return refuse('voted-twice', `Validator ${validator} comes again or too late.`, validator, last + 1);
    if (!verify(signature, digest, member.publicKey))
      return refuse(
        'bad-signature',
        `The signature of validator ${validator} does not hold.`,
        signature,
        digest,
      );
    signers.push(member.publicKey);
    last = validator;
  }
  return ok(signers);
}

/** Whether `part` is more than `numerator` of `denominator` parts of `whole`. */
export const isMoreThan = (part: bigint, whole: bigint, numerator: bigint, denominator: bigint): boolean =>
  part * denominator > whole * numerator;
