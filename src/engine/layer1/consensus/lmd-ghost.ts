/**
 * LMD-GHOST, the short version for the lesson: follow the child with the most latest votes behind it, from
 * the root to a leaf.
 */
import type { Hash } from '../../foundation/units.ts';
import { blockAt, childrenOf, type BlockTree } from './block-tree.ts';
import type { ForkChoice, Vote, Votes } from './fork-choice.ts';

/**
 * The vote of each validator that counts: the one with the latest slot. Of two with the same slot the first
 * seen stays (consensus-specs, phase0/fork-choice.md, `update_latest_messages`: only a later one replaces
 * it).
 */
export function latestVotes(votes: Votes): ReadonlyMap<number, Vote> {
  const latest = new Map<number, Vote>();
  for (const vote of votes) {
    const known = latest.get(vote.validator);
    if (!known || vote.slot > known.slot) latest.set(vote.validator, vote);
  }
  return latest;
}

/**
 * The stake behind each block: the latest votes for it and for all that descends from it. Blocks without any
 * are absent. A vote for a block outside the tree is left out (`validate_on_attestation` would not take it).
 * Source: consensus-specs, phase0/fork-choice.md, `get_weight`.
 */
export function voteWeights(tree: BlockTree, votes: Votes): ReadonlyMap<Hash, bigint> {
  const weights = new Map<Hash, bigint>();
  for (const { block, stake } of latestVotes(votes).values()) {
    if (!tree.blocks.has(block)) continue;
    for (let at = block; ; at = blockAt(tree, at).parent) {
      weights.set(at, (weights.get(at) ?? 0n) + stake);
      if (at === tree.root) break;
    }
  }
  return weights;
}

/**
 * Latest Message Driven, Greediest Heaviest Observed SubTree: from the root, step to the child with the
 * greatest weight until there is no child; of equal ones the greater root. Source: consensus-specs,
 * phase0/fork-choice.md, `get_head`. Left out here and kept in `ForkChoiceStore`: checkpoints, changing
 * balances, proposer boost, invalid payloads.
 */
export const lmdGhost: ForkChoice = (tree, votes) => {
  const weights = voteWeights(tree, votes);
  const weightOf = (hash: Hash): bigint => weights.get(hash) ?? 0n;

  let head = tree.root;
  for (let children = childrenOf(tree, head); children.length > 0; children = childrenOf(tree, head)) {
    head = children.reduce((best, child) =>
      weightOf(child) > weightOf(best) || (weightOf(child) === weightOf(best) && child > best) ? child : best,
    );
  }
  return head;
};
