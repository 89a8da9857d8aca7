/** Counts the memory that typed arrays and buffers take, since no engine puts a limit to it. */
import { standIn } from './absences.ts';
import { isProxy } from './known-proxies.ts';

/** How much may be asked for, in bytes. */
export interface AllocationLimits {
  readonly single: number;
  readonly total: number;
}

/** Limits of a run in the page: far more than a lab needs, a small part of what a phone has. */
export const allocationLimits: AllocationLimits = { single: 64 * 1024 * 1024, total: 256 * 1024 * 1024 };

type Construct = (...values: unknown[]) => object;
interface BufferConstructor {
  readonly name: string;
  readonly BYTES_PER_ELEMENT?: number;
}

const typedArrays = [
  ...[
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
  ],
  ...['BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array'],
];

const define = (target: object, key: PropertyKey, value: unknown): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true });
};

/** Replaces every constructor of typed arrays and buffers in `scope`, and the methods that copy them, by counting ones. */
export function countAllocations(
  scope: object,
  limits: AllocationLimits,
  exceeded: (message: string) => never,
) {
  let total = 0;
  let allowed = limits.total;
  const take = (bytes: number): void => {
    if (!(bytes > 0)) return;
    total += bytes;
    if (bytes > limits.single || total > allowed) {
      const what = bytes > limits.single ? 'one array' : 'arrays';
      const most = bytes > limits.single ? limits.single : allowed;
      exceeded(
        `Your code asked for more memory than a run may take: ${what} of more than ${most / 1024 ** 2} MB.`,
      );
    }
  };

  const nativeByteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get;
  const isBuffer = (value: object): boolean => {
    try {
      if (nativeByteLength) Reflect.apply(nativeByteLength, value, []);
      return true;
    } catch {
      return false;
    }
  };
  /** What a typed array is made from, as something whose length cannot change once it was read. */
  const source = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isProxy(value)) return Array.from(value as Iterable<unknown>);
    if (ArrayBuffer.isView(value) || isBuffer(value)) return value;
    if (Array.isArray(value) && !Object.hasOwn(value, Symbol.iterator)) {
      if (Object.getPrototypeOf(value) === Array.prototype) return value;
    }
    return Array.from(value as Iterable<unknown>);
  };
  const views = Object.getPrototypeOf(Uint8Array.prototype) as object;
  const getterOf = (prototype: object, name: string) => Object.getOwnPropertyDescriptor(prototype, name)?.get;
  const viewLength = getterOf(views, 'length');
  const viewBytes = getterOf(views, 'byteLength');
  /** Read where it cannot be forged: a property of the same name may stand on the object itself. */
  const lengthOf = (value: object): number =>
    viewLength && ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Number(Reflect.apply(viewLength, value, []))
      : Number(Reflect.get(value, 'length'));

  for (const name of typedArrays) {
    const Native = Reflect.get(scope, name) as (Construct & BufferConstructor) | undefined;
    if (!Native) continue;
    const width = Native.BYTES_PER_ELEMENT ?? 1;
    const Counted = function (...values: unknown[]): object {
      if (new.target === undefined) throw new TypeError(`${name} is made with new.`);
      const first = source(values[0]);
      if (typeof first === 'number' || typeof first === 'string') take(Number(first) * width);
      else if (typeof first === 'object' && first !== null && !isBuffer(first)) {
        take(lengthOf(first) * width);
      }
      values[0] = first;
      return Reflect.construct(Native, values, new.target) as object;
    };
    standIn(Native, Counted);
    define(scope, name, Counted);
  }

  const NativeBuffer = ArrayBuffer;
  const CountedBuffer = function (length: unknown, options?: { readonly maxByteLength?: unknown }): object {
    if (new.target === undefined) throw new TypeError('ArrayBuffer is made with new.');
    const most = options?.maxByteLength;
    const size = Number(length);
    take(most === undefined ? size : Math.max(size, Number(most)));
    const values = most === undefined ? [size] : [size, { maxByteLength: Number(most) }];
    return Reflect.construct(NativeBuffer, values, new.target) as object;
  };
  standIn(NativeBuffer, CountedBuffer);
  define(scope, 'ArrayBuffer', CountedBuffer);

  /** Counts before a method that copies what it is called on. */
  const countMethod = (
    prototype: object,
    name: string,
    size: (self: object, first: unknown) => number,
  ): void => {
    const native = Reflect.get(prototype, name) as ((...values: unknown[]) => unknown) | undefined;
    if (!native) return;
    const counted = {
      [name](this: object, ...values: unknown[]): unknown {
        take(size(this, values[0]));
        return Reflect.apply(native, this, values);
      },
    }[name];
    define(prototype, name, counted);
  };
  const bytesOfView = (self: object): number => (viewBytes ? Number(Reflect.apply(viewBytes, self, [])) : 0);
  for (const name of ['toReversed', 'toSorted', 'with']) countMethod(views, name, bytesOfView);
  const bytesOfBuffer = (self: object, first: unknown): number =>
    first === undefined && nativeByteLength
      ? Number(Reflect.apply(nativeByteLength, self, []))
      : Number(first);
  for (const name of ['transfer', 'transferToFixedLength', 'transferToImmutable', 'resize']) {
    countMethod(NativeBuffer.prototype, name, bytesOfBuffer);
  }
  /** Counts after a method whose result is made by a constructor that the object itself names, if that one did not count. */
  const countResult = (prototype: object, names: readonly string[], size: (made: object) => number): void => {
    for (const name of names) {
      const native = Reflect.get(prototype, name) as (...values: unknown[]) => object;
      const counted = {
        [name](this: object, ...values: unknown[]): object {
          const before = total;
          const made = Reflect.apply(native, this, values);
          if (total === before) take(size(made));
          return made;
        },
      }[name];
      define(prototype, name, counted);
    }
  };
  countResult(views, ['slice', 'map', 'filter'], bytesOfView);
  countResult(NativeBuffer.prototype, ['slice'], (made) => bytesOfBuffer(made, undefined));
  const Encoder = Reflect.get(scope, 'TextEncoder') as typeof TextEncoder | undefined;
  if (Encoder)
    countMethod(Encoder.prototype, 'encode', (_, text) => (typeof text === 'string' ? text.length : 0));

  /** Starts the count anew, for a run that is `share` times as long as the longest in the page. */
  return {
    reset: (share: number): void => {
      total = 0;
      allowed = limits.total * Math.max(1, share);
    },
  };
}
