/** Where records lie between visits: what a store asks of a database, and of its word to other tabs. */
import type { Kind, Progress, Records } from './records.ts';

/** One record with its kind. */
export type Entry = { [K in Kind]: { readonly kind: K; readonly record: Records[K] } }[Kind];

/** The name of one record. */
export interface EntryName {
  readonly kind: Kind;
  readonly id: string;
}

/** A place that keeps records. Each call is all or nothing. */
export interface Backend {
  load(): Promise<Progress>;
  read(kind: Kind, id: string): Promise<Records[Kind] | undefined>;
  write(entries: readonly Entry[], removed?: readonly EntryName[]): Promise<void>;
  clear(): Promise<void>;
}

/** Word to the other tabs: which records changed, or that all are gone. */
export type Word = { readonly changed: readonly EntryName[] } | { readonly cleared: true };

/** The part of a BroadcastChannel that a store uses. */
export interface Channel {
  postMessage(word: Word): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Why a device does not keep records, as a sentence for the learner. */
export class NotKept extends Error {}
