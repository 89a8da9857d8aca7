/** What the player knows of a kind of event, in one place: the fields it must have, its sign, and its sentence. */
import type { TraceEvent, TraceEventKind } from 'strata';

/** What a field of an event holds; optional ones have names that end in `?`. */
export type EventField = 'string' | 'number' | 'boolean' | 'strings';

/** A kind's sign, a path in a 16 × 16 box: filled paths are solid, others are lines. */
export interface EventSymbol {
  readonly path: string;
  readonly filled: boolean;
  /** Its name in the legend. */
  readonly name: string;
}

/** A sign of lines. */
export const line = (path: string, name: string): EventSymbol => ({ path, filled: false, name });

/** A filled sign. */
export const solid = (path: string, name: string): EventSymbol => ({ path, filled: true, name });

/** All that the player needs to show events of kind `K`. */
export interface EventEntry<K extends TraceEventKind> {
  readonly fields: Readonly<Record<string, EventField>>;
  readonly symbol: EventSymbol;
  /** One sentence; `who` is the actor as it begins a sentence. */
  say(event: Extract<TraceEvent, { readonly kind: K }>, who: string): string;
  /** Whether it tells of something refused, lost or undone; never unless told. */
  isTrouble?(event: Extract<TraceEvent, { readonly kind: K }>): boolean;
}

/** A table with an entry for each kind of a family. */
export type EventFamily<K extends TraceEventKind> = { readonly [One in K]: EventEntry<One> };
