/** The blocks behind selfish mining's counts: a tree that grows with every block found, and its story. */
import type { BlockFinder, SelfishState, SelfishStep } from '../adversaries/selfish-mining.ts';
import { utf8 } from '../foundation/bytes.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { slot, type Hash, type Ms } from '../foundation/units.ts';
import { addBlock, blockAt, createTree, type BlockTree } from '../layer1/consensus/block-tree.ts';
import { GENESIS } from '../layer1/consensus/chain-world.ts';
import type { Recorder } from '../simulation/recorder.ts';

/** One block found, with what stood before it and what came of it. */
export interface FoundBlock {
  readonly before: SelfishState;
  readonly finder: BlockFinder;
  readonly onPools: boolean;
  readonly step: SelfishStep;
}

/** Grows the tree of a selfish run and records its events. */
export class SelfishTree {
  tree: BlockTree = createTree(GENESIS);
  /** The last block that everyone builds on or above. */
  agreed: Hash = GENESIS.hash;
  readonly finders = new Map<Hash, BlockFinder>();
  readonly #recorder: Recorder;
  /** Both branches since the agreed block. */
  #own: readonly Hash[] = [];
  #others: readonly Hash[] = [];

  /** A tree that tells its story to `recorder`. */
  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Adds the block that was found, and follows what the pool and everyone did. */
  add(at: Ms, { before, finder, onPools, step }: FoundBlock): void {
    const onTie = finder === 'others' && onPools && before.shown > 0 && before.shown === before.others;
    const shownTip = this.#own[before.shown - 1];
    if (onTie && shownTip) {
      this.agreed = shownTip;
      this.#own = this.#own.slice(before.shown);
      this.#others = [];
    }
    const branch = finder === 'pool' ? this.#own : this.#others;
    const hash = this.#grow(branch.at(-1) ?? this.agreed, finder, at);
    if (finder === 'pool') this.#own = [...this.#own, hash];
    else this.#others = [...this.#others, hash];
    this.#tellMove(at, finder, onTie ? 0 : before.shown, step);
    this.#settle(step);
  }

  #grow(parent: Hash, finder: BlockFinder, at: Ms): Hash {
    const height = blockAt(this.tree, parent).height + 1;
    const hash = hashHex(sha256(utf8(`${finder}/${height}/${parent}/${at}`)));
    const grown = addBlock(this.tree, { hash, parent, height, work: 1n, slot: slot(height) });
    if (!grown.ok) throw new RangeError(grown.rejection.message);
    this.tree = grown.value;
    this.finders.set(hash, finder);
    this.#recorder.record({
      kind: 'block-proposed',
      at,
      actor: finder,
      layer: 1,
      block: hash,
      parent,
      height,
      transactions: [],
      used: '0',
      limit: '0',
      fees: '0',
      difficulty: '1',
    });
    return hash;
  }

  #tellMove(at: Ms, finder: BlockFinder, shownBefore: number, { move }: SelfishStep): void {
    const event = { at, actor: 'pool', layer: 1 } as const;
    const own = this.#own.length;
    if (finder === 'pool' && move === 'keep') {
      const block = this.#own[own - 1] as Hash;
      const { height } = blockAt(this.tree, block);
      this.#recorder.record({
        ...event,
        kind: 'block-withheld',
        block,
        height,
        lead: own - this.#others.length,
      });
    }
    const shown = move === 'show-all' ? own : move === 'match' ? Math.min(own, this.#others.length) : 0;
    const block = this.#own[shown - 1];
    if (block === undefined || shown <= shownBefore) return;
    const { height } = blockAt(this.tree, block);
    this.#recorder.record({ ...event, kind: 'blocks-released', block, height, blocks: shown - shownBefore });
  }

  #settle({ move, poolWon, state }: SelfishStep): void {
    if (move === 'give-up') {
      this.agreed = this.#others.at(-1) ?? this.agreed;
      [this.#own, this.#others] = [[], []];
    } else if (state.others === 0 && state.shown === 0 && poolWon > 0) {
      this.agreed = this.#own[this.#own.length - state.own - 1] ?? this.agreed;
      this.#own = this.#own.slice(this.#own.length - state.own);
      this.#others = [];
    }
  }
}
