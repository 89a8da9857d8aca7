/** When a node takes a block for final: by depth, by who built upon it, or by Casper's votes. */
import { slot as toSlot, type Hash } from '../../foundation/units.ts';
import { ancestorOf, blockAt, pathTo } from './block-tree.ts';
import type { ChainView, FinalityRule } from './consensus.ts';
import { settleFinality, type Finality, type FinalityVote, type SettleFinality } from './finality.ts';
import type { Checkpoint } from './fork-choice-store.ts';
import type { CastVotes } from './gossiping-node.ts';
import type { Validator } from './proof-of-stake.ts';

/**
 * Final is what has `depth` blocks on top: a merchant's rule, never a certainty; the risk is
 * `doubleSpendByRosenfeld(q, depth)` for an attacker with the share q (S. Nakamoto, Bitcoin, 2008, section 11).
 */
export const afterConfirmations =
  (depth: number): FinalityRule =>
  ({ tree, head }) => {
    const path = pathTo(tree, head);
    return path[Math.max(0, path.length - 1 - depth)]?.hash ?? tree.root;
  };

/**
 * Final is what `proposers` different ones have built upon, its own included: two thirds of the elected and
 * one more on a delegated chain (EOS.IO Technical White Paper v2, "Transaction Confirmation": 15 of 21), more
 * than half of the signers under authority, where nobody else could then sign a rival that is longer.
 */
export const builtUponBy =
  (proposers: number): FinalityRule =>
  ({ tree, head, headers }) => {
    const seen = new Set<string>();
    for (let at = head; at !== tree.root; at = blockAt(tree, at).parent) {
      const header = headers.get(at);
      if (header) seen.add(header.proposer);
      if (seen.size >= proposers) return at;
    }
    return tree.root;
  };

/** How Casper's epochs lie in a world's slots, and who votes. */
export interface CasperSettings {
  readonly validators: readonly Validator[];
  /** Slots in an epoch: 32 on Ethereum. Each validator votes in one of them. */
  readonly slotsPerEpoch: number;
  /** The part that a lab replaces; the reference unless told. */
  readonly settle?: SettleFinality;
}

/** The finality votes among all votes that a node has heard. */
export const finalityVotes = ({ votes }: Pick<ChainView, 'votes'>): readonly FinalityVote[] =>
  votes.flatMap(({ validator, link }) => (link ? [{ validator, ...link }] : []));

/** What the votes that a node has heard settle, as far as its tree holds the blocks. */
export const finalityOf = (
  view: ChainView,
  { validators, settle = settleFinality }: CasperSettings,
): Finality => settle(finalityVotes(view), validators, view.tree);

/**
 * The checkpoint of `epoch` on the chain of `head`: its last block at or before the epoch's first slot
 * (consensus-specs, phase0/beacon-chain.md, `get_block_root`). Blocks may repeat when an epoch begins empty.
 */
export function checkpointOf({ tree, head }: ChainView, epoch: number, slotsPerEpoch: number): Checkpoint {
  const first = toSlot(epoch * slotsPerEpoch);
  let at = blockAt(tree, head);
  while (at.slot > first) at = blockAt(tree, at.parent);
  return { epoch, root: at.hash };
}

/**
 * How an honest validator votes under Casper: once an epoch, in its own slot of it, for its head and for the
 * link from the latest checkpoint it knows to be justified to this epoch's. Without a link in epoch 0, and
 * while its head does not descend from that checkpoint: so it can never break a slashing condition
 * (phase0/validator.md, "Attesting").
 */
export const casperVotes =
  (settings: CasperSettings): CastVotes =>
  (view, draft) => {
    const { slotsPerEpoch } = settings;
    if (draft.slot % slotsPerEpoch !== draft.validator % slotsPerEpoch) return [];
    const target = checkpointOf(view, Math.floor(draft.slot / slotsPerEpoch), slotsPerEpoch);
    const source = finalityOf(view, settings).justified.at(-1);
    const links = source && source.epoch < target.epoch && isOn(view, source.root, target.root);
    return [links ? { ...draft, link: { source, target } } : draft];
  };

/**
 * Final is the latest checkpoint that Casper's votes finalise on the chain of the head (arXiv:1710.09437,
 * section 2).
 */
export const casperFinality =
  (settings: CasperSettings): FinalityRule =>
  (view) =>
    finalityOf(view, settings).finalised.findLast(({ root }) => isOn(view, root, view.head))?.root ??
    view.tree.root;

const isOn = ({ tree }: ChainView, ancestor: Hash, block: Hash): boolean =>
  ancestorOf(tree, ancestor, block) === ancestor;
