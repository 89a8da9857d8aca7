/**
 * What a consensus mechanism must do for a node: say whose turn it is, seal a block, and check another's
 * seal.
 */
import { utf8 } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash, Ms, Slot } from '../../foundation/units.ts';
import { blockAt, type BlockTree } from './block-tree.ts';

/** A node's name in a world, `node-0` upwards. */
export type NodeId = `node-${number}`;

/** What a node sees when it wants to build a block: its tree and the head it chose. */
export interface ChainView {
  readonly tree: BlockTree;
  readonly head: Hash;
}

/** Work as a seal: the nonce that was found, and the target it was found for in Bitcoin's compact form. */
export interface WorkSeal {
  readonly kind: 'work';
  readonly bits: number;
  readonly nonce: number;
}

/** Stake as a seal: the validator that was drawn for the slot. */
export interface StakeSeal {
  readonly kind: 'stake';
  readonly validator: number;
}

/** Luck as a seal: the world gave the proposer its turn. */
export interface LotSeal {
  readonly kind: 'lot';
}

/** What entitles a block's proposer to propose it. */
export type SealInput = WorkSeal | StakeSeal | LotSeal;

/** A block's header before it is sealed. */
export interface HeaderTemplate {
  readonly parent: Hash;
  readonly height: number;
  readonly slot: Slot;
  readonly timestamp: Ms;
  readonly proposer: NodeId;
  /** Hash of what the block holds. */
  readonly body: Hash;
}

/**
 * A sealed header, as it goes over the network. Its hash comes from the mechanism (`identify`), since work is
 * in the hash itself.
 */
export interface SealedHeader extends HeaderTemplate {
  readonly seal: SealInput;
}

/** A consensus mechanism, put into a world like a plug. All functions are pure. */
export interface Consensus {
  /** The header a node would build now on its head, not yet sealed. */
  template(view: ChainView, by: NodeId, now: Ms): HeaderTemplate;
  /** The seal, if `by` may propose now; null while it is not its turn or no nonce was found in this step. */
  propose(view: ChainView, by: NodeId, now: Ms): SealInput | null;
  /** The header with its seal. */
  seal(header: HeaderTemplate, input: SealInput): SealedHeader;
  /** The block's hash. */
  identify(header: SealedHeader): Hash;
  /** The block's own work; 1 where blocks are not mined, so that the heaviest chain is the longest. */
  workOf(header: SealedHeader): bigint;
  /** Refuses a header whose seal does not hold on its parent; `view.head` is that parent. */
  verify(header: SealedHeader, view: ChainView): Result<void>;
}

/**
 * A block of a world carries no transactions: its body is the hash of who built it, where and when, as a
 * coinbase would be.
 */
export function templateOn(view: ChainView, by: NodeId, now: Ms, slot: Slot): HeaderTemplate {
  const parent = blockAt(view.tree, view.head);
  const height = parent.height + 1;
  const body = hashHex(sha256(utf8(`${by}/${height}/${slot}`)));
  return { parent: parent.hash, height, slot, timestamp: now, proposer: by, body };
}
