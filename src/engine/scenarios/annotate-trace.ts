/** Adds events to a finished trace: what the chain shows only to whoever reads it as a whole. */
import type { NewTraceEvent } from '../simulation/recorder.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';

/**
 * The trace with more events in it, each before the first event of a later time, and all numbered anew. The
 * added ones must be in order of time among themselves; those of one time come before the trace's own.
 */
export function annotateTrace(trace: Trace, added: readonly NewTraceEvent[]): Trace {
  const recorder = new Recorder(trace.seed);
  let next = 0;
  for (const event of trace.events) {
    for (let more = added[next]; more && more.at <= event.at; more = added[next]) {
      recorder.record(more);
      next += 1;
    }
    recorder.record(event);
  }
  for (const more of added.slice(next)) recorder.record(more);
  return recorder.trace();
}
