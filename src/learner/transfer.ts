/** Progress as one file: written with its schema and a checksum, read with suspicion. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { BadRecord, checkData } from './check-records.ts';
import type { Migration, RawData } from './migrations.ts';
import { migrate, MIGRATIONS, SCHEMA } from './migrations.ts';
import type { Progress } from './records.ts';
import { KINDS } from './records.ts';

/** What the file calls itself. */
const FORMAT = 'strata-progress';
/** Largest file that is opened, in characters; real ones have a few hundred thousand. */
const LARGEST = 16_000_000;

/** What reading a file gave: progress to merge, or a sentence that says why there is none. */
export type Imported =
  | { readonly ok: true; readonly progress: Progress; readonly migratedFrom: number | null }
  | { readonly ok: false; readonly why: string };

/** Lists by kind, each sorted by id: equal progress, equal bytes. */
function plainData(progress: Progress): RawData {
  return Object.fromEntries(
    KINDS.map((kind) => [kind, [...progress[kind].values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))]),
  );
}

/** SHA-256 of the data as JSON writes it. It finds damage; it does not prove who wrote the file. */
const checksumOf = (data: unknown): string => bytesToHex(sha256(utf8ToBytes(JSON.stringify(data))));

/** The file's text. */
export function writeProgress(progress: Progress, now: number): string {
  const data = plainData(progress);
  const head = { format: FORMAT, schema: SCHEMA, exportedAt: now, checksum: checksumOf(data) };
  return `${JSON.stringify({ ...head, data }, null, 1)}\n`;
}

const refuse = (why: string): Imported => ({ ok: false, why: `${why} Nothing was changed.` });

/** Reads a file's text: damaged, newer and hostile ones are refused whole, older ones are brought up. */
export function readProgress(
  file: string,
  now: number,
  {
    schema = SCHEMA,
    migrations = MIGRATIONS,
  }: { schema?: number; migrations?: Readonly<Record<number, Migration>> } = {},
): Imported {
  if (file.length > LARGEST)
    return refuse('This file is far larger than any progress file, so it was not opened.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(file);
  } catch {
    return refuse('This is not a whole progress file: it is damaged, cut off or of another kind.');
  }
  if (typeof parsed !== 'object' || parsed === null || !('format' in parsed) || parsed.format !== FORMAT) {
    return refuse('This file is not an export of Strata’s progress.');
  }
  const { schema: version, checksum, data } = parsed as Readonly<Record<string, unknown>>;
  if (!Number.isSafeInteger(version) || (version as number) < 0) {
    return refuse('This progress file does not say which version it is, so it is damaged.');
  }
  const from = version as number;
  if (from > schema) {
    return refuse(
      `This file was written by a newer Strata (version ${from}; this page knows up to ${schema}). Reload the page to get the newer one, then import again.`,
    );
  }
  if (typeof data !== 'object' || data === null || checksum !== checksumOf(data)) {
    return refuse('This progress file is damaged: its checksum does not match what it holds.');
  }
  const current = migrate(data as RawData, from, schema, migrations);
  if (current === null) {
    return refuse(`This file is of version ${from}, from which there is no way up to version ${schema}.`);
  }
  try {
    return { ok: true, progress: checkData(current, now), migratedFrom: from < schema ? from : null };
  } catch (error) {
    if (error instanceof BadRecord) return refuse(`This progress file is not sound: ${error.message}.`);
    throw error;
  }
}
