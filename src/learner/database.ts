/** The learner's records in IndexedDB: one object store a kind, the schema's version as the database's. */
import type { IDBPDatabase, IDBPTransaction } from 'idb';
import { openDB } from 'idb';
import type { Backend, Entry, EntryName } from './backend.ts';
import { NotKept } from './backend.ts';
import { migrate, SCHEMA } from './migrations.ts';
import type { Kind, Progress, Records } from './records.ts';
import { emptyProgress, KINDS } from './records.ts';

const NAME = 'strata-learner';

type Upgrade = IDBPTransaction<unknown, string[], 'versionchange'>;

/** Brings an older database up: everything out, through the migrations, and back in. */
async function bringUp(database: IDBPDatabase, transaction: Upgrade, from: number): Promise<void> {
  const old: Record<string, unknown> = {};
  for (const store of database.objectStoreNames) old[store] = await transaction.objectStore(store).getAll();
  const current = migrate(old, from);
  for (const kind of KINDS) {
    if (!database.objectStoreNames.contains(kind)) database.createObjectStore(kind, { keyPath: 'id' });
    if (from === 0) continue;
    const records = current?.[kind];
    const store = transaction.objectStore(kind);
    await store.clear();
    if (Array.isArray(records)) for (const record of records) await store.put(record);
  }
}

const NEWER = 'This page is older than the progress saved on this device. Reload it to get the newer one.';
const TABS = 'Another tab holds an older version of this site open. Close it, then reload this page.';
const BLOCKED = 'This browser does not let the page keep anything, as in some private windows.';

/** Opens the database, or throws a {@link NotKept} that says why there is none. */
export async function openDatabase(onLost: (why: string) => void): Promise<Backend> {
  if (typeof indexedDB === 'undefined') throw new NotKept(BLOCKED);
  const database = await new Promise<IDBPDatabase>((resolve, refuse) => {
    openDB(NAME, SCHEMA, {
      upgrade: (opened, from, _to, transaction) => bringUp(opened, transaction as Upgrade, from),
      blocked: () => refuse(new NotKept(TABS)),
      blocking: (_current, _wanted, event) => {
        (event.target as IDBDatabase).close();
        onLost('A newer version of this site was opened in another tab. Reload this page to go on saving.');
      },
      terminated: () => onLost('The browser closed this page’s storage. Reload to go on saving.'),
    }).then(resolve, (error: unknown) => {
      const isNewer = error instanceof DOMException && error.name === 'VersionError';
      refuse(new NotKept(isNewer ? NEWER : BLOCKED));
    });
  });

  return {
    async load(): Promise<Progress> {
      const transaction = database.transaction(KINDS, 'readonly');
      const lists = await Promise.all(KINDS.map((kind) => transaction.objectStore(kind).getAll()));
      const read = KINDS.map((kind, index) => {
        const records = (lists[index] ?? []) as readonly Records[Kind][];
        return [kind, new Map(records.map((record) => [record.id, record]))];
      });
      return { ...emptyProgress(), ...(Object.fromEntries(read) as Progress) };
    },
    read: (kind, id) => database.get(kind, id) as Promise<Records[Kind] | undefined>,
    async write(entries: readonly Entry[], removed: readonly EntryName[] = []): Promise<void> {
      const transaction = database.transaction(KINDS, 'readwrite');
      await Promise.all([
        ...removed.map(({ kind, id }) => transaction.objectStore(kind).delete(id)),
        ...entries.map(({ kind, record }) => transaction.objectStore(kind).put(record)),
        transaction.done,
      ]);
    },
    async clear(): Promise<void> {
      const transaction = database.transaction(KINDS, 'readwrite');
      await Promise.all([...KINDS.map((kind) => transaction.objectStore(kind).clear()), transaction.done]);
    },
  };
}
