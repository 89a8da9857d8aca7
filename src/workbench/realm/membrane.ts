/**
 * What passes between a check and the learner's functions. Inwards: frozen values, the very objects where that is
 * possible. Outwards: plain copies, so that a proxy, a getter or a forged prototype is read once and cannot change
 * its answer afterwards.
 */
import { lockCollection } from './frozen-collections.ts';
import { isProxy } from './known-proxies.ts';
import { asLearnerError } from './thrown.ts';

type AnyFunction = (...values: unknown[]) => unknown;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function';

const viewTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
)?.get;
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get;
const bufferLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get;

/** Whether `value` really is what `getter` reads: an internal slot cannot be forged. */
function hasSlot(getter: (() => unknown) | undefined, value: object): boolean {
  if (!getter || isProxy(value)) return false;
  try {
    return Reflect.apply(getter, value, []) !== undefined;
  } catch {
    return false;
  }
}

const isMap = (value: object): value is Map<unknown, unknown> => hasSlot(mapSize, value);
const isSet = (value: object): value is Set<unknown> => hasSlot(setSize, value);
const isView = (value: object): value is Uint8Array => hasSlot(viewTag, value);
const isBuffer = (value: object): value is ArrayBuffer => hasSlot(bufferLength, value);
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** A copy that shares nothing with `value`: its own methods and constructor, which may be anything, are not asked. */
function copyBytes(value: Uint8Array | ArrayBuffer): object {
  if (isBuffer(value)) return new Uint8Array(new Uint8Array(value)).buffer;
  const Kind = Reflect.get(globalThis, String(Reflect.apply(viewTag ?? String, value, []))) as new (
    from: object,
  ) => object;
  return new Kind(value);
}

const isPromise = (value: object): value is Promise<unknown> => !isProxy(value) && value instanceof Promise;

/** The membrane of one realm. */
export interface Membrane {
  /** A value of ours as the learner's code may see it. */
  inwards(value: unknown): unknown;
  /** A value of the learner's as plain data; functions come back wrapped. */
  outwards(value: unknown): unknown;
}

/**
 * Makes a membrane.
 * @param ours everything that belongs to the engine: passed as it is, in either direction
 */
export function createMembrane(ours: WeakSet<object>): Membrane {
  /** Frozen all the way down, by us: nobody can change it, so it may pass as it is. */
  const frozen = new WeakSet<object>();
  /** Class instances that we handed in, and their prototypes: they come back as they are. */
  const opaque = new WeakSet<object>();
  const wrappers = new WeakMap<object, AnyFunction>();
  const originals = new WeakMap<object, AnyFunction>();

  const wrap = (original: AnyFunction, wrapper: AnyFunction): AnyFunction => {
    wrappers.set(original, wrapper);
    originals.set(wrapper, original);
    return wrapper;
  };

  /** One of our functions, callable by the learner. */
  function functionInwards(ourFunction: AnyFunction, owner: unknown): AnyFunction {
    if (ours.has(ourFunction)) return ourFunction;
    const known = originals.get(ourFunction) ?? (owner === undefined ? wrappers.get(ourFunction) : undefined);
    if (known) return known;
    const wrapper = (...values: unknown[]): unknown =>
      inwards(Reflect.apply(ourFunction, owner, values.map(outwards)));
    if (owner === undefined) wrap(ourFunction, wrapper);
    else originals.set(wrapper, ourFunction);
    return wrapper;
  }

  /** One of the learner's functions, callable by a check. */
  function functionOutwards(learnerFunction: AnyFunction, owner: unknown): AnyFunction {
    if (ours.has(learnerFunction)) return learnerFunction;
    const known =
      originals.get(learnerFunction) ?? (owner === undefined ? wrappers.get(learnerFunction) : undefined);
    if (known) return known;
    const wrapper = (...values: unknown[]): unknown => {
      const given = values.map(inwards);
      try {
        return outwards(Reflect.apply(learnerFunction, owner, given));
      } catch (thrown) {
        throw asLearnerError(thrown);
      }
    };
    if (owner === undefined) wrap(learnerFunction, wrapper);
    else originals.set(wrapper, learnerFunction);
    return wrapper;
  }

  /** Whether a value can be frozen and passed as it is: nothing in it is a byte array, a promise or a function. */
  function canFreeze(value: unknown, seen: Set<object>): boolean {
    if (isFunction(value)) return ours.has(value);
    if (!isObject(value) || frozen.has(value) || ours.has(value) || seen.has(value)) return true;
    seen.add(value);
    if (Array.isArray(value)) return value.every((item) => canFreeze(item, seen));
    if (isPlain(value)) {
      for (const key of Reflect.ownKeys(value)) {
        const found = Object.getOwnPropertyDescriptor(value, key);
        if (found === undefined || !('value' in found) || !canFreeze(found.value, seen)) return false;
      }
      return true;
    }
    if (isView(value) || isBuffer(value) || isPromise(value)) return false;
    if (isMap(value)) {
      for (const [key, item] of value) if (!canFreeze(key, seen) || !canFreeze(item, seen)) return false;
      return true;
    }
    if (isSet(value)) {
      for (const item of value) if (!canFreeze(item, seen)) return false;
      return true;
    }
    return true;
  }

  function freeze(value: unknown): void {
    if (!isObject(value) || frozen.has(value) || ours.has(value)) return;
    frozen.add(value);
    if (Array.isArray(value)) {
      for (const item of value) freeze(item);
    } else if (isPlain(value)) {
      for (const key of Reflect.ownKeys(value)) freeze(Reflect.get(value, key));
    } else if (isMap(value)) {
      lockCollection(value);
      for (const [key, item] of value) {
        freeze(key);
        freeze(item);
      }
    } else if (isSet(value)) {
      lockCollection(value);
      for (const item of value) freeze(item);
    } else {
      // A running thing of the engine: it guards itself, and freezing it would stop it.
      opaque.add(value).add(Object.getPrototypeOf(value) as object);
      return;
    }
    Object.freeze(value);
  }

  function copyInwards(value: unknown, seen: Map<object, unknown>): unknown {
    if (isFunction(value)) return functionInwards(value, undefined);
    if (!isObject(value)) return value;
    if (canFreeze(value, new Set())) {
      freeze(value);
      return value;
    }
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (isPromise(value)) return value.then(inwards);
    if (isView(value) || isBuffer(value)) return copyBytes(value);
    const made = copyContainer(value, seen, copyInwards, functionInwards);
    Object.freeze(made);
    return made;
  }

  function inwards(value: unknown): unknown {
    if (!isObject(value)) return isFunction(value) ? functionInwards(value, undefined) : value;
    return frozen.has(value) || ours.has(value) ? value : copyInwards(value, new Map());
  }

  function outwards(value: unknown): unknown {
    if (!isObject(value)) return isFunction(value) ? functionOutwards(value, undefined) : value;
    return copyOutwards(value, new Map());
  }

  /** Waits with `await`, which asks neither the promise's class nor its constructor for anything. */
  async function promiseOutwards(promise: Promise<unknown>): Promise<unknown> {
    try {
      return outwards(await promise);
    } catch (thrown) {
      throw asLearnerError(thrown);
    }
  }

  function copyOutwards(value: unknown, seen: Map<object, unknown>): unknown {
    if (isFunction(value)) return functionOutwards(value, undefined);
    if (!isObject(value) || frozen.has(value) || ours.has(value)) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (!isProxy(value) && !Array.isArray(value) && !isPlain(value)) {
      const prototype: unknown = Object.getPrototypeOf(value);
      // Another instance of such a class passes if all of its state is private: what it shows could be forged.
      const isOurs = isObject(prototype) && (opaque.has(prototype) || ours.has(prototype));
      if (opaque.has(value) || (isOurs && Reflect.ownKeys(value).length === 0)) return value;
      if (isPromise(value)) return promiseOutwards(value);
      if (isView(value) || isBuffer(value)) return copyBytes(value);
      if (value instanceof Error)
        return Object.assign(new Error(String(value.message)), { name: String(value.name) });
    }
    return copyContainer(value, seen, copyOutwards, functionOutwards);
  }

  return { inwards, outwards };
}

type Copy = (value: unknown, seen: Map<object, unknown>) => unknown;
type WrapMethod = (method: AnyFunction, owner: unknown) => AnyFunction;

/**
 * Names by which the language reads a value: how it is iterated, converted, awaited or used as an array. Functions of
 * these names stay behind, or an object could pass for an array that tells each reader something else.
 */
const languageNames: ReadonlySet<PropertyKey> = new Set([
  ...[Object, Array, String, Number, BigInt, Map, Set, Promise, RegExp, Date, DataView, Function].flatMap(
    (kind) => Reflect.ownKeys(kind.prototype as object),
  ),
  ...['next', 'return', 'throw', 'toJSON'],
]);

/** A new container of the same sort, every part of it read once and copied. */
function copyContainer(value: object, seen: Map<object, unknown>, copy: Copy, method: WrapMethod): object {
  const plain = !isProxy(value) && isPlain(value);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    seen.set(value, items);
    const length = Number(value.length);
    for (let index = 0; index < length; index += 1) items.push(copy(value[index], seen));
    return items;
  }
  if (!plain && isMap(value)) {
    const entries = new Map<unknown, unknown>();
    seen.set(value, entries);
    for (const [key, item] of Map.prototype.entries.call(value))
      entries.set(copy(key, seen), copy(item, seen));
    return entries;
  }
  if (!plain && isSet(value)) {
    const items = new Set<unknown>();
    seen.set(value, items);
    for (const item of Set.prototype.values.call(value)) items.add(copy(item, seen));
    return items;
  }
  const made: object = {};
  seen.set(value, made);
  const put = (key: PropertyKey, item: unknown, enumerable: boolean): void => {
    if (typeof key === 'symbol' || (isFunction(item) && languageNames.has(key))) return;
    const found = isFunction(item) ? method(item, value) : copy(item, seen);
    Object.defineProperty(made, key, { value: found, writable: true, enumerable, configurable: true });
  };
  for (const key of Reflect.ownKeys(value)) {
    const found = Reflect.getOwnPropertyDescriptor(value, key);
    if (found) put(key, Reflect.get(value, key), found.enumerable === true);
  }
  // Methods and accessors of the learner's own classes.
  let prototype: object | null = Reflect.getPrototypeOf(value);
  for (let depth = 0; prototype !== null && prototype !== Object.prototype && depth < 10; depth += 1) {
    for (const key of Reflect.ownKeys(prototype)) {
      if (key !== 'constructor' && !Object.hasOwn(made, key)) put(key, Reflect.get(value, key), false);
    }
    prototype = Reflect.getPrototypeOf(prototype);
  }
  return made;
}
