/** Puts a player for any trace into an element of a page; the workbench loads this file when a check hands it a trace. */
import { h, render } from 'preact';
import { readTrace } from './read-trace.ts';
import { TraceView } from './TraceView.tsx';
import './player.css';

/** What to play. */
export interface PlayerInput {
  /** A trace, possibly from a sandbox: it is read before it is believed. */
  readonly trace: unknown;
  /** Index of the event to open at and to mark, where one went wrong. */
  readonly event?: number | undefined;
  /** What a screen reader calls the player; `Trace` unless told. */
  readonly label?: string;
}

let mounted = 0;

/** Shows `input` in `element` in place of what stands there; the returned function takes it away again. */
export function mountPlayer(element: HTMLElement, input: PlayerInput): () => void {
  const reading = readTrace(input.trace);
  mounted += 1;
  const view = reading.ok
    ? // The key makes a second trace in the same element begin afresh.
      h(TraceView, { key: mounted, trace: reading.trace, event: input.event, label: input.label ?? 'Trace' })
    : h('p', { class: 'strata-now' }, `This trace cannot be shown. ${reading.why}`);
  render(view, element);
  return () => render(null, element);
}
