/** The long-range attack: validators that have long left sign another past, which costs them nothing. */
import type { Hash, Slot } from '../foundation/units.ts';
import { slot as toSlot } from '../foundation/units.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { utf8 } from '../foundation/bytes.ts';
import { addBlock, blockAt, type BlockTree, type TreeBlock } from '../layer1/consensus/block-tree.ts';
import { drawProposer, type DrawProposer, type Validator } from '../layer1/consensus/proof-of-stake.ts';

/** A history to be written: who had stake at its beginning, and whose keys are at hand. */
export interface HistorySettings {
  readonly tree: BlockTree;
  /** The block it begins on. */
  readonly from: Hash;
  readonly until: Slot;
  /** The stakes as they stood at `from`. */
  readonly validators: readonly Validator[];
  readonly beacon: Hash;
  /** Whether this validator's key signs here, in this slot. */
  readonly signs: (validator: number, slot: Slot) => boolean;
  /** Makes the blocks' hashes differ from those of another history. */
  readonly name: string;
  readonly draw?: DrawProposer;
}

/** The tree with one more chain, and its last block. */
export interface History {
  readonly tree: BlockTree;
  readonly head: Hash;
  /** The new blocks, with who signed each. */
  readonly blocks: readonly { readonly block: TreeBlock; readonly validator: number }[];
}

/**
 * Writes a chain from a block on: in each slot the drawn validator's block, if its key is at hand. By stake this
 * is as fast as a computer hashes, years in seconds; by work it would take all the work of those years again.
 * Whoever's keys held more stake at the beginning than really took part writes the longer chain. Source: V.
 * Buterin, Proof of Stake: How I Learned to Love Weak Subjectivity, 2014.
 */
export function writeHistory(settings: HistorySettings): History {
  const { from, until, validators, beacon, signs, name, draw = drawProposer } = settings;
  const blocks: { block: TreeBlock; validator: number }[] = [];
  let { tree } = settings;
  let parent = blockAt(tree, from);
  for (let slot = toSlot(parent.slot + 1); slot <= until; slot = toSlot(slot + 1)) {
    const validator = draw(validators, beacon, slot);
    if (!signs(validator, slot)) continue;
    const hash = hashHex(sha256(utf8(`${name}/${parent.hash}/${slot}/${validator}`)));
    const block: TreeBlock = { hash, parent: parent.hash, height: parent.height + 1, work: 1n, slot };
    const grown = addBlock(tree, block);
    if (!grown.ok) throw new RangeError(grown.rejection.message);
    tree = grown.value;
    blocks.push({ block, validator });
    parent = block;
  }
  return { tree, head: parent.hash, blocks };
}
