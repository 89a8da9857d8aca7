/**
 * A node that gossips: it announces blocks, asks for those it lacks, checks them, and follows the head that
 * its fork choice names.
 */
import { bytes, ms, type Bytes, type Hash, type Ms, type Slot } from '../../foundation/units.ts';
import type { NewTraceEvent } from '../../simulation/recorder.ts';
import type { Actor, World } from '../../simulation/world.ts';
import { ancestorOf, blockAt, pathTo, type BlockTree } from './block-tree.ts';
import type { ChainView, Consensus, FinalityRule, NodeId, SealedHeader } from './consensus.ts';
import type { Vote, Votes } from './fork-choice.ts';
import type { SharedTrees } from './shared-trees.ts';

/**
 * What nodes say to each other; a block of `blockBytes` is sent only to those who ask (Bitcoin: `inv`,
 * `getdata`, `block`).
 */
export type GossipMessage =
  | { readonly kind: 'announce'; readonly hash: Hash }
  | { readonly kind: 'request'; readonly hash: Hash }
  | { readonly kind: 'block'; readonly header: SealedHeader }
  | { readonly kind: 'vote'; readonly vote: Vote };

/** Bytes of `inv` and `getdata` for one block: a 24-byte message header, a count, and 36 for the entry. */
const ASK_BYTES = bytes(61);
/** About an attestation of phase 0 in SSZ. */
const VOTE_BYTES = bytes(229);
/**
 * A request without an answer for so long is made again, to the next peer or to whoever announces the block.
 */
const ASK_AGAIN_MS = 60_000;

/** What all nodes of a world share. */
export interface GossipSettings {
  readonly consensus: Consensus;
  readonly trees: SharedTrees;
  readonly blockBytes: Bytes;
  readonly finality?: FinalityRule | undefined;
}

/**
 * What a validator says when its turn to vote comes: the votes it sends, made from the draft for its head.
 * None to stay silent; the draft with a signature or checkpoints added; two, to equivocate.
 */
export type CastVotes = (view: ChainView, draft: Vote) => Votes;

/** What a node has spent since it was last asked. */
interface Effort {
  hashes: number;
  messages: number;
  bytes: number;
}

/** One node of a world: a tree of its own, a head, and the votes it has heard. */
export class GossipingNode implements Actor<GossipMessage>, ChainView {
  readonly id: NodeId;
  /** All blocks it has received and checked. */
  tree: BlockTree;
  /** The block it builds on. */
  head: Hash;
  /** All votes it has heard, the oldest first, its own included. */
  votes: Votes = [];
  readonly headers = new Map<Hash, SealedHeader>();
  /** The last block that it took for final; the root where the world has no rule for it. */
  finalised: Hash;
  readonly #index: number;
  readonly #world: World<GossipMessage>;
  readonly #settings: GossipSettings;
  /** Blocks whose parent has not come yet, by the parent's hash. */
  readonly #waiting = new Map<Hash, SealedHeader[]>();
  readonly #asked = new Map<Hash, Ms>();
  #effort: Effort = { hashes: 0, messages: 0, bytes: 0 };

  /** The node with this index, knowing `tree` and nothing else. */
  constructor(index: number, world: World<GossipMessage>, tree: BlockTree, settings: GossipSettings) {
    this.id = `node-${index}`;
    this.#index = index;
    this.#world = world;
    this.tree = tree;
    this.head = tree.root;
    this.finalised = tree.root;
    this.#settings = settings;
  }

  /** Builds a block if the consensus says that it may, and tells its peers. */
  propose(): void {
    const { consensus } = this.#settings;
    const { now } = this.#world.clock;
    this.chooseHead();
    const input = consensus.propose(this, this.id, now);
    this.#effort.hashes += consensus.hashesOf?.(this.id, input) ?? 0;
    if (!input) return;
    const header = consensus.seal(consensus.template(this, this.id, now), input);
    const { parent, height } = header;
    this.#record({
      kind: 'block-proposed',
      block: consensus.identify(header),
      parent,
      height,
      transactions: [],
      used: '0',
      limit: '0',
      fees: '0',
      difficulty: `${consensus.workOf(header)}`,
    });
    this.#accept(header, this.#index);
  }

  /** Votes for its head, or as `cast` has it, and tells every node; `validator` has `stake`. */
  vote(slot: Slot, validator: number, stake: bigint, cast: CastVotes = (_view, draft) => [draft]): void {
    this.chooseHead();
    for (const vote of cast(this, { validator, block: this.head, slot, stake })) {
      this.#record({ kind: 'vote-cast', block: vote.block, slot, weight: `${stake}` });
      this.votes = [...this.votes, vote];
      for (let to = 0; to < this.#world.actors.length; to++)
        if (to !== this.#index) this.#send(to, { kind: 'vote', vote }, VOTE_BYTES, 'vote');
    }
  }

  /** Records what it has hashed and sent since it was last asked. */
  countEffort(): void {
    this.#record({ kind: 'effort-counted', ...this.#effort });
    this.#effort = { hashes: 0, messages: 0, bytes: 0 };
  }

  receive(from: number, message: GossipMessage): void {
    if (message.kind === 'announce') this.#ask(from, message.hash);
    else if (message.kind === 'request') this.#answer(from, message.hash);
    else if (message.kind === 'vote') this.votes = [...this.votes, message.vote];
    else this.#accept(message.header, from);
  }

  /** Asks the fork choice and the finality rule again, and records what changed. */
  chooseHead(): void {
    const before = this.head;
    const to = this.#settings.trees.choose(this.tree, this.votes);
    if (to !== before) {
      this.head = to;
      this.#record({ kind: 'head-changed', from: before, to, height: blockAt(this.tree, to).height });
      const ancestor = ancestorOf(this.tree, before, to);
      const depth = blockAt(this.tree, before).height - blockAt(this.tree, ancestor).height;
      if (depth > 0) this.#record({ kind: 'reorganised', from: before, to, ancestor, depth });
    }
    this.#finalise();
  }

  /** Every block that became final has an event of its own; so has a promise that was broken. */
  #finalise(): void {
    const final = this.#settings.finality?.(this) ?? this.finalised;
    const before = this.finalised;
    if (final === before) return;
    const shared = ancestorOf(this.tree, before, final);
    if (shared === final) return;
    if (shared !== before) this.#record({ kind: 'finality-broken', from: before, to: final });
    this.finalised = final;
    const { now } = this.#world.clock;
    for (const { hash, height } of pathTo(this.tree, final).slice(blockAt(this.tree, shared).height + 1)) {
      const waited = now - (this.headers.get(hash)?.timestamp ?? now);
      this.#record({ kind: 'finalised', block: hash, height, waited });
    }
  }

  #send(to: number, message: GossipMessage, size: Bytes, what: string): void {
    this.#effort.messages += 1;
    this.#effort.bytes += size;
    this.#world.send(this.#index, to, message, size, what);
  }

  #ask(from: number, hash: Hash): void {
    const { now } = this.#world.clock;
    const asked = this.#asked.get(hash);
    if (this.tree.blocks.has(hash) || (asked !== undefined && now - asked < ASK_AGAIN_MS)) return;
    this.#asked.set(hash, now);
    this.#send(from, { kind: 'request', hash }, ASK_BYTES, 'request');
    if (this.#world.network.losesMessages)
      this.#world.clock.schedule(ms(now + ASK_AGAIN_MS), () => this.#ask(this.#peerAfter(from), hash));
  }

  #peerAfter(peer: number): number {
    const peers = this.#world.network.peers[this.#index] ?? [];
    return peers[(peers.indexOf(peer) + 1) % peers.length] ?? peer;
  }

  #answer(to: number, hash: Hash): void {
    const header = this.headers.get(hash);
    if (header) this.#send(to, { kind: 'block', header }, this.#settings.blockBytes, 'block');
  }

  /**
   * Checks a block and adds it, with all that waited for it; a block that comes before its parent waits, and
   * the parent is asked for.
   */
  #accept(header: SealedHeader, from: number): void {
    if (!this.tree.blocks.has(header.parent)) {
      this.#waiting.set(header.parent, [...(this.#waiting.get(header.parent) ?? []), header]);
      this.#ask(from, header.parent);
      return;
    }
    const block = this.#check(header, from);
    if (block === null) return;
    this.chooseHead();
    for (const peer of this.#world.network.peers[this.#index] ?? [])
      if (peer !== from) this.#send(peer, { kind: 'announce', hash: block }, ASK_BYTES, 'announce');

    const waiting = this.#waiting.get(block) ?? [];
    this.#waiting.delete(block);
    for (const child of waiting) this.#accept(child, from);
  }

  /** The block's hash, once it is in the tree; null when it was there already or is refused. */
  #check(header: SealedHeader, from: number): Hash | null {
    const { consensus, trees } = this.#settings;
    const sealed = consensus.verify(header, { ...viewOf(this), head: header.parent });
    const hash = sealed.ok ? consensus.identify(header) : header.body;
    if (sealed.ok && this.tree.blocks.has(hash)) return null;
    const { parent, height, slot } = header;
    const grown = sealed.ok
      ? trees.grow(this.tree, { hash, parent, height, slot, work: consensus.workOf(header) })
      : sealed;
    if (!grown.ok) {
      const { code, message } = grown.rejection;
      this.#record({ kind: 'block-rejected', block: hash, code, why: message });
      return null;
    }
    this.tree = grown.value;
    this.headers.set(hash, header);
    if (from !== this.#index) this.#record({ kind: 'block-received', block: hash, from: `node-${from}` });
    return hash;
  }

  #record(event: NodeEvent): void {
    const placed = { ...event, at: this.#world.clock.now, actor: this.id, layer: 1 };
    this.#world.recorder.record(placed as NewTraceEvent);
  }
}

const viewOf = ({ tree, head, headers, votes }: ChainView): ChainView => ({ tree, head, headers, votes });

/** An event before it is told when, where and to whom it happened. */
type NodeEvent = Unplaced<NewTraceEvent>;
type Unplaced<E> = E extends unknown ? Omit<E, 'at' | 'actor' | 'layer'> : never;
