/** All families of layer 2 events in one table. */
import type { TraceEvent, TraceEventKind } from 'strata';
import { bridgeEvents } from './bridges.ts';
import { channelEvents } from './channels.ts';
import type { EventEntry } from './family.ts';
import { lightningEvents } from './lightning.ts';
import { proofEvents } from './proofs.ts';
import { rollupEvents } from './rollups.ts';
import { sidechainEvents } from './sidechains.ts';

const ENTRIES = {
  ...bridgeEvents,
  ...channelEvents,
  ...lightningEvents,
  ...proofEvents,
  ...rollupEvents,
  ...sidechainEvents,
};

/** The kinds that these families tell of. */
export type Layer2Kind = keyof typeof ENTRIES;

/** Whether `kind` is one of them. */
export const isLayer2Kind = (kind: TraceEventKind): kind is Layer2Kind => Object.hasOwn(ENTRIES, kind);

/** Whether `event` is of one of them. */
export const isLayer2Event = (
  event: TraceEvent,
): event is Extract<TraceEvent, { readonly kind: Layer2Kind }> => isLayer2Kind(event.kind);

/** The entry of a kind; the caller hands its methods only events of that kind. */
export const layer2Entry = (kind: Layer2Kind): EventEntry<TraceEventKind> =>
  ENTRIES[kind] as unknown as EventEntry<TraceEventKind>;
