/**
 * The clock of a world: events happen in order of time, and of the order they were planned in where times are
 * equal.
 */
import { ms, type Ms } from '../foundation/units.ts';

interface Planned {
  readonly at: Ms;
  readonly sequence: number;
  readonly action: () => void;
}

const before = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence);

/**
 * Discrete simulated time. Nothing passes between two events, so a run costs what its events cost and its
 * order never depends on the machine: (time, sequence) decides, where the sequence is the order of the calls
 * of `schedule`.
 */
export class Clock {
  /** Simulated milliseconds since the world began. */
  now: Ms = ms(0);
  /** A binary heap: each entry comes before its two children, at 2i + 1 and 2i + 2. */
  readonly #heap: Planned[] = [];
  #planned = 0;

  /**
   * Plans `action` for the time `at`. Throws RangeError for a time that is past or not a whole number of
   * milliseconds.
   */
  schedule(at: Ms, action: () => void): void {
    if (!Number.isSafeInteger(at) || at < this.now)
      throw new RangeError(
        `Cannot plan for ${at} ms: it is ${this.now} ms, and time is in whole milliseconds.`,
      );
    const heap = this.#heap;
    const event: Planned = { at, sequence: this.#planned++, action };
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || !before(event, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = event;
  }

  /**
   * Runs every event up to and including the time `until`, those planned meanwhile too, then stands at
   * `until`.
   */
  runUntil(until: Ms): void {
    for (let next = this.#heap[0]; next && next.at <= until; next = this.#heap[0]) {
      this.#removeFirst();
      this.now = next.at;
      next.action();
    }
    if (until > this.now) this.now = until;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const event = heap.pop();
    if (!event || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      let child = heap[below];
      const right = heap[below + 1];
      if (child && right && before(right, child)) {
        child = right;
        below += 1;
      }
      if (!child || !before(child, event)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = event;
  }
}
