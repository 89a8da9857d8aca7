/**
 * What a consensus mechanism must do for a node: say whose turn it is, seal a block, and check another's
 * seal.
 */
import { concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash, Ms, Slot } from '../../foundation/units.ts';
import { blockAt, type BlockTree } from './block-tree.ts';
import type { Votes } from './fork-choice.ts';
import type { AuthorityVote, SignerName } from './proof-of-authority.ts';
import type { Certificate } from './quorum.ts';

/** A node's name in a world, `node-0` upwards. */
export type NodeId = `node-${number}`;

/**
 * What a node sees when it wants to build a block: its tree, the head it chose, and what it has heard. What a
 * mechanism needs to know of the past it must find here: a plug is asked about many nodes' views.
 */
export interface ChainView {
  readonly tree: BlockTree;
  readonly head: Hash;
  /** The sealed header of every block of the tree but the root. */
  readonly headers: ReadonlyMap<Hash, SealedHeader>;
  /** All votes it has heard, the oldest first. */
  readonly votes: Votes;
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

/** Election as a seal: the elected producer whose slot it is. */
export interface DelegateSeal {
  readonly kind: 'delegate';
  readonly producer: number;
}

/** Authority as a seal: the signer, how much its turn weighs, and its vote on another signer, if it casts one. */
export interface AuthoritySeal {
  readonly kind: 'authority';
  readonly signer: SignerName;
  readonly difficulty: bigint;
  readonly vote?: AuthorityVote;
  /** The list of signers, on a checkpoint block. */
  readonly checkpoint?: readonly SignerName[];
}

/** Coin age as a seal: the coin whose kernel met its target, and the coin days that the block uses up. */
export interface CoinAgeSeal {
  readonly kind: 'coin-age';
  readonly coin: number;
  readonly coinDays: bigint;
}

/** Agreement as a seal: the leader of the view, and the certificate for the block it builds on. */
export interface QuorumSeal {
  readonly kind: 'quorum';
  readonly leader: number;
  /** Null on the first block alone: it stands on the root, which needs no votes. */
  readonly certificate: Certificate | null;
}

/** What entitles a block's proposer to propose it. */
export type SealInput =
  WorkSeal | StakeSeal | LotSeal | DelegateSeal | AuthoritySeal | CoinAgeSeal | QuorumSeal;

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
  /** Hashes that one `propose` of this node costs, found or not; absent where nothing is hashed to propose. */
  hashesOf?(by: NodeId, found: SealInput | null): number;
}

/**
 * The last block that a node takes for final: a block of its head's chain that, by the mechanism's promise,
 * is not undone. A promise under a condition, not a fact: a node records when it is broken.
 */
export type FinalityRule = (view: ChainView) => Hash;

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

/**
 * SHA-256 of a header's fields, one after the other, and of what else its seal commits to: a block's hash where
 * nothing is mined.
 */
export const headerDigest = (
  { parent, height, slot, timestamp, proposer, body }: SealedHeader,
  commits: string,
): Hash => {
  const fields = utf8(`${height}/${slot}/${timestamp}/${proposer}/${commits}`);
  return hashHex(sha256(concatBytes(hexToBytes(parent), hexToBytes(body), fields)));
};
