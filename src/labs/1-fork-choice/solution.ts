/** Fork choice: of all the blocks a node has seen, the one it builds on. By work, and by votes. */
import {
  childrenOf,
  leavesOf,
  pathTo,
  type BlockTree,
  type ForkChoice,
  type Hash,
  type Vote,
  type Votes,
} from 'strata';

// #region heaviest
const workOf = (tree: BlockTree, leaf: Hash): bigint =>
  pathTo(tree, leaf).reduce((sum, block) => sum + block.work, 0n);

export const heaviestChain: ForkChoice = (tree) => {
  let head = tree.root;
  let most = -1n;
  for (const { hash } of leavesOf(tree)) {
    const work = workOf(tree, hash);
    if (work > most || (work === most && hash < head)) [head, most] = [hash, work];
  }
  return head;
};
// #endregion

// #region latest
/** The one message of each validator that counts: that of its latest slot. */
const latestOf = (votes: Votes): Iterable<Vote> => {
  const latest = new Map<number, Vote>();
  for (const vote of votes) {
    const known = latest.get(vote.validator);
    if (!known || vote.slot > known.slot) latest.set(vote.validator, vote);
  }
  return latest.values();
};
// #endregion

// #region ghost
export const lmdGhost: ForkChoice = (tree, votes) => {
  const behind = new Map<Hash, bigint>();
  for (const { block, stake } of latestOf(votes)) {
    if (!tree.blocks.has(block)) continue;
    for (const { hash } of pathTo(tree, block)) behind.set(hash, (behind.get(hash) ?? 0n) + stake);
  }
  const weightOf = (hash: Hash): bigint => behind.get(hash) ?? 0n;

  let head = tree.root;
  for (;;) {
    const [first, ...others] = childrenOf(tree, head);
    if (first === undefined) return head;
    head = others.reduce((best, child) => {
      const more = weightOf(child) - weightOf(best);
      return more > 0n || (more === 0n && child > best) ? child : best;
    }, first);
  }
};
// #endregion
