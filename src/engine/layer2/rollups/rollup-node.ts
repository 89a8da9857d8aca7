/** A node of the rollup: follows layer 1 block by block, and goes back when layer 1 does. */
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import { deriveBlock, startDerivation } from './derive.ts';
import type { DerivationCursor, DerivationStep, SkippedBatch } from './derive.ts';
import type { L2Block, RollupConfig } from './rollup-config.ts';

interface Followed extends DerivationStep {
  readonly sealed: SealedBlock;
}

/**
 * Derivation that keeps what it had: the same blocks as `deriveChain`, at the cost of what is new. States are
 * persistent, so a version for each block of layer 1 costs little, and going back costs nothing.
 */
export class RollupNode {
  readonly config: RollupConfig;
  readonly #start: DerivationCursor;
  #followed: Followed[] = [];

  /** A node that has read nothing. */
  constructor(config: RollupConfig) {
    this.config = config;
    this.#start = startDerivation(config);
  }

  /** Reads the canonical chain of layer 1 as it is now; how many blocks it had read before that are no longer on it. */
  follow(l1: readonly SealedBlock[]): number {
    let shared = 0;
    while (shared < this.#followed.length && this.#followed[shared]?.sealed.hash === l1[shared]?.hash)
      shared += 1;
    const undone = this.#followed.length - shared;
    this.#followed.length = shared;
    for (const sealed of l1.slice(shared)) {
      const step = deriveBlock(this.cursor, sealed, this.config);
      this.#followed.push({ ...step, sealed });
    }
    return undone;
  }

  /** How far the node has come. */
  get cursor(): DerivationCursor {
    return this.#followed.at(-1)?.cursor ?? this.#start;
  }

  /** The last block of layer 2 that follows from layer 1. */
  get head(): L2Block {
    return this.cursor.head;
  }

  /** The whole chain of layer 2, genesis first. */
  get blocks(): readonly L2Block[] {
    return [this.#start.head, ...this.#followed.flatMap(({ blocks }) => blocks)];
  }

  /** All batches that were skipped, and why. */
  get skipped(): readonly SkippedBatch[] {
    return this.#followed.flatMap(({ skipped }) => skipped);
  }
}
