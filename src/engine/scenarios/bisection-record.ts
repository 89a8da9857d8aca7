/** Writes the trace of a bisection from what stands on the chain after each block. */
import type { Ms } from '../foundation/units.ts';
import { middleOf } from '../layer2/rollups/optimistic/bisection-rules.ts';
import type { BisectionChallenge, BisectionStorage } from '../layer2/rollups/optimistic/bisection-storage.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/** Compares assertion 0 and its challenges after each block with what was seen before. */
export class BisectionRecord {
  readonly #recorder: Recorder;
  readonly #nameOf: (owner: string) => string;
  readonly #before = new Map<number, BisectionChallenge>();
  #isAsserted = false;
  #isSettled = false;

  constructor(seed: number, nameOf: (owner: string) => string) {
    this.#recorder = new Recorder(seed);
    this.#nameOf = nameOf;
  }

  /** Records what is new in `storage` at `at`, after a reorganisation of `undone` blocks; `witnesses` gives the length of the proof made in each challenge. */
  see(
    at: Ms,
    storage: BisectionStorage,
    undone = 0,
    witnesses: ReadonlyMap<number, number> = new Map(),
  ): void {
    if (undone > 0)
      this.#recorder.record({
        ...{ kind: 'reorganised', at, actor: 'layer-1', layer: 1 },
        ...{ from: 'head', to: 'new head', ancestor: 'common block', depth: undone },
      });
    const { asserter, steps, end, status, output, madeAt, settledAt } = storage.assertion(0);
    if (!this.#isAsserted)
      this.#recorder.record({
        kind: 'root-claimed',
        at,
        actor: this.#nameOf(asserter),
        layer: 1,
        step: steps,
        root: end,
      });
    this.#isAsserted = true;
    for (let index = 0; index < storage.challenges; index += 1) {
      const challenge = storage.challenge(index);
      if (challenge.assertion === 0) this.#seeChallenge(at, index, challenge, asserter, witnesses.get(index));
      this.#before.set(index, challenge);
    }
    if (status === 'pending' || this.#isSettled) return;
    this.#isSettled = true;
    this.#recorder.record({
      ...{ kind: 'dispute-resolved', at, actor: 'bisections', layer: 1, dispute: 'assertion 0' },
      ...{ root: output, holds: status === 'confirmed', lasted: settledAt - madeAt },
    });
  }

  #seeChallenge(
    at: Ms,
    index: number,
    now: BisectionChallenge,
    asserter: string,
    bytes: number | undefined,
  ): void {
    const before = this.#before.get(index);
    const challenger = this.#nameOf(now.challenger);
    const { segment, middleRoot, turn } = now;
    if (before?.middleRoot !== middleRoot && middleRoot !== null)
      this.#recorder.record({
        ...{ kind: 'root-claimed', at, actor: this.#nameOf(asserter), layer: 1 },
        ...{ step: middleOf(segment), root: middleRoot },
      });
    if (before !== undefined && now.round > before.round) {
      const { from, to } = before.segment;
      const half = segment.from === from ? 'earlier' : 'later';
      this.#recorder.record({
        ...{ kind: 'half-chosen', at, actor: challenger, layer: 1, challenge: index },
        ...{ round: now.round, from, to, half },
      });
    }
    const isOver = turn === 'asserter-won' || turn === 'challenger-won';
    if (!isOver || before === undefined || before.turn === turn) return;
    const winner = turn === 'asserter-won' ? this.#nameOf(asserter) : challenger;
    const loser = turn === 'asserter-won' ? challenger : this.#nameOf(asserter);
    if (bytes === undefined)
      this.#recorder.record({ kind: 'clock-expired', at, actor: winner, layer: 1, challenge: index, loser });
    else
      this.#recorder.record({
        ...{ kind: 'step-proved', at, actor: 'bisections', layer: 1, step: segment.to, bytes },
        ...{ root: segment.asserted, holds: turn === 'asserter-won' },
      });
  }

  trace(): Trace {
    return this.#recorder.trace();
  }
}
