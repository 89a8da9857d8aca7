/** Checks records that come from outside (a file, an old database): every field, its type and its size. */
import type { Kind, Progress, Records } from './records.ts';
import { KINDS } from './records.ts';

/** Thrown when a record is not what it should be; the message says where and what, for the learner. */
export class BadRecord extends Error {}

/** Most records of one kind, and longest code, that a file may hold: far above what a learner can produce by hand. */
const MOST_RECORDS = 20_000;
const LONGEST_CODE = 1_000_000;
const LONGEST_TEXT = 2_000;

/** Reads one value or throws; `where` is what it is called in the message. */
type Read<T> = (value: unknown, where: string) => T;

const text =
  (longest: number): Read<string> =>
  (value, where) => {
    if (typeof value !== 'string') throw new BadRecord(`${where} must be text`);
    if (value.length > longest) throw new BadRecord(`${where} is longer than ${longest} characters`);
    return value;
  };

const matching =
  (pattern: RegExp, what: string): Read<string> =>
  (value, where) => {
    if (typeof value !== 'string' || value.length > 200 || !pattern.test(value)) {
      throw new BadRecord(`${where} must be ${what}`);
    }
    return value;
  };

const whole =
  (least: number, most: number): Read<number> =>
  (value, where) => {
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
      throw new BadRecord(`${where} must be a whole number from ${least} to ${most}`);
    }
    return value as number;
  };

const finite: Read<number> = (value, where) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadRecord(`${where} must be a number`);
  return value;
};

const yesNo: Read<boolean> = (value, where) => {
  if (typeof value !== 'boolean') throw new BadRecord(`${where} must be true or false`);
  return value;
};

const oneOf =
  <T extends string>(...values: readonly T[]): Read<T> =>
  (value, where) => {
    const found = values.find((each) => each === value);
    if (found === undefined) throw new BadRecord(`${where} must be one of ${values.join(', ')}`);
    return found;
  };

const list =
  <T>(read: Read<T>, most: number): Read<readonly T[]> =>
  (value, where) => {
    if (!Array.isArray(value)) throw new BadRecord(`${where} must be a list`);
    if (value.length > most) throw new BadRecord(`${where} has more than ${most} entries`);
    return value.map((each, index) => read(each, `${where}, entry ${index + 1}`));
  };

const maybe =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, where) =>
    value === undefined ? undefined : read(value, where);

/** An object with exactly the fields of `shape`; anything else in it is refused. */
function object<T>(shape: { readonly [F in keyof T]-?: Read<T[F]> }): Read<T> {
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new BadRecord(`${where} must be a record`);
    }
    const given = value as Readonly<Record<string, unknown>>;
    const extra = Object.keys(given).find((field) => !Object.hasOwn(shape, field));
    if (extra !== undefined)
      throw new BadRecord(`${where} has a field “${extra.slice(0, 40)}” that does not belong there`);
    const result: Record<string, unknown> = {};
    for (const field of Object.keys(shape) as (keyof T & string)[]) {
      const own = Object.hasOwn(given, field) ? given[field] : undefined;
      const read = shape[field](own, `${where}, ${field}`);
      if (read !== undefined) result[field] = read;
    }
    return result as T;
  };
}

const name = matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name of lower-case words joined by hyphens');
const pair = matching(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, 'two names joined by a slash');
const at = whole(0, 8_640_000_000_000_000);
const code = text(LONGEST_CODE);
const short = text(LONGEST_TEXT);
const seed = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

const grade = {
  id: name,
  at,
  version: whole(0, 1_000_000),
  engine: short,
  seeds: list(seed, 1_000),
  passed: yesNo,
  checks: list(object<{ id: string; passed: boolean }>({ id: short, passed: yesNo }), 200),
  measurements: list(
    object<Records['grades']['measurements'][number]>({
      name: short,
      value: finite,
      unit: short,
      reference: maybe(finite) as Read<number>,
    }),
    200,
  ),
};

/** How a record of each kind is read. */
const READERS: { readonly [K in Kind]: Read<Records[K]> } = {
  predictions: object({ id: pair, at, value: short }),
  answers: object({ id: pair, at, given: list(short, 50), right: yesNo }),
  quizzes: object({ id: name, at, right: whole(0, 1_000), of: whole(0, 1_000), passed: yesNo }),
  code: object({ id: name, at, code }),
  grades: object(grade),
  accepted: object({ ...grade, code }),
  hints: object({ id: pair, at, shown: whole(0, 3) }),
  visits: object({ id: name, at, place: short }),
  settings: object({ id: name, at, value: short }),
  backups: object({
    id: matching(/^[a-z0-9-]+@\d+-[0-9a-f]{8}$/, 'a backup’s name'),
    at,
    lab: name,
    code,
    because: oneOf('import', 'reset', 'other-tab', 'restore'),
  }),
};

/** Reads whole data (lists by kind), or throws a {@link BadRecord} that says where it is wrong. Times after `now` become `now`. */
export function checkData(data: unknown, now: number): Progress {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new BadRecord('its data must be a record');
  const given = data as Readonly<Record<string, unknown>>;
  const extra = Object.keys(given).find((kind) => !KINDS.some((known) => known === kind));
  if (extra !== undefined)
    throw new BadRecord(`it holds “${extra.slice(0, 40)}”, which is no kind of record`);
  const progress: Record<string, ReadonlyMap<string, unknown>> = {};
  for (const kind of KINDS) {
    const read: Read<Records[Kind]> = READERS[kind];
    const records = list(read, MOST_RECORDS)(given[kind], kind);
    const byId = new Map<string, Records[Kind]>();
    for (const record of records) {
      if (byId.has(record.id)) throw new BadRecord(`${kind} holds “${record.id}” twice`);
      byId.set(record.id, record.at > now ? { ...record, at: now } : record);
    }
    progress[kind] = byId;
  }
  return progress as unknown as Progress;
}
