// fails: nodes-with-your-rules-end-on-one-head
/** Breaks every tie by who came first, in both rules: fine on one node, not on seven. */
import { childrenOf, leavesOf, pathTo, type BlockTree, type ForkChoice, type Hash, type Vote, type Votes } from 'strata';

export const heaviestChain: ForkChoice = (tree) => {
  let head = tree.root;
  let most = -1n;
  for (const { hash } of leavesOf(tree)) {
    const work = pathTo(tree, hash).reduce((sum, block) => sum + block.work, 0n);
    if (work > most) [head, most] = [hash, work];
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

export const lmdGhost: ForkChoice = (tree) => {
  let head = tree.root;
  for (let children = childrenOf(tree, head); children[0] !== undefined; children = childrenOf(tree, head)) head = children[0];
  return head;
};
