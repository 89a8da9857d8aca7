/** The disputed rollup as a node runs it: from the genesis balances and the inbox's batches to every output root and every step between them. */
import type { Hash } from '../../../foundation/units.ts';
import type { Machine } from '../../../layer1/machine/state.ts';
import { setWord } from '../../../layer1/machine/word-tree.ts';
import type { WordTree } from '../../../layer1/machine/word-tree.ts';
import type { Word } from '../../../layer1/machine/word.ts';
import { accumulateInput } from './transfer-inbox.ts';
import { MachineHistory } from './machine-history.ts';
import type { ExecutionTrace } from './machine-history.ts';
import { inputRoot, outputRoot, transitionStart } from './transfer-program.ts';

/** Where a forger's run leaves the honest one: after `step` steps of block `height`, `word` stands in `slot` of the storage. */
export interface Forgery {
  readonly height: number;
  readonly step: number;
  readonly slot: Word;
  readonly word: Word;
}

/** The run of one block with a change in it, and true to the program before and after. */
class ForgedHistory implements ExecutionTrace {
  readonly steps: number;
  readonly #before: MachineHistory;
  readonly #after: MachineHistory;
  readonly #step: number;

  constructor(start: Machine, { step: most, slot, word }: Forgery) {
    this.#before = new MachineHistory(start, most);
    const step = this.#before.steps;
    const machine = this.#before.at(step);
    this.#step = step;
    this.#after = new MachineHistory({ ...machine, storage: setWord(machine.storage, slot, word) });
    this.steps = step + this.#after.steps;
  }

  at(step: number): Machine {
    return step < this.#step ? this.#before.at(step) : this.#after.at(step - this.#step);
  }

  rootAt(step: number): Hash {
    return step < this.#step ? this.#before.rootAt(step) : this.#after.rootAt(step - this.#step);
  }

  witnessAt(step: number): Uint8Array {
    return step < this.#step ? this.#before.witnessAt(step) : this.#after.witnessAt(step - this.#step);
  }
}

/** A node's view of the rollup. Blocks are run when they are first asked for; the same batches give every honest node the same roots. */
export class TransferRollup {
  readonly #batches: readonly (readonly Word[])[];
  readonly #forgery: Forgery | undefined;
  readonly #balances: WordTree[];
  readonly #runs: ExecutionTrace[] = [];

  /** A node that starts from `genesis` and runs `batches`, the first of them at height 1; with a `forgery`, a forger's. */
  constructor(genesis: WordTree, batches: readonly (readonly Word[])[], forgery?: Forgery) {
    this.#balances = [genesis];
    this.#batches = batches;
    this.#forgery = forgery;
  }

  /** The height of the last batch. */
  get height(): number {
    return this.#batches.length;
  }

  /** The balances after the block at `height`; height 0 is genesis. @throws RangeError beyond the last batch */
  balancesAt(height: number): WordTree {
    if (!Number.isInteger(height) || height < 0 || height > this.height)
      throw new RangeError(`Blocks are 0 to ${this.height}; got ${height}.`);
    while (this.#balances.length <= height) this.#runNext();
    return this.#balances[height] as WordTree;
  }

  /** The output root after the block at `height`. @throws RangeError beyond the last batch */
  outputAt(height: number): Hash {
    return outputRoot(this.balancesAt(height));
  }

  /** The run of the block at `height`, from 1. @throws RangeError beyond the last batch */
  runOf(height: number): ExecutionTrace {
    if (height < 1) throw new RangeError(`Blocks with a run are 1 to ${this.height}; got ${height}.`);
    this.balancesAt(height);
    return this.#runs[height - 1] as ExecutionTrace;
  }

  /** The run of a block without a batch after the one at `height`: what stands for blocks beyond a claimed one. */
  idleRunAfter(height: number): ExecutionTrace {
    return new MachineHistory(transitionStart(this.balancesAt(height), []));
  }

  /** The inbox's accumulator at `height`, as its contract has it. */
  inboxAt(height: number): Hash {
    const nothing = `0x${'00'.repeat(32)}` as Hash;
    return this.#batches.slice(0, height).map(inputRoot).reduce(accumulateInput, nothing);
  }

  #runNext(): void {
    const height = this.#balances.length;
    const before = this.#balances[height - 1] as WordTree;
    const start = transitionStart(before, this.#batches[height - 1] as readonly Word[]);
    const forgery = this.#forgery;
    const run = forgery?.height === height ? new ForgedHistory(start, forgery) : new MachineHistory(start);
    this.#runs.push(run);
    this.#balances.push(run.at(run.steps).storage);
  }
}
