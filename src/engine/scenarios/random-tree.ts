/** Trees and votes from a seed: material for fork choices, with as many forks as one wants. */
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { createRandom } from '../foundation/random.ts';
import { slot } from '../foundation/units.ts';
import { addBlock, blockAt, createTree, type BlockTree } from '../layer1/consensus/block-tree.ts';
import { GENESIS } from '../layer1/consensus/chain-world.ts';
import type { Vote, Votes } from '../layer1/consensus/fork-choice.ts';

/** What a random tree is made of. */
export interface RandomTreeSettings {
  readonly seed: number;
  /** Blocks besides genesis. */
  readonly blocks: number;
  /** How many in a hundred blocks build on just any block instead of the one before; 30 unless told. */
  readonly forks?: number;
  /** Each block's work is drawn from 1 to this; 1 unless told, so that all weigh the same. */
  readonly mostWork?: number;
}

/**
 * A tree from a seed: mostly one line, with forks anywhere. Slots go up by one from block to block, so a
 * fork's slots have gaps.
 */
export function randomTree({ seed, blocks, forks = 30, mostWork = 1 }: RandomTreeSettings): BlockTree {
  const random = createRandom(seed, 'tree');
  let tree = createTree(GENESIS);
  let last = GENESIS.hash;
  for (let number = 1; number <= blocks; number++) {
    const parent = random.chance(forks, 100) ? random.pick([...tree.blocks.keys()]) : last;
    const hash = hashHex(sha256(utf8(`${seed}/${number}/${parent}`)));
    const height = blockAt(tree, parent).height + 1;
    const added = addBlock(tree, {
      hash,
      parent,
      height,
      slot: slot(number),
      work: BigInt(random.int(1, mostWork)),
    });
    if (!added.ok) throw new RangeError(added.rejection.message);
    tree = added.value;
    last = hash;
  }
  return tree;
}

/** What random votes are made of. */
export interface RandomVotesSettings {
  readonly seed: number;
  readonly validators: number;
  /** Votes of each validator, for blocks of the tree, not in order of their slots; 2 unless told. */
  readonly each?: number;
  /** Each validator's stake is drawn from 1 to this; 32 unless told. */
  readonly mostStake?: number;
}

/**
 * Votes from a seed on the blocks of a tree. A validator's stake is the same in all its votes, and its slots
 * differ.
 */
export function randomVotes(tree: BlockTree, settings: RandomVotesSettings): Votes {
  const { seed, validators, each = 2, mostStake = 32 } = settings;
  const random = createRandom(seed, 'votes');
  const blocks = [...tree.blocks.values()];
  const votes: Vote[] = [];
  for (let validator = 0; validator < validators; validator++) {
    const stake = BigInt(random.int(1, mostStake));
    for (let i = 0; i < each; i++) {
      const block = random.pick(blocks);
      votes.push({ validator, block: block.hash, slot: slot(block.slot + i * (blocks.length + 1)), stake });
    }
  }
  return random.shuffle(votes);
}
