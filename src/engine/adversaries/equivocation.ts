/** Equivocation: saying two things where the rules allow one, what it can break, and how it convicts itself. */
import { ok, reject, type Result } from '../foundation/result.ts';
import type { Hash, Hex, Slot } from '../foundation/units.ts';
import { verify } from '../foundation/keys.ts';
import type { Vote } from '../layer1/consensus/fork-choice.ts';
import {
  formCertificate,
  signVote,
  voteDigest,
  type Certificate,
  type FormCertificate,
  type Member,
} from '../layer1/consensus/quorum.ts';

/** Two signed votes that together convict whoever signed them; anyone can check it. */
export interface EquivocationProof {
  readonly validator: number;
  readonly votes: readonly [Vote, Vote];
}

/**
 * Makes the proof from two votes. Refused: `other-voter` (they are of two validators), `other-view` (two views
 * are two questions), `same-vote` (the same answer twice is no offence), `bad-signature` (someone else may have
 * written it). Needs `ready()`. Source: arXiv:1710.09437, section 2, condition I; HotStuff, section 4.4.
 */
export function proveEquivocation(a: Vote, b: Vote, publicKey: Hex): Result<EquivocationProof> {
  if (a.validator !== b.validator)
    return refuse('other-voter', 'The votes are of two validators.', b.validator, a.validator);
  if (a.slot !== b.slot) return refuse('other-view', 'The votes are of two views.', b.slot, a.slot);
  if (a.block === b.block) return refuse('same-vote', 'Both votes say the same.', b.block, 'another block');
  for (const vote of [a, b])
    if (!vote.signature || !verify(vote.signature, voteDigest(vote.block, vote.slot), publicKey))
      return refuse('bad-signature', 'A vote is not signed by its validator.', vote.signature, publicKey);
  return ok({ validator: a.validator, votes: [a, b] });
}

/** A committee whose honest members are split into two halves that do not hear each other. */
export interface SplitVote {
  readonly members: readonly Member[];
  readonly secretKeyOf: (member: number) => Hex;
  /** Members that vote for both blocks. */
  readonly equivocators: ReadonlySet<number>;
  readonly slot: Slot;
  /** The block that each half sees. */
  readonly blocks: readonly [Hash, Hash];
  readonly form?: FormCertificate;
}

/** What each half comes to. */
export interface SplitOutcome {
  readonly certificates: readonly [Result<Certificate>, Result<Certificate>];
  readonly votes: readonly Vote[];
}

/**
 * The worst night of a committee: a leader shows each half of the honest a block of its own, the equivocators
 * sign both, and no half hears the other. With f equivocators of 3f + 1 at most one half gets a certificate;
 * with f + 1 both can. The honest are dealt out in turn. Needs `ready()`. Source: PBFT, OSDI 1999, section 4.2.
 */
export function splitVote({
  members,
  secretKeyOf,
  equivocators,
  slot,
  blocks,
  form = formCertificate,
}: SplitVote): SplitOutcome {
  const heard: [Vote[], Vote[]] = [[], []];
  const cast = (validator: number, half: 0 | 1): void => {
    const vote: Vote = { validator, block: blocks[half], slot, stake: 1n };
    heard[half].push(signVote(vote, secretKeyOf(validator)));
  };
  let dealt = 0;
  for (const { id } of members) {
    if (equivocators.has(id)) {
      cast(id, 0);
      cast(id, 1);
    } else cast(id, (dealt++ % 2) as 0 | 1);
  }
  return {
    certificates: [form(heard[0], blocks[0], slot, members), form(heard[1], blocks[1], slot, members)],
    votes: [...heard[0], ...heard[1]],
  };
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'Casper FFG, arXiv:1710.09437, section 2, condition I', message, received, expected });
