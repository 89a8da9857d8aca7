/** The schema's version and the way up to it from every earlier one; the database and exported files share both. */

/** Version of the records' shapes. Raise it with every change of shape, and add the step that brings old data up. */
export const SCHEMA = 1;

/** Records as they lie in a file or database: arrays by kind, of any shape until they are checked. */
export type RawData = Readonly<Record<string, unknown>>;

/** Brings data of version n up to n + 1. */
export type Migration = (data: RawData) => RawData;

/** `MIGRATIONS[n]` leads from version n to n + 1. Version 1 is the first. */
export const MIGRATIONS: Readonly<Record<number, Migration>> = {};

/** `data` of version `from` brought up to `to`; null where a step on the way is missing. */
export function migrate(
  data: RawData,
  from: number,
  to: number = SCHEMA,
  migrations: Readonly<Record<number, Migration>> = MIGRATIONS,
): RawData | null {
  let current = data;
  for (let version = from; version < to; version++) {
    const step = migrations[version];
    if (step === undefined) return null;
    current = step(current);
  }
  return current;
}
