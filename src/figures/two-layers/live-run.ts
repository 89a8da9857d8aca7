/** Two layers that run while one looks: advanced a little at a time, with the load of each block on record, so that a run can be repeated. */
import { ms, ready, TwoLayers } from 'strata';
import { pointsOf, type LayerPoint } from './points.ts';

const SLOT_MS = 12_000;
/** Simulated time between two looks at the clock: a twelfth of a slot. */
const STRIDE_MS = 1_000;

/** A run under way. It begins where a first frame ended, if there is one, and repeats that part before it goes on. */
export class LiveRun {
  /** A point for each block known so far. */
  points: readonly LayerPoint[];
  readonly #seed: number;
  readonly #loads: number[];
  #load: number;
  #world: TwoLayers | null = null;
  #now = 0;

  /** A run of this seed at this load; `points` are already known. */
  constructor(seed: number, load: number, points: readonly LayerPoint[] = []) {
    this.#seed = seed;
    this.#load = load;
    this.points = points;
    this.#loads = points.map((point) => point.load);
  }

  /** What is sent from the next block on. */
  get load(): number {
    return this.#load;
  }

  /** Whether it only repeats what is known already: nothing to see meanwhile, so nothing to spare. */
  get isRepeating(): boolean {
    return this.#now < this.points.length * SLOT_MS;
  }

  /** Sends `load` payments a second from block `after` + 1 on; what was known beyond it is forgotten. */
  setLoad(load: number, after: number): void {
    this.#load = load;
    if (after < this.points.length) {
      this.points = this.points.slice(0, after);
      this.#loads.length = after;
    }
    if (this.#now > after * SLOT_MS) this.#world = null;
  }

  /** Loads what the signatures need. */
  ready(): Promise<void> {
    return ready();
  }

  /** Works towards `blocks` blocks until `isOver` says that time is up; true once they are all known. */
  advance(blocks: number, isOver: () => boolean): boolean {
    while (this.points.length < blocks) {
      if (this.#world === null) {
        this.#world = new TwoLayers({ seed: this.#seed, load: this.#loads[0] ?? this.#load });
        this.#now = 0;
      }
      const block = Math.floor(this.#now / SLOT_MS);
      const load = this.#loads[block] ?? this.#load;
      this.#world.load = load;
      this.#now += STRIDE_MS;
      const run = this.#world.run(ms(this.#now));
      if (this.#now % SLOT_MS === 0 && run.series.length > this.points.length) {
        this.#loads[block] = load;
        this.points = pointsOf(run, this.#loads);
      }
      if (isOver()) return this.points.length >= blocks;
    }
    return true;
  }
}
