/**
 * Byzantine agreement's certificate: enough signed votes for one block that no other block of the same view
 * can ever have as many.
 */
import { utf8 } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { sign, verify } from '../../foundation/keys.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';
import type { Hash, Hex, Slot } from '../../foundation/units.ts';
import type { Vote, Votes } from './fork-choice.ts';

/** A member of the committee: its id and the public key (33 bytes) its votes are checked with. */
export interface Member {
  readonly id: number;
  readonly publicKey: Hex;
}

/** One vote of a certificate. */
export interface CertificateVote {
  readonly validator: number;
  readonly signature: Hex;
}

/**
 * A quorum certificate: votes of a quorum for one block in one view (PBFT's prepared certificate; HotStuff's
 * QC). Here a list of signatures; HotStuff joins them into one by a threshold scheme.
 */
export interface Certificate {
  readonly block: Hash;
  /** The view in which they voted. */
  readonly slot: Slot;
  /** In ascending order of validator. */
  readonly votes: readonly CertificateVote[];
}

/**
 * How many of n members may lie or be silent: the greatest f with n ≥ 3f + 1 (M. Castro, B. Liskov, Practical
 * Byzantine Fault Tolerance, OSDI 1999, section 3).
 */
export const toleratedFaults = (members: number): number => Math.floor((members - 1) / 3);

/**
 * How many votes make a certificate: n − f, which is 2f + 1 of 3f + 1. As few as the honest can bring alone,
 * and as many as that two quorums share at least f + 1 members, so an honest one (PBFT, section 4.2; M. Yin
 * et al., HotStuff, PODC 2019, section 3).
 */
export const quorumOf = (members: number): number => members - toleratedFaults(members);

/** What a vote signs: the block and the view. */
export const voteDigest = (block: Hash, slot: Slot): Hash => hashHex(sha256(utf8(`vote/${block}/${slot}`)));

/** The vote with its signature. Needs `ready()`. */
export const signVote = (vote: Vote, secretKey: Hex): Vote => ({
  ...vote,
  signature: sign(voteDigest(vote.block, vote.slot), secretKey),
});

/**
 * A certificate for `block` in view `slot` out of the votes that were heard, as {@link formCertificate} makes
 * it; the part that a lab replaces.
 */
export type FormCertificate = (
  votes: Votes,
  block: Hash,
  slot: Slot,
  members: readonly Member[],
) => Result<Certificate>;

/**
 * Gathers the certificate: of each member the first vote for this block and view whose signature holds. Votes
 * of strangers, for other blocks or views, or badly signed are passed over. Refused: `too-few-votes`, when
 * fewer than a quorum remain. Needs `ready()`.
 */
export const formCertificate: FormCertificate = (votes, block, slot, members) => {
  const keys = new Map(members.map(({ id, publicKey }) => [id, publicKey]));
  const digest = voteDigest(block, slot);
  const gathered = new Map<number, Hex>();
  for (const { validator, signature, block: votedFor, slot: votedIn } of votes) {
    const key = keys.get(validator);
    if (votedFor !== block || votedIn !== slot || gathered.has(validator) || !key || !signature) continue;
    if (verify(signature, digest, key)) gathered.set(validator, signature);
  }
  const quorum = quorumOf(members.length);
  if (gathered.size < quorum) return tooFew(gathered.size, quorum);
  const list = [...gathered].sort(([a], [b]) => a - b);
  return ok({ block, slot, votes: list.map(([validator, signature]) => ({ validator, signature })) });
};

/**
 * Checks a certificate from outside. Refused: `unknown-voter` (not of the committee), `voted-twice` (a member
 * counted again, or out of order), `bad-signature`, `too-few-votes`. Needs `ready()`. Source: HotStuff,
 * section 4.2.
 */
export function checkCertificate(
  { block, slot, votes }: Certificate,
  members: readonly Member[],
): Result<void> {
  const keys = new Map(members.map(({ id, publicKey }) => [id, publicKey]));
  const digest = voteDigest(block, slot);
  let last = Number.NEGATIVE_INFINITY;
  for (const { validator, signature } of votes) {
    const key = keys.get(validator);
    if (!key)
      return refuse('unknown-voter', `${validator} is not of the committee.`, validator, [...keys.keys()]);
    if (validator <= last)
      return refuse(
        'voted-twice',
        `The vote of ${validator} comes again or out of order.`,
        validator,
        last + 1,
      );
    if (!verify(signature, digest, key))
      return refuse('bad-signature', `The signature of ${validator} does not hold.`, signature, digest);
    last = validator;
  }
  const quorum = quorumOf(members.length);
  return votes.length < quorum ? tooFew(votes.length, quorum) : ok(undefined);
}

/**
 * Who signed for both of two certificates of one view for different blocks: at least f + 1 members, each
 * convicted by its own two signatures. Nobody when the certificates do not conflict.
 */
export function equivocatorsOf(a: Certificate, b: Certificate): readonly number[] {
  if (a.slot !== b.slot || a.block === b.block) return [];
  const inB = new Set(b.votes.map(({ validator }) => validator));
  return a.votes.map(({ validator }) => validator).filter((validator) => inB.has(validator));
}

const tooFew = (received: number, expected: number): Result<never> =>
  refuse('too-few-votes', `${received} votes are no quorum: it takes ${expected}.`, received, expected);

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({
    code,
    rule: 'HotStuff (PODC 2019), section 4.2, quorum certificate',
    message,
    received,
    expected,
  });
