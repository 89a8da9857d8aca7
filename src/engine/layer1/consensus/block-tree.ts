/**
 * The block tree: every block a node has seen, forks included, so that a fork choice has something to choose
 * from.
 */
import type { Hash, Slot } from '../../foundation/units.ts';
import { ok, reject, type Result } from '../../foundation/result.ts';

/**
 * One block as the fork choice sees it: where it hangs and what it weighs, without its transactions.
 * In proof of work, which has no slots, `slot` equals `height`.
 */
export interface TreeBlock {
  /** The block's own hash. */
  readonly hash: Hash;
  /** Hash of the block it builds on. */
  readonly parent: Hash;
  /** Blocks between it and genesis: genesis is 0, a child is its parent's height plus 1. */
  readonly height: number;
  /**
   * Hashes this one block stands for, 2^256 / (target + 1); not the sum of its chain (Bitcoin Core,
   * `GetBlockProof`).
   */
  readonly work: bigint;
  /** The turn it was proposed in; a child's is always later than its parent's. */
  readonly slot: Slot;
}

/**
 * Every block seen, by hash, and the children of each. A value: adding a block gives a new tree and leaves
 * the old one as it was. `blocks` and `children` hold entries in the order in which blocks were added;
 * a block without children has no entry in `children`.
 */
export interface BlockTree {
  /** The first block: genesis, or the last block taken as settled. */
  readonly root: Hash;
  readonly blocks: ReadonlyMap<Hash, TreeBlock>;
  readonly children: ReadonlyMap<Hash, readonly Hash[]>;
}

/** A tree of one block, its root; the root's parent is never looked up. */
export const createTree = (root: TreeBlock): BlockTree => ({
  root: root.hash,
  blocks: new Map([[root.hash, root]]),
  children: new Map(),
});

/**
 * The tree with one block more. Refused: `block-known` (already there), `parent-unknown` (nothing to hang it
 * on: a node keeps such a block aside until the parent comes), `height-wrong` (not the parent's plus 1),
 * `slot-too-early` (not after the parent's), `work-negative`. Source: consensus-specs, phase0/fork-choice.md,
 * `on_block`, and phase0/beacon-chain.md, `process_block_header`.
 */
export function addBlock(tree: BlockTree, block: TreeBlock): Result<BlockTree> {
  const parent = tree.blocks.get(block.parent);
  if (tree.blocks.has(block.hash))
    return refuse('block-known', 'a block is added once', block.hash, 'a new hash');
  if (!parent)
    return refuse('parent-unknown', 'the parent must be in the tree', block.parent, 'a block of the tree');
  if (block.height !== parent.height + 1)
    return refuse('height-wrong', "a block's height is its parent's plus 1", block.height, parent.height + 1);
  if (block.slot <= parent.slot)
    return refuse('slot-too-early', "a block's slot is later than its parent's", block.slot, parent.slot + 1);
  if (block.work < 0n) return refuse('work-negative', 'work is counted in hashes', block.work, 0n);

  const siblings = tree.children.get(block.parent) ?? [];
  return ok({
    root: tree.root,
    blocks: new Map(tree.blocks).set(block.hash, block),
    children: new Map(tree.children).set(block.parent, [...siblings, block.hash]),
  });
}

const refuse = (code: string, why: string, received: unknown, expected: unknown): Result<never> =>
  reject({
    code,
    rule: 'consensus-specs, phase0/fork-choice.md, on_block',
    message: `${why[0]?.toUpperCase()}${why.slice(1)}: received ${received}, expected ${expected}.`,
    received,
    expected,
  });

/**
 * The block with this hash. Throws RangeError when the tree has none: ask `tree.blocks.has` first about
 * hashes from outside.
 */
export function blockAt(tree: BlockTree, hash: Hash): TreeBlock {
  const block = tree.blocks.get(hash);
  if (!block) throw new RangeError(`The tree has no block ${hash}.`);
  return block;
}

/**
 * The blocks built directly on this one, in the order they were added; empty for a leaf or an unknown hash.
 */
export const childrenOf = (tree: BlockTree, hash: Hash): readonly Hash[] => tree.children.get(hash) ?? [];

/**
 * The blocks that nothing builds on yet: the tips a fork choice chooses between, in the order they were
 * added.
 */
export const leavesOf = (tree: BlockTree): readonly TreeBlock[] =>
  [...tree.blocks.values()].filter((block) => childrenOf(tree, block.hash).length === 0);

/**
 * The chain from the root to this block, both included. Throws RangeError when the tree has no such block.
 */
export function pathTo(tree: BlockTree, hash: Hash): readonly TreeBlock[] {
  const path = [blockAt(tree, hash)];
  for (let at = hash; at !== tree.root;) {
    const block = blockAt(tree, blockAt(tree, at).parent);
    path.push(block);
    at = block.hash;
  }
  return path.reverse();
}

/**
 * The last block that the chains of `a` and `b` share; `a` itself where `b` builds on it. Throws RangeError
 * for an unknown hash.
 */
export function ancestorOf(tree: BlockTree, a: Hash, b: Hash): Hash {
  let left = blockAt(tree, a);
  let right = blockAt(tree, b);
  while (left.hash !== right.hash) {
    if (left.height >= right.height) left = blockAt(tree, left.parent);
    else right = blockAt(tree, right.parent);
  }
  return left.hash;
}

/**
 * The work of the whole chain from the root to this block, the root's own included: what `heaviestChain`
 * compares.
 */
export const chainWork = (tree: BlockTree, hash: Hash): bigint =>
  pathTo(tree, hash).reduce((sum, block) => sum + block.work, 0n);
