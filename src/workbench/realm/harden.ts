/** Freezes everything that can be reached from a set of roots, prototypes included, without breaking ordinary code. */

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/**
 * An inherited property that is not writable also refuses assignment on the objects that inherit it ("the override
 * mistake"). Where ordinary code assigns such names, an accessor stands in that defines them on the object itself.
 */
function allowOverride(prototype: object, key: PropertyKey): void {
  const found = Object.getOwnPropertyDescriptor(prototype, key);
  if (!found || !('value' in found) || !found.configurable) return;
  const value: unknown = found.value;
  Object.defineProperty(prototype, key, {
    enumerable: found.enumerable ?? false,
    configurable: true,
    get: () => value,
    set(this: unknown, next: unknown) {
      if (this === prototype || !isObject(this)) {
        throw new TypeError(`${String(key)} belongs to the language and cannot be replaced.`);
      }
      Object.defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true });
    },
  });
}

/** The prototypes whose names ordinary code assigns on its own objects. */
export function allowOverrides(): void {
  for (const key of Reflect.ownKeys(Object.prototype)) {
    if (key !== '__proto__') allowOverride(Object.prototype, key);
  }
  const errors = [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError,
  ];
  for (const kind of errors) {
    for (const key of ['name', 'message', 'toString', 'constructor']) allowOverride(kind.prototype, key);
  }
  for (const kind of [Function, Promise, Array, Map, Set]) allowOverride(kind.prototype, 'toString');
  allowOverride(Function.prototype, 'constructor');
}

/** Freezes `roots` and everything they lead to. Arrays of bytes keep their contents, which nothing can freeze. */
export function harden(roots: readonly unknown[], done: WeakSet<object> = new WeakSet()): void {
  const waiting: object[] = roots.filter(isObject);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (done.has(next)) continue;
    done.add(next);
    if (ArrayBuffer.isView(next)) continue;
    Object.freeze(next);
    const prototype: unknown = Object.getPrototypeOf(next);
    if (isObject(prototype)) waiting.push(prototype);
    for (const key of Reflect.ownKeys(next)) {
      const found = Object.getOwnPropertyDescriptor(next, key);
      if (!found) continue;
      for (const value of [found.value, found.get, found.set] as readonly unknown[]) {
        if (isObject(value)) waiting.push(value);
      }
    }
  }
}

/** Intrinsics that no global name leads to. */
export function hiddenIntrinsics(): readonly unknown[] {
  const iteratorOf = (value: Iterable<unknown>): unknown => Object.getPrototypeOf(value[Symbol.iterator]());
  const helper: unknown = Reflect.get(Object.getPrototypeOf([].values()) as object, 'map');
  return [
    Object.getPrototypeOf(async () => {}),
    Object.getPrototypeOf(function* () {
      yield 0;
    }),
    Object.getPrototypeOf(async function* () {
      yield await 0;
    }),
    iteratorOf([]),
    iteratorOf(new Map()),
    iteratorOf(new Set()),
    iteratorOf(''),
    Object.getPrototypeOf('a'.matchAll(/a/g)),
    Object.getPrototypeOf(Uint8Array),
    ...(typeof helper === 'function'
      ? [Object.getPrototypeOf(Reflect.apply(helper, [].values(), [String]))]
      : []),
  ];
}
