/** Deep equality for checks, and the first place where two values part. */

/** Where two values differ: the path to it, and what stands there on either side. */
export interface Difference {
  /** Like `.headers[3].nonce`; empty when the values themselves differ. */
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const step = (key: PropertyKey): string =>
  typeof key === 'string' && /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${String(key)}]`;

/** Properties that count: `undefined` ones are the same as missing ones. */
const definedKeys = (value: object): string[] =>
  Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined);

/** What sort of container a value is; containers of two sorts are never equal. */
function sortOf(value: object): string {
  if (Array.isArray(value)) return 'array';
  if (ArrayBuffer.isView(value)) return Object.prototype.toString.call(value);
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || Object.keys(value).length > 0) return 'object';
  // Promises, dates, buffers and the like show nothing that could be compared: they equal themselves alone.
  return 'opaque';
}

function differInItems(actual: readonly unknown[], expected: readonly unknown[], path: string, pairs: Pairs) {
  const shared = Math.min(actual.length, expected.length);
  for (let index = 0; index < shared; index += 1) {
    const found = differ(actual[index], expected[index], `${path}[${index}]`, pairs);
    if (found) return found;
  }
  if (actual.length === expected.length) return undefined;
  return { path: `${path}.length`, actual: actual.length, expected: expected.length };
}

function differInEntries(
  actual: ReadonlyMap<unknown, unknown>,
  expected: ReadonlyMap<unknown, unknown>,
  path: string,
  pairs: Pairs,
): Difference | undefined {
  for (const [key, value] of expected) {
    const at = `${path}.get(${String(key)})`;
    if (!actual.has(key)) return { path: at, actual: undefined, expected: value };
    const found = differ(actual.get(key), value, at, pairs);
    if (found) return found;
  }
  if (actual.size === expected.size) return undefined;
  return { path: `${path}.size`, actual: actual.size, expected: expected.size };
}

type Pairs = Map<object, Set<object>>;

function differ(actual: unknown, expected: unknown, path: string, pairs: Pairs): Difference | undefined {
  if (Object.is(actual, expected) || (actual === 0 && expected === 0)) return undefined;
  const here = { path, actual, expected };
  if (!isObject(actual) || !isObject(expected)) return here;
  const seen = pairs.get(actual) ?? new Set();
  if (seen.has(expected)) return undefined;
  pairs.set(actual, seen.add(expected));
  const sort = sortOf(actual);
  if (sort !== sortOf(expected) || sort === 'opaque') return here;
  if (Array.isArray(actual) && Array.isArray(expected)) return differInItems(actual, expected, path, pairs);
  if (actual instanceof Uint8Array && expected instanceof Uint8Array) {
    const same = actual.length === expected.length && actual.every((byte, index) => byte === expected[index]);
    return same ? undefined : here;
  }
  if (actual instanceof Map && expected instanceof Map) return differInEntries(actual, expected, path, pairs);
  if (actual instanceof Set && expected instanceof Set) {
    for (const item of expected) {
      if (!actual.has(item)) return { path: `${path}.has(${String(item)})`, actual: false, expected: true };
    }
    return actual.size === expected.size
      ? undefined
      : { path: `${path}.size`, actual: actual.size, expected: expected.size };
  }
  const keys = new Set([...definedKeys(expected), ...definedKeys(actual)]);
  for (const key of keys) {
    const found = differ(Reflect.get(actual, key), Reflect.get(expected, key), path + step(key), pairs);
    if (found) return found;
  }
  return undefined;
}

/** The first place where the two part, or nothing when they are equal. 0 and -0 are equal, and so are two NaN. */
export const firstDifference = (actual: unknown, expected: unknown): Difference | undefined =>
  differ(actual, expected, '', new Map());
