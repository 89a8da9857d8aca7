// fails: a-short-branch-with-more-work-beats-a-long-one
/** Compares the work of the last blocks alone. */
import { childrenOf, leavesOf, pathTo, type BlockTree, type ForkChoice, type Hash, type Vote, type Votes } from 'strata';

export const heaviestChain: ForkChoice = (tree) => {
  const leaves = [...leavesOf(tree)].sort((a, b) => (a.work === b.work ? (a.hash < b.hash ? -1 : 1) : a.work > b.work ? -1 : 1));
  return leaves[0]?.hash ?? tree.root;
};

const latestOf = (votes: Votes): readonly Vote[] => {
  const latest = new Map<number, Vote>();
  for (const vote of votes) {
    const known = latest.get(vote.validator);
    if (!known || vote.slot > known.slot) latest.set(vote.validator, vote);
  }
  return [...latest.values()];
};

const weightsOf = (tree: BlockTree, votes: Votes): ReadonlyMap<Hash, bigint> => {
  const weights = new Map<Hash, bigint>();
  for (const { block, stake } of latestOf(votes)) {
    if (!tree.blocks.has(block)) continue;
    for (const { hash } of pathTo(tree, block)) weights.set(hash, (weights.get(hash) ?? 0n) + stake);
  }
  return weights;
};

export const lmdGhost: ForkChoice = (tree, votes) => {
  const weights = weightsOf(tree, votes);
  const weightOf = (hash: Hash): bigint => weights.get(hash) ?? 0n;
  let head = tree.root;
  for (let children = childrenOf(tree, head); children.length > 0; children = childrenOf(tree, head)) {
    head = children.reduce((best, child) =>
      weightOf(child) > weightOf(best) || (weightOf(child) === weightOf(best) && child > best) ? child : best,
    );
  }
  return head;
};
