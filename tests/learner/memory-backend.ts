/** A backend and a channel in memory, for stores that share them as two tabs share a device. */
import type { Backend, Channel, Entry, EntryName, Word } from '../../src/learner/backend.ts';
import type { Progress } from '../../src/learner/records.ts';
import { emptyProgress, withoutRecord, withRecord } from '../../src/learner/records.ts';

/** A device that keeps records as long as the test runs. */
export interface MemoryBackend extends Backend {
  kept: Progress;
  /** Makes every write fail from now on, as a full disk does. */
  full: boolean;
}

export function memoryBackend(): MemoryBackend {
  const backend: MemoryBackend = {
    kept: emptyProgress(),
    full: false,
    load: () => Promise.resolve(backend.kept),
    read: (kind, id) => Promise.resolve(backend.kept[kind].get(id)),
    write(entries: readonly Entry[], removed: readonly EntryName[] = []) {
      if (backend.full) return Promise.reject(new Error('QuotaExceededError'));
      for (const { kind, id } of removed) backend.kept = withoutRecord(backend.kept, kind, id);
      for (const { kind, record } of entries) backend.kept = withRecord(backend.kept, kind, record as never);
      return Promise.resolve();
    },
    clear() {
      backend.kept = emptyProgress();
      return Promise.resolve();
    },
  };
  return backend;
}

/** Channels that hear each other, but not themselves. */
export function memoryChannels(): () => Channel {
  const all: { listeners: ((event: { readonly data: unknown }) => void)[] }[] = [];
  return () => {
    const own: (typeof all)[number] = { listeners: [] };
    all.push(own);
    return {
      postMessage(word: Word) {
        const data: unknown = structuredClone(word);
        for (const other of all)
          if (other !== own) for (const listener of other.listeners) listener({ data });
      },
      addEventListener: (_type, listener) => own.listeners.push(listener),
    };
  };
}
