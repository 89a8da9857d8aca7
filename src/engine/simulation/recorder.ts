/** Writes a trace: numbers the events in the order in which they happen. */
import type { Trace, TraceEvent } from './trace.ts';

type WithoutSequence<E> = E extends TraceEvent ? Omit<E, 'sequence'> : never;

/** An event before the recorder has numbered it. */
export type NewTraceEvent = WithoutSequence<TraceEvent>;

/** Collects the events of one run. */
export class Recorder {
  readonly #seed: number;
  readonly #events: TraceEvent[] = [];

  /** A recorder for a run from this seed. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Adds an event at the end. Throws RangeError when it happened before the last one: a trace is ordered by
   * time.
   */
  record(event: NewTraceEvent): void {
    const last = this.#events.at(-1);
    if (last && event.at < last.at)
      throw new RangeError(`An event of ${event.at} ms cannot follow one of ${last.at} ms in a trace.`);
    this.#events.push({ ...event, sequence: this.#events.length } as TraceEvent);
  }

  /** The trace as it stands now; later events do not change it. */
  trace(): Trace {
    return { seed: this.#seed, events: [...this.#events] };
  }
}
