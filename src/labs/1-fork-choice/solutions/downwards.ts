/** The same two rules from the other end: work is carried down the tree, votes are asked which side of a fork they stand on. */
import type { BlockTree, ForkChoice, Hash, Votes } from 'strata';

export const heaviestChain: ForkChoice = (tree) => {
  const visit = (hash: Hash, above: bigint): { hash: Hash; work: bigint } => {
    const work = above + (tree.blocks.get(hash)?.work ?? 0n);
    const below = (tree.children.get(hash) ?? []).map((child) => visit(child, work));
    below.sort((a, b) => (a.work === b.work ? (a.hash < b.hash ? -1 : 1) : a.work > b.work ? -1 : 1));
    return below[0] ?? { hash, work };
  };
  return visit(tree.root, 0n).hash;
};

/** True when `block` is `above` or descends from it. */
const stands = (tree: BlockTree, above: Hash, block: Hash): boolean => {
  if (block === above) return true;
  const found = tree.blocks.get(block);
  return found !== undefined && block !== tree.root && stands(tree, above, found.parent);
};

/** The spec's own shape: `get_weight` asks every latest message anew, for every block it is asked about. */
const weight = (tree: BlockTree, block: Hash, latest: Votes): bigint =>
  latest.filter((vote) => stands(tree, block, vote.block)).reduce((sum, vote) => sum + vote.stake, 0n);

export const lmdGhost: ForkChoice = (tree, votes) => {
  const newestLast = [...votes].sort((a, b) => a.slot - b.slot);
  const latest = [...new Map(newestLast.map((vote) => [vote.validator, vote])).values()];
  const step = (at: Hash): Hash => {
    const ranked = (tree.children.get(at) ?? [])
      .map((child) => ({ child, weight: weight(tree, child, latest) }))
      .sort((a, b) => (a.weight === b.weight ? (a.child > b.child ? -1 : 1) : a.weight > b.weight ? -1 : 1));
    return ranked[0] ? step(ranked[0].child) : at;
  };
  return step(tree.root);
};
