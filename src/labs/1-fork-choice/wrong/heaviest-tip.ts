// fails: at-each-fork-the-heavier-subtree-wins-not-the-best-supported-tip
/** Takes the leaf with the most votes, without walking there from the root. */
import { childrenOf, leavesOf, pathTo, type BlockTree, type ForkChoice, type Hash, type Vote, type Votes } from 'strata';

export const heaviestChain: ForkChoice = (tree) => {
  const worked = leavesOf(tree).map(({ hash }) => ({ hash, work: pathTo(tree, hash).reduce((sum, block) => sum + block.work, 0n) }));
  worked.sort((a, b) => (a.work === b.work ? (a.hash < b.hash ? -1 : 1) : a.work > b.work ? -1 : 1));
  return worked[0]?.hash ?? tree.root;
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
  return leavesOf(tree)
    .map(({ hash }) => hash)
    .reduce((best, leaf) => (weightOf(leaf) > weightOf(best) || (weightOf(leaf) === weightOf(best) && leaf > best) ? leaf : best));
};
