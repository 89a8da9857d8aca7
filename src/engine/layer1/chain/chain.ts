/** A node's chain: every valid block it has seen, the state after each, and the head that its fork choice names. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { addBlock, ancestorOf, blockAt, createTree, pathTo } from '../consensus/block-tree.ts';
import type { BlockTree } from '../consensus/block-tree.ts';
import { longestChain } from '../consensus/fork-choice.ts';
import type { ForkChoice, Votes } from '../consensus/fork-choice.ts';
import { headerHash } from './block.ts';
import type { Block, Header } from './block.ts';
import { importBlock } from './import-block.ts';
import type { ChainRules, Tip } from './import-block.ts';

/** What a chain is made of, besides the rules of its blocks. */
export interface ChainSettings extends ChainRules {
  /** The longest chain unless told. */
  readonly forkChoice?: ForkChoice;
  /** A block's own work for the fork choice; 1 unless told. */
  readonly workOf?: (header: Header) => bigint;
}

/** A change of head that undid blocks. */
export interface Reorganisation {
  readonly from: Hash;
  readonly to: Hash;
  /** The last block that both chains share. */
  readonly ancestor: Hash;
  /** Blocks that no longer count, the newest first: their transfers go back to the mempool. */
  readonly undone: readonly Block[];
  /** Blocks that count now, the oldest first. */
  readonly applied: readonly Block[];
}

/** What importing a block led to. */
export interface Imported {
  readonly hash: Hash;
  readonly head: Hash;
  /** Null when the head stayed, or moved without undoing anything. */
  readonly reorganised: Reorganisation | null;
}

/** A running chain. Since states are persistent, keeping one for every block costs only what changed in it. */
export class Chain {
  readonly #settings: ChainSettings;
  readonly #tips = new Map<Hash, Tip>();
  readonly #blocks = new Map<Hash, Block>();
  #tree: BlockTree;
  #head: Hash;

  constructor(genesis: Tip, settings: ChainSettings) {
    this.#settings = settings;
    const { height, parent, slot } = genesis.header;
    this.#head = headerHash(genesis.header);
    this.#tips.set(this.#head, genesis);
    this.#tree = createTree({
      hash: this.#head,
      parent,
      height,
      slot,
      work: settings.workOf?.(genesis.header) ?? 1n,
    });
  }

  /** Hash of the block this chain ends with. */
  get head(): Hash {
    return this.#head;
  }

  /** Header and state at the head. */
  get tip(): Tip {
    return this.at(this.#head) as Tip;
  }

  /** All blocks, forks included, as the fork choice sees them. */
  get tree(): BlockTree {
    return this.#tree;
  }

  /** Header and state after the block with this hash, on whatever branch; null for one that was never imported. */
  at(hash: Hash): Tip | null {
    return this.#tips.get(hash) ?? null;
  }

  /** The block with this hash; null for genesis and for one that was never imported. */
  block(hash: Hash): Block | null {
    return this.#blocks.get(hash) ?? null;
  }

  /** Hashes from genesis to the head. */
  canonical(): readonly Hash[] {
    return pathTo(this.#tree, this.#head).map(({ hash }) => hash);
  }

  /**
   * Takes `block` in and lets the fork choice name the head anew. Refused: a block that is known, one whose parent is
   * not, and whatever {@link importBlock} refuses; the chain is then as it was.
   */
  import(block: Block, votes: Votes = []): Result<Imported> {
    const { header } = block;
    const parent = this.#tips.get(header.parent);
    if (parent === undefined) {
      const evidence = { received: header.parent, expected: 'the hash of an imported block' };
      const message = 'The parent has not been imported.';
      return reject({
        code: 'parent-unknown',
        rule: 'consensus-specs, phase0/fork-choice.md, on_block',
        message,
        ...evidence,
      });
    }
    const hash = headerHash(header);
    // Before anything costly: the same block comes from many peers.
    if (this.#tips.has(hash)) {
      const evidence = { received: hash, expected: 'a block that is new' };
      const rule = 'consensus-specs, phase0/fork-choice.md, on_block';
      return reject({ code: 'block-known', rule, message: 'This block has been imported.', ...evidence });
    }
    const valid = importBlock(parent, block, this.#settings);
    if (!valid.ok) return valid;
    const { height, slot } = header;
    const work = this.#settings.workOf?.(header) ?? 1n;
    const added = addBlock(this.#tree, { hash, parent: header.parent, height, slot, work });
    if (!added.ok) return added;
    this.#tree = added.value;
    this.#tips.set(hash, { header, state: valid.value });
    this.#blocks.set(hash, block);
    return ok({ hash, ...this.chooseHead(votes) });
  }

  /** Asks the fork choice for the head, for instance after new votes. */
  chooseHead(votes: Votes): Omit<Imported, 'hash'> {
    const from = this.#head;
    const to = blockAt(this.#tree, (this.#settings.forkChoice ?? longestChain)(this.#tree, votes)).hash;
    this.#head = to;
    const ancestor = ancestorOf(this.#tree, from, to);
    if (ancestor === from) return { head: to, reorganised: null };
    const undone = this.#branch(ancestor, from).reverse();
    return { head: to, reorganised: { from, to, ancestor, undone, applied: this.#branch(ancestor, to) } };
  }

  /** The blocks after `ancestor` up to `end`, oldest first. */
  #branch(ancestor: Hash, end: Hash): Block[] {
    const blocks: Block[] = [];
    for (let hash = end; hash !== ancestor; hash = blockAt(this.#tree, hash).parent) {
      blocks.push(this.#blocks.get(hash) as Block);
    }
    return blocks.reverse();
  }
}
