/**
 * Casper FFG: votes that link checkpoints, what they justify and finalise, and who can be punished for votes
 * that contradict each other.
 */
import { ok, reject, type Result } from '../../foundation/result.ts';
import { ancestorOf, type BlockTree } from './block-tree.ts';
import type { Checkpoint } from './fork-choice-store.ts';
import { totalStake, type Validator } from './proof-of-stake.ts';

/** A link from a checkpoint to a later one on the same chain (V. Buterin, V. Griffith, arXiv:1710.09437, section 2). */
export interface FinalityLink {
  readonly source: Checkpoint;
  readonly target: Checkpoint;
}

/** A validator's vote for a link. */
export interface FinalityVote extends FinalityLink {
  readonly validator: number;
}

/** What a set of votes has settled; both lists in ascending order of epoch, the root's checkpoint first. */
export interface Finality {
  readonly justified: readonly Checkpoint[];
  readonly finalised: readonly Checkpoint[];
}

/** What votes settle, given who may vote and the tree of blocks; the part that a lab replaces. */
export type SettleFinality = (
  votes: readonly FinalityVote[],
  validators: readonly Validator[],
  tree: BlockTree,
) => Finality;

/** Two votes of one validator that no honest one would cast. */
export interface Offence {
  readonly validator: number;
  readonly rule: 'double-vote' | 'surround-vote';
  /** The evidence; for a surround vote, the surrounding one first. */
  readonly votes: readonly [FinalityVote, FinalityVote];
}

/** The offences that a set of votes proves; the part that a lab replaces. */
export type FindSlashable = (votes: readonly FinalityVote[]) => readonly Offence[];

/** Whether two checkpoints are the same block at the same epoch. */
export const sameCheckpoint = (a: Checkpoint, b: Checkpoint): boolean =>
  a.epoch === b.epoch && a.root === b.root;

/** Whether neither of two checkpoints descends from the other: both cannot be in one chain. */
export function areConflicting(tree: BlockTree, a: Checkpoint, b: Checkpoint): boolean {
  const shared = ancestorOf(tree, a.root, b.root);
  return shared !== a.root && shared !== b.root;
}

/**
 * Checks that a link goes forward along one chain. Refused: `checkpoint-unknown` (no block of the tree),
 * `target-not-later` (its epoch is not above the source's), `target-elsewhere` (the target does not descend
 * from the source). Source: arXiv:1710.09437, section 2, the conditions of a valid vote.
 */
export function checkLink(tree: BlockTree, { source, target }: FinalityLink): Result<void> {
  for (const { root } of [source, target])
    if (!tree.blocks.has(root))
      return refuse('checkpoint-unknown', `No block of the tree is ${root}.`, root, 'a block of the tree');
  if (target.epoch <= source.epoch)
    return refuse('target-not-later', 'A link goes to a later epoch.', target.epoch, source.epoch + 1);
  if (ancestorOf(tree, source.root, target.root) !== source.root)
    return refuse(
      'target-elsewhere',
      'The target does not descend from the source.',
      target.root,
      source.root,
    );
  return ok(undefined);
}

/**
 * Settles checkpoints: a link is a supermajority link when validators with at least two thirds of all stake
 * voted for it; the root is justified, and so is a target that a supermajority link reaches from a justified
 * source; a justified source is final when its link reaches the very next epoch. Every vote that
 * {@link checkLink} takes counts once a link, also when its validator contradicts itself: punishing is
 * {@link findSlashable}'s part. Height in the paper is the epoch here, as in Ethereum. Source:
 * arXiv:1710.09437, section 2, definitions; without the dynasties of section 4, so one validator set for all.
 */
export const settleFinality: SettleFinality = (votes, validators, tree) => {
  const stakes = new Map(validators.map(({ id, stake }) => [id, stake]));
  const total = totalStake(validators);
  const links = new Map<
    string,
    { readonly link: FinalityLink; readonly voters: Set<number>; stake: bigint }
  >();
  for (const { validator, source, target } of votes) {
    const stake = stakes.get(validator);
    if (stake === undefined) continue;
    const name = `${keyOf(source)}>${keyOf(target)}`;
    const tally = links.get(name) ?? { link: { source, target }, voters: new Set(), stake: 0n };
    links.set(name, tally);
    if (tally.voters.has(validator)) continue;
    tally.voters.add(validator);
    tally.stake += stake;
  }
  const root: Checkpoint = { epoch: 0, root: tree.root };
  const justified = new Map([[keyOf(root), root]]);
  const finalised = new Map(justified);
  // A source is always of an earlier epoch than its target, so one pass by the target's epoch is enough.
  const strong = [...links.values()]
    .filter(({ link, stake }) => 3n * stake >= 2n * total && checkLink(tree, link).ok)
    .sort((a, b) => a.link.target.epoch - b.link.target.epoch);
  for (const { link } of strong) {
    const { source, target } = link;
    if (!justified.has(keyOf(source))) continue;
    justified.set(keyOf(target), target);
    if (target.epoch === source.epoch + 1) finalised.set(keyOf(source), source);
  }
  return { justified: ascending(justified.values()), finalised: ascending(finalised.values()) };
};

/**
 * Finds whose stake can be taken, one offence a validator, in the order of the first vote that completes one.
 * I, double vote: two different votes for targets of one epoch. II, surround vote: a vote from an earlier
 * source to a later target than another, h(s1) < h(s2) < h(t2) < h(t1). Whoever breaks neither can never be
 * punished. Source: arXiv:1710.09437, section 2, the two slashing conditions.
 */
export const findSlashable: FindSlashable = (votes) => {
  const before = new Map<number, FinalityVote[]>();
  const offences = new Map<number, Offence>();
  for (const vote of votes) {
    const { validator } = vote;
    const earlier = before.get(validator) ?? [];
    before.set(validator, earlier);
    for (const other of offences.has(validator) ? [] : earlier) {
      const offence = offenceOf(other, vote);
      if (!offence) continue;
      offences.set(validator, offence);
      break;
    }
    earlier.push(vote);
  }
  return [...offences.values()];
};

/** What two votes of one validator prove; null when both may stand. */
export function offenceOf(a: FinalityVote, b: FinalityVote): Offence | null {
  const { validator } = a;
  if (validator !== b.validator) return null;
  if (a.target.epoch === b.target.epoch)
    return sameCheckpoint(a.target, b.target) && sameCheckpoint(a.source, b.source)
      ? null
      : { validator, rule: 'double-vote', votes: [a, b] };
  if (surrounds(a, b)) return { validator, rule: 'surround-vote', votes: [a, b] };
  return surrounds(b, a) ? { validator, rule: 'surround-vote', votes: [b, a] } : null;
}

const surrounds = (outer: FinalityLink, inner: FinalityLink): boolean =>
  outer.source.epoch < inner.source.epoch && inner.target.epoch < outer.target.epoch;

const keyOf = ({ epoch, root }: Checkpoint): string => `${epoch}/${root}`;

const ascending = (checkpoints: Iterable<Checkpoint>): readonly Checkpoint[] =>
  [...checkpoints].sort((a, b) => a.epoch - b.epoch || (a.root < b.root ? -1 : 1));

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'Casper FFG, arXiv:1710.09437, section 2', message, received, expected });
