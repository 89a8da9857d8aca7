/**
 * Trees are values, so nodes that have seen the same blocks can hold the same one: a world of 600 nodes then
 * stores a tree once.
 */
import { ok, type Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { addBlock, type BlockTree, type TreeBlock } from './block-tree.ts';
import type { ForkChoice, Votes } from './fork-choice.ts';

/**
 * Remembers what each tree grew into and, where nobody votes, which head was chosen on it. Changes cost,
 * never results.
 */
export class SharedTrees {
  readonly #forkChoice: ForkChoice;
  readonly #grown = new WeakMap<BlockTree, Map<Hash, BlockTree>>();
  readonly #heads = new WeakMap<BlockTree, Hash>();

  /** Trees on which heads are chosen by `forkChoice`, a pure function. */
  constructor(forkChoice: ForkChoice) {
    this.#forkChoice = forkChoice;
  }

  /** {@link addBlock}, done once for all nodes that add the same block to the same tree. */
  grow(tree: BlockTree, block: TreeBlock): Result<BlockTree> {
    const known = this.#grown.get(tree) ?? new Map<Hash, BlockTree>();
    this.#grown.set(tree, known);
    const grown = known.get(block.hash);
    if (grown) return ok(grown);
    const added = addBlock(tree, block);
    if (added.ok) known.set(block.hash, added.value);
    return added;
  }

  /**
   * The head of this tree. Throws RangeError when the fork choice names a block that the tree does not hold.
   */
  choose(tree: BlockTree, votes: Votes): Hash {
    const known = votes.length === 0 ? this.#heads.get(tree) : undefined;
    const head = known ?? this.#forkChoice(tree, votes);
    if (!tree.blocks.has(head))
      throw new RangeError(`The fork choice returned ${head}, which is no block of the tree.`);
    if (votes.length === 0) this.#heads.set(tree, head);
    return head;
  }
}
