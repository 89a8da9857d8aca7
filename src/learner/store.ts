/** The one store of what a learner did: a snapshot in memory, written through to a backend, shared with other tabs. */
import { backupOf } from './backup.ts';
import type { Backend, Channel, Entry, EntryName, Word } from './backend.ts';
import { mergeProgress } from './merge.ts';
import type { Backup, Kind, Progress, Records } from './records.ts';
import { emptyProgress, KINDS, withoutRecord, withRecord } from './records.ts';

/** Whether what the learner does is kept on this device, and if not, why. */
export type Keeping = { readonly kept: true } | { readonly kept: false; readonly why: string };

/** A record before it is stamped with its time. */
type Unstamped<K extends Kind> = Omit<Records[K], 'at'>;

/** The store. */
export interface LearnerStore {
  /** Everything known now; a new value after each change. */
  readonly progress: () => Progress;
  readonly keeping: () => Keeping;
  /** Writes one record, stamped with the time; resolves when it is kept, or as kept as it can be. */
  readonly put: <K extends Kind>(kind: K, record: Unstamped<K>) => Promise<void>;
  /** Takes records away. */
  readonly remove: (names: readonly EntryName[]) => Promise<void>;
  /** Puts a lab back to its start: code, gradings and hints go; the code stays as a backup. */
  readonly resetLab: (lab: string) => Promise<void>;
  /** Forgets everything, backups too. */
  readonly resetAll: () => Promise<void>;
  /** Keeps the code that a lab holds now as a backup, before something replaces it. */
  readonly keepBackup: (lab: string, because: Backup['because']) => Promise<void>;
  /** Merges other progress in; nothing is lost. */
  readonly merge: (theirs: Progress) => Promise<void>;
  /** Calls `listener` after each change, from this tab or another; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The store can no longer write; it goes on in memory. */
  readonly lose: (why: string) => void;
}

/** What a store is made of. */
export interface StoreParts {
  /** Null where the device keeps nothing; `why` then says so. */
  readonly backend: Backend | null;
  readonly why?: string;
  readonly channel?: Channel | null;
  readonly now: () => number;
}

/** Whether a message is one of ours. */
function isWord(data: unknown): data is Word {
  return (
    typeof data === 'object' &&
    data !== null &&
    ('cleared' in data || ('changed' in data && Array.isArray(data.changed)))
  );
}

/** Makes a store and loads what was kept. */
export async function createStore({
  backend,
  why = '',
  channel = null,
  now,
}: StoreParts): Promise<LearnerStore> {
  let progress = emptyProgress();
  let keeping: Keeping = backend === null ? { kept: false, why } : { kept: true };
  const listeners = new Set<() => void>();
  /** Labs whose code another tab wrote last: ours would replace theirs, so theirs is backed up first. */
  const foreign = new Set<string>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const lose = (reason: string) => {
    keeping = { kept: false, why: reason };
    tell();
  };

  /** Time for a new version of a record: later than the one it replaces, even if the clock went back. */
  const stamp = (kind: Kind, id: string) => Math.max(now(), (progress[kind].get(id)?.at ?? -1) + 1);

  async function keep(entries: readonly Entry[], removed: readonly EntryName[] = []): Promise<void> {
    tell();
    if (backend === null || !keeping.kept) return;
    try {
      await backend.write(entries, removed);
      const changed = [...entries.map(({ kind, record }) => ({ kind, id: record.id })), ...removed];
      channel?.postMessage({ changed });
    } catch {
      lose(
        'Your last change could not be saved on this device: its storage is full or was closed. Export your progress to keep it.',
      );
    }
  }

  function backUp(lab: string, because: Backup['because']): Entry[] {
    const saved = progress.code.get(lab);
    if (saved === undefined || saved.code === '') return [];
    const record = backupOf(lab, saved.code, saved.at, because);
    progress = withRecord(progress, 'backups', record);
    return [{ kind: 'backups', record }];
  }

  async function put<K extends Kind>(kind: K, record: Unstamped<K>): Promise<void> {
    const replaced = kind === 'code' && foreign.delete(record.id) ? backUp(record.id, 'other-tab') : [];
    const stamped = { ...record, at: stamp(kind, record.id) } as unknown as Records[K];
    progress = withRecord(progress, kind, stamped);
    await keep([...replaced, { kind, record: stamped } as unknown as Entry]);
  }

  async function remove(names: readonly EntryName[]): Promise<void> {
    for (const { kind, id } of names) progress = withoutRecord(progress, kind, id);
    await keep([], names);
  }

  async function resetLab(lab: string): Promise<void> {
    const saved = backUp(lab, 'reset');
    const gone: EntryName[] = [
      ...(['code', 'grades', 'accepted'] as const).map((kind) => ({ kind, id: lab })),
      ...[...progress.hints.keys()]
        .filter((id) => id.startsWith(`${lab}/`))
        .map((id) => ({ kind: 'hints' as const, id })),
    ];
    for (const { kind, id } of gone) progress = withoutRecord(progress, kind, id);
    await keep(saved, gone);
  }

  async function resetAll(): Promise<void> {
    progress = emptyProgress();
    foreign.clear();
    tell();
    if (backend === null || !keeping.kept) return;
    try {
      await backend.clear();
      channel?.postMessage({ cleared: true });
    } catch {
      lose(
        'What was saved on this device could not be erased: its storage was closed. Reload and try again.',
      );
    }
  }

  async function merge(theirs: Progress): Promise<void> {
    const before = progress;
    progress = mergeProgress(progress, theirs);
    const changed = KINDS.flatMap((kind) =>
      [...progress[kind].values()]
        .filter((record) => before[kind].get(record.id) !== record)
        .map((record) => ({ kind, record }) as Entry),
    );
    await keep(changed);
  }

  async function hear(word: Word): Promise<void> {
    if (backend === null) return;
    if ('cleared' in word) {
      progress = emptyProgress();
    } else {
      for (const { kind, id } of word.changed) {
        if (!KINDS.includes(kind)) continue;
        const record = await backend.read(kind, id);
        const theirs = record as Records['code'] | undefined;
        if (kind === 'code' && theirs?.code !== progress.code.get(id)?.code) foreign.add(id);
        progress =
          record === undefined
            ? withoutRecord(progress, kind, id)
            : withRecord(progress, kind, record as never);
      }
    }
    tell();
  }

  let loaded: Promise<unknown> = Promise.resolve();
  channel?.addEventListener('message', ({ data }) => {
    // In order, and after the first load: a word that comes while records are read must not be overwritten by older ones.
    if (isWord(data)) loaded = loaded.then(() => hear(data)).catch(() => undefined);
  });
  if (backend !== null) {
    const first = backend.load();
    loaded = first.catch(() => undefined);
    try {
      progress = await first;
    } catch {
      lose(
        'What was saved on this device could not be read. Nothing of it was changed; reload to try again.',
      );
    }
  }

  return {
    progress: () => progress,
    keeping: () => keeping,
    put,
    remove,
    resetLab,
    resetAll,
    keepBackup: (lab, because) => keep(backUp(lab, because)),
    merge,
    lose,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
