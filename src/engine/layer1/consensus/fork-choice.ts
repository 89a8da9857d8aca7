/** Fork choice by the chain alone: the longest, and the one with the most work. */
import type { Hash, Hex, Slot } from '../../foundation/units.ts';
import { childrenOf, leavesOf, type BlockTree } from './block-tree.ts';
import type { FinalityLink } from './finality.ts';

/**
 * A validator's vote for the block it holds to be the head, and through it for all that block's ancestors
 * (consensus-specs, phase0/beacon-chain.md, `AttestationData.beacon_block_root`).
 */
export interface Vote {
  readonly validator: number;
  /** The block voted for; a vote for a block that the tree does not hold counts nothing. */
  readonly block: Hash;
  /** When it voted: of several votes of one validator only that of the latest slot counts. */
  readonly slot: Slot;
  /** What its vote weighs. */
  readonly stake: bigint;
  /**
   * The checkpoints it links, where blocks become final by such links (phase0/beacon-chain.md,
   * `AttestationData`); the fork choice does not read them.
   */
  readonly link?: FinalityLink;
  /** Its signature over what it says, where votes are gathered into certificates. */
  readonly signature?: Hex;
}

/** Votes in the order in which they were seen; older votes of a validator may still be among them. */
export type Votes = readonly Vote[];

/**
 * Chooses the head: the one leaf that a node builds on and believes. Pure: two nodes with the same tree and
 * votes choose the same block, in whatever order they heard of them. Proof of work passes no votes.
 */
export type ForkChoice = (tree: BlockTree, votes: Votes) => Hash;

/**
 * The leaf of greatest height; of several, the one with the lower hash. What the Bitcoin paper's words say
 * (section 5, "the longest chain"); a chain of many easy blocks fools it, so no system uses it.
 */
export const longestChain: ForkChoice = (tree) =>
  leavesOf(tree).reduce((best, leaf) =>
    leaf.height > best.height || (leaf.height === best.height && leaf.hash < best.hash) ? leaf : best,
  ).hash;

/**
 * The leaf whose chain holds the most work (`chainWork`); of several, the one with the lower hash. Bitcoin
 * Core's rule (`CBlockIndexWorkComparator`), except that a real node keeps the first it saw on equal work:
 * here the tie is broken by the hash, so that the choice depends on the tree alone.
 */
export const heaviestChain: ForkChoice = (tree) => {
  // Parents stand before their children, so that one pass adds up the work of every chain.
  const work = new Map<Hash, bigint>();
  let head = tree.root;
  for (const block of tree.blocks.values()) {
    const total = (work.get(block.parent) ?? 0n) + block.work;
    work.set(block.hash, total);
    const most = work.get(head) ?? 0n;
    const isLeaf = childrenOf(tree, block.hash).length === 0;
    const better = total > most || (total === most && block.hash < head) || childrenOf(tree, head).length > 0;
    if (isLeaf && better) head = block.hash;
  }
  return head;
};
