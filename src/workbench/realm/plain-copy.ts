/** `structuredClone` without the platform's: a deep copy of plain data, counted like any other. */

/** A deep copy of plain data; functions and the like are refused, as the platform's own does. */
export function plainCopy(value: unknown, seen: Map<object, unknown> = new Map()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new TypeError(`A ${typeof value} cannot be cloned.`);
  }
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const keep = <T extends object>(made: T): T => {
    seen.set(value, made);
    return made;
  };
  if (Array.isArray(value)) {
    const items = keep<unknown[]>([]);
    for (const item of value as readonly unknown[]) items.push(plainCopy(item, seen));
    return items;
  }
  if (value instanceof Map) {
    const entries = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) entries.set(plainCopy(key, seen), plainCopy(item, seen));
    return entries;
  }
  if (value instanceof Set) {
    const items = keep(new Set<unknown>());
    for (const item of value) items.add(plainCopy(item, seen));
    return items;
  }
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return keep(value.slice());
  if (ArrayBuffer.isView(value)) {
    const Kind = value.constructor as new (from: ArrayBufferView) => object;
    return keep(new Kind(value));
  }
  if (value instanceof Date) return keep(new Date(value.getTime()));
  if (value instanceof Error) return keep(Object.assign(new Error(value.message), { name: value.name }));
  const made = keep<Record<string, unknown>>({});
  for (const key of Object.keys(value)) made[key] = plainCopy(Reflect.get(value, key), seen);
  return made;
}
