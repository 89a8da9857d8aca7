/** What a mechanism knows after a block: folded over the headers of its chain, once a block. */
import type { Hash } from '../../foundation/units.ts';
import type { ChainView, SealedHeader } from './consensus.ts';

/**
 * The state of a mechanism after any block: who may sign, who is elected, how old coins are. A block's hash
 * names its whole chain, so the state after it is computed once and kept for all nodes: that changes cost,
 * never results.
 */
export class ChainStates<S> {
  readonly #first: S;
  readonly #after: (state: S, header: SealedHeader) => S;
  readonly #known = new Map<Hash, S>();

  /** States that begin with `first` at the root; `after` is a pure function. */
  constructor(first: S, after: (state: S, header: SealedHeader) => S) {
    this.#first = first;
    this.#after = after;
  }

  /**
   * The state after `view.head`. Throws RangeError when a header between it and the root is missing: a node
   * has every header of its tree.
   */
  at({ tree, head, headers }: ChainView): S {
    const path: SealedHeader[] = [];
    const hashes: Hash[] = [];
    let at = head;
    while (at !== tree.root && !this.#known.has(at)) {
      const header = headers.get(at);
      if (!header) throw new RangeError(`The header of block ${at} is missing.`);
      path.push(header);
      hashes.push(at);
      at = header.parent;
    }
    let state = this.#known.get(at) ?? this.#first;
    for (let i = path.length - 1; i >= 0; i--) {
      state = this.#after(state, path[i] as SealedHeader);
      this.#known.set(hashes[i] as Hash, state);
    }
    return state;
  }
}
