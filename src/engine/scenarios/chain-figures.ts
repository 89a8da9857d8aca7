/** What a world of nodes came to: blocks, those that are not in the chain, agreement, and what was final. */
import type { Hash } from '../foundation/units.ts';
import { pathTo, type BlockTree } from '../layer1/consensus/block-tree.ts';
import type { ChainWorld, NodeView } from '../layer1/consensus/chain-world.ts';
import type { SealedHeader } from '../layer1/consensus/consensus.ts';

/** The figures of a world in the end, as the first node sees it. */
export interface ChainFigures {
  /** Blocks that it holds, genesis not counted. */
  readonly blocks: number;
  /** Of them, those that are not in its chain. */
  readonly stale: number;
  /** Whether all nodes have the same head. */
  readonly agreed: boolean;
  readonly head: Hash;
  readonly tree: BlockTree;
  /** Height of the last block that it took for final. */
  readonly finalHeight: number;
}

/** The figures of a world as one of its nodes sees it; the first unless told. Throws RangeError for no node. */
export function figuresOfChain(world: ChainWorld, node = 0): ChainFigures {
  const view = nodeOf(world, node);
  const { tree, head, finalised } = view;
  const blocks = tree.blocks.size - 1;
  return {
    blocks,
    stale: blocks - (pathTo(tree, head).length - 1),
    agreed: world.nodes.every((other) => other.head === head),
    head,
    tree,
    finalHeight: tree.blocks.get(finalised)?.height ?? 0,
  };
}

/** A node by its index. Throws RangeError for none. */
export function nodeOf(world: ChainWorld, index: number): NodeView {
  const node = world.nodes[index];
  if (!node) throw new RangeError(`The world has no node ${index}.`);
  return node;
}

/** The headers of a node's chain, the first block's first. */
export const headersOf = ({ tree, head, headers }: NodeView): readonly SealedHeader[] =>
  pathTo(tree, head).flatMap(({ hash }) => {
    const header = headers.get(hash);
    return header ? [header] : [];
  });
