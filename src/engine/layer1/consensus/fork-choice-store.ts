/**
 * The fork choice of Ethereum as nodes run it: LMD-GHOST from the justified checkpoint, with boost, pruning
 * and invalid payloads.
 */
import { ok, reject, type Result } from '../../foundation/result.ts';
import type { Hash, Slot } from '../../foundation/units.ts';

/** An epoch and the block at its beginning (consensus-specs, phase0/beacon-chain.md, `Checkpoint`). */
export interface Checkpoint {
  readonly epoch: number;
  readonly root: Hash;
}

/** A block as the store keeps it, with the checkpoints that its own state holds justified and finalised. */
export interface StoredBlock {
  readonly root: Hash;
  readonly parent: Hash;
  readonly slot: Slot;
  readonly justified: Checkpoint;
  readonly finalized: Checkpoint;
}

/** A validator's latest message (consensus-specs, phase0/fork-choice.md, `LatestMessage`). */
export interface StoreVote {
  readonly validator: number;
  readonly block: Hash;
  readonly targetEpoch: number;
}

/** What a search for the head goes by. */
export interface HeadSearch {
  readonly justified: Checkpoint;
  readonly finalized: Checkpoint;
  /** Each validator's balance in the justified state, by index; a missing one is 0. */
  readonly balances: readonly bigint[];
  /** The block that came in time in the current slot, if any: its chain is lent some weight. */
  readonly boost?: Hash;
  /** How much, in percent of one slot's committee; 40 on mainnet (`PROPOSER_SCORE_BOOST`), 50 unless told. */
  readonly boostPercent?: bigint;
  /**
   * The epoch of the clock; blocks whose justified checkpoint is more than 2 behind cannot be head. 0 unless
   * told.
   */
  readonly currentEpoch?: number;
}

const SLOTS_PER_EPOCH = 32;
const GENESIS_EPOCH = 0;

/**
 * Blocks, latest votes and which payloads turned out invalid. Weights are counted afresh in each search:
 * linear in blocks and votes, and easy to check; clients keep them up to date by differences instead (the
 * "proto-array"). Reduced: a block is judged by the justified checkpoint of its own state, not by the one its
 * votes would already justify. Source: consensus-specs, phase0/fork-choice.md, and sync/optimistic.md for
 * payloads.
 */
export class ForkChoiceStore {
  /** In the order of arrival, so that a parent stands before its children. */
  readonly #blocks = new Map<Hash, StoredBlock>();
  readonly #votes = new Map<number, StoreVote>();
  readonly #invalid = new Set<Hash>();
  #weights: ReadonlyMap<Hash, bigint> = new Map();

  /** A store that knows one block, the anchor (`get_forkchoice_store`). */
  constructor(anchor: Omit<StoredBlock, 'parent'>) {
    this.#blocks.set(anchor.root, { ...anchor, parent: anchor.root });
  }

  /** How many blocks are stored. */
  get size(): number {
    return this.#blocks.size;
  }

  /**
   * Stores a block (`on_block`). One that is known changes nothing; one whose parent is unknown is stored and
   * never reached; one on an invalid block is invalid.
   */
  addBlock(block: StoredBlock): void {
    if (this.#blocks.has(block.root)) return;
    this.#blocks.set(block.root, block);
    if (this.#invalid.has(block.parent)) this.#invalid.add(block.root);
  }

  /**
   * Takes a vote if its target epoch is later than that of the validator's vote before
   * (`update_latest_messages`).
   */
  addVote(vote: StoreVote): void {
    const before = this.#votes.get(vote.validator);
    if (!before || vote.targetEpoch > before.targetEpoch) this.#votes.set(vote.validator, vote);
  }

  /**
   * The head (`get_head`): from the justified root, the child of greatest weight among those that lead to a
   * block that may be head, until there is none; of equal ones the greater root. Refused:
   * `justified-root-unknown`, and `head-not-viable` when no block from there on agrees with the checkpoints
   * and has a valid payload.
   */
  findHead(search: HeadSearch): Result<Hash> {
    this.#weights = this.#countWeights(search);
    const start = this.#blocks.get(search.justified.root);
    if (!start)
      return this.#refuse(
        'justified-root-unknown',
        'get_head',
        search.justified.root,
        'a block of the store',
      );

    const leading = this.#leadingToHead(search);
    let head = start.root;
    for (let next = this.#bestChild(head, leading); next !== null; next = this.#bestChild(head, leading))
      head = next;
    return leading.has(head)
      ? ok(head)
      : this.#refuse(
          'head-not-viable',
          'filter_block_tree',
          head,
          'a block that agrees with the checkpoints',
        );
  }

  /**
   * The weight of a block in the last search: the balances of the votes for it and its descendants, and the
   * boost.
   */
  weightOf(root: Hash): bigint {
    return this.#weights.get(root) ?? 0n;
  }

  /**
   * Forgets the blocks stored before the finalised one, once there are at least `threshold` of them.
   * Blocks of other branches that came after it stay: nothing reaches them any more.
   */
  prune(finalizedRoot: Hash, threshold: number): void {
    const order = [...this.#blocks.keys()];
    const place = order.indexOf(finalizedRoot);
    if (place < threshold) return;
    for (const root of order.slice(0, place)) {
      this.#blocks.delete(root);
      this.#invalid.delete(root);
    }
  }

  /**
   * Marks payloads as invalid: the head's, those of its ancestors after the latest valid one, and those of
   * all that build on any of them. Where `latestValid` is null or no ancestor of the head, only the head and
   * its descendants. Source: consensus-specs, sync/optimistic.md, "Execution engine errors"; execution-apis,
   * `latestValidHash`.
   */
  invalidatePayload(head: Hash, latestValid: Hash | null): void {
    const chain = this.#ancestors(head);
    const valid = chain.findIndex(({ root }) => root === latestValid);
    for (const { root } of valid < 0 ? chain.slice(0, 1) : chain.slice(0, valid)) this.#invalid.add(root);
    for (const { root, parent } of this.#blocks.values())
      if (this.#invalid.has(parent) && parent !== root) this.#invalid.add(root);
  }

  /**
   * `get_weight` of all blocks at once: what each has of its own, then from the youngest to the oldest, added
   * to the parent's.
   */
  #countWeights({ balances, boost, boostPercent = 50n }: HeadSearch): Map<Hash, bigint> {
    const weights = new Map<Hash, bigint>();
    const add = (root: Hash, weight: bigint): void => {
      if (this.#blocks.has(root) && !this.#invalid.has(root))
        weights.set(root, (weights.get(root) ?? 0n) + weight);
    };
    for (const { validator, block } of this.#votes.values()) add(block, balances[validator] ?? 0n);
    // get_proposer_score: a share of the weight that one slot's committee has.
    const total = balances.reduce((sum, balance) => sum + balance, 0n);
    if (boost) add(boost, ((total / BigInt(SLOTS_PER_EPOCH)) * boostPercent) / 100n);
    for (const { root, parent } of [...this.#blocks.values()].reverse())
      if (parent !== root) add(parent, weights.get(root) ?? 0n);
    return weights;
  }

  /** `filter_block_tree`: the blocks that may be head, and those from which one can be reached. */
  #leadingToHead(search: HeadSearch): ReadonlySet<Hash> {
    const leading = new Set<Hash>();
    for (const block of [...this.#blocks.values()].reverse()) {
      if (this.#mayBeHead(block, search)) leading.add(block.root);
      if (leading.has(block.root)) leading.add(block.parent);
    }
    return leading;
  }

  #mayBeHead(block: StoredBlock, { justified, finalized, currentEpoch = 0 }: HeadSearch): boolean {
    const { epoch } = block.justified;
    const recent =
      justified.epoch === GENESIS_EPOCH || epoch === justified.epoch || epoch + 2 >= currentEpoch;
    return !this.#invalid.has(block.root) && recent && this.#descendsFrom(block, finalized);
  }

  /**
   * Whether the block builds on the finalised one: its own state says so, or its ancestor at that epoch's
   * first slot is it.
   */
  #descendsFrom(block: StoredBlock, finalized: Checkpoint): boolean {
    if (finalized.epoch === GENESIS_EPOCH) return true;
    const names = ({ epoch, root }: Checkpoint): boolean =>
      epoch === finalized.epoch && root === finalized.root;
    if (names(block.finalized) || names(block.justified)) return true;
    const firstSlot = finalized.epoch * SLOTS_PER_EPOCH;
    return this.#ancestors(block.root).find(({ slot }) => slot <= firstSlot)?.root === finalized.root;
  }

  #bestChild(parent: Hash, leading: ReadonlySet<Hash>): Hash | null {
    let best: Hash | null = null;
    for (const { root, parent: of } of this.#blocks.values()) {
      if (of !== parent || root === parent || !leading.has(root)) continue;
      const [weight, most] = [this.weightOf(root), best === null ? -1n : this.weightOf(best)];
      if (best === null || weight > most || (weight === most && root > best)) best = root;
    }
    return best;
  }

  /** The block and its ancestors as far as they are stored, the youngest first; empty for an unknown root. */
  #ancestors(root: Hash): readonly StoredBlock[] {
    const chain: StoredBlock[] = [];
    for (let block = this.#blocks.get(root); block; block = this.#blocks.get(block.parent)) {
      chain.push(block);
      if (block.parent === block.root) break;
    }
    return chain;
  }

  #refuse(code: string, section: string, received: Hash, expected: string): Result<never> {
    const rule = `consensus-specs, phase0/fork-choice.md, ${section}`;
    return reject({
      code,
      rule,
      message: `The search arrived at ${received}, expected ${expected}.`,
      received,
      expected,
    });
  }
}
