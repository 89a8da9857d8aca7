/** Any value as short text, for the console, mismatches and explanations: the same text in every engine. */

const depthLimit = 4;
const itemLimit = 20;
const textLimit = 400;

const isPlainKey = (key: string): boolean => /^[A-Za-z_$][\w$]*$/.test(key);

/** `bytes` as hexadecimal, the middle of a long run left out. */
function showBytes(name: string, bytes: Uint8Array): string {
  const digits = (part: Uint8Array) =>
    Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const text = bytes.length <= 40 ? digits(bytes) : `${digits(bytes.subarray(0, 32))}…`;
  return `${name}(${bytes.length}) ${text}`;
}

function showItems(open: string, items: readonly string[], total: number, close: string): string {
  const more = total > items.length ? [`… ${total - items.length} more`] : [];
  const all = [...items, ...more];
  if (all.length === 0) return open + close;
  const space = open.endsWith('{') ? ' ' : '';
  return `${open}${space}${all.join(', ')}${space}${close}`;
}

function showObject(value: object, depth: number, above: readonly object[]): string {
  if (above.includes(value)) return '[circular]';
  if (value instanceof Uint8Array) return showBytes('bytes', value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Promise) return 'a promise';
  const within = [...above, value];
  const show = (inner: unknown) => showAt(inner, depth + 1, within);
  if (Array.isArray(value)) {
    if (depth >= depthLimit) return `[… ${value.length} items]`;
    return showItems('[', value.slice(0, itemLimit).map(show), value.length, ']');
  }
  if (value instanceof Map) {
    if (depth >= depthLimit) return `Map(${value.size})`;
    const entries = [...value].slice(0, itemLimit).map(([key, item]) => `${show(key)} → ${show(item)}`);
    return showItems(`Map(${value.size}) {`, entries, value.size, '}');
  }
  if (value instanceof Set) {
    if (depth >= depthLimit) return `Set(${value.size})`;
    return showItems(`Set(${value.size}) {`, [...value].slice(0, itemLimit).map(show), value.size, '}');
  }
  const keys = Object.keys(value);
  if (depth >= depthLimit) return keys.length === 0 ? '{}' : '{ … }';
  const fields = keys
    .slice(0, itemLimit)
    .map((key) => `${isPlainKey(key) ? key : JSON.stringify(key)}: ${show(Reflect.get(value, key))}`);
  return showItems('{', fields, keys.length, '}');
}

function showAt(value: unknown, depth: number, above: readonly object[]): string {
  if (typeof value === 'string') {
    const text = value.length > textLimit ? `${value.slice(0, textLimit)}…` : value;
    return JSON.stringify(text);
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object' && value !== null) return showObject(value, depth, above);
  if (Object.is(value, -0)) return '-0';
  return String(value);
}

/** `value` as it would be written in code, shortened where it is long. */
export const showValue = (value: unknown): string => showAt(value, 0, []);
