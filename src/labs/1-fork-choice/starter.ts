/** Fork choice: of all blocks a node has seen, the one it builds on. */
import { leavesOf, type ForkChoice } from 'strata';

/** The leaf whose chain holds the most work; of several, the one with the lower hash. */
export const heaviestChain: ForkChoice = (tree, _votes) => {
  // TODO: this takes the leaf that came first, whatever its work.
  const leaves = leavesOf(tree);
  console.log(`${tree.blocks.size} blocks, ${leaves.length} leaves`);
  return leaves[0]?.hash ?? tree.root;
};

/** From the root, always to the child with the most stake behind it. */
export const lmdGhost: ForkChoice = (tree, votes) => {
  // TODO: count the votes. This follows the work and asks nobody.
  return heaviestChain(tree, votes);
};
