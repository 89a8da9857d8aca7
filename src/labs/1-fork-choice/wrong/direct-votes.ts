// fails: a-vote-for-a-block-is-a-vote-for-its-ancestors
/** Counts the votes for a block itself and forgets those for what was built on it. */
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
    if (tree.blocks.has(block)) weights.set(block, (weights.get(block) ?? 0n) + stake);
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
