// fails: work-is-summed-along-one-path-only
/** Gives a branch the work of all its side branches: GHOST by work, which is another rule. */
import { childrenOf, leavesOf, pathTo, type BlockTree, type ForkChoice, type Hash, type Vote, type Votes } from 'strata';

const below = (tree: BlockTree, hash: Hash): bigint =>
  childrenOf(tree, hash).reduce((sum, child) => sum + below(tree, child), tree.blocks.get(hash)?.work ?? 0n);

export const heaviestChain: ForkChoice = (tree) => {
  let head = tree.root;
  for (let children = childrenOf(tree, head); children.length > 0; children = childrenOf(tree, head)) {
    head = children.reduce((best, child) => {
      const [mine, theirs] = [below(tree, child), below(tree, best)];
      return mine > theirs || (mine === theirs && child < best) ? child : best;
    });
  }
  return head;
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
