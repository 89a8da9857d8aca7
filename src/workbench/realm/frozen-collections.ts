/** Maps and sets that are handed out to be read: freezing an object does not stop `set`, so the methods ask here. */

const locked = new WeakSet<object>();

/** From now on `collection` can be read only. */
export const lockCollection = (collection: object): void => {
  locked.add(collection);
};

const writers: readonly (readonly [object, readonly string[]])[] = [
  [Map.prototype, ['set', 'delete', 'clear', 'getOrInsert', 'getOrInsertComputed']],
  [Set.prototype, ['add', 'delete', 'clear']],
];

/** Makes every writing method of maps and sets refuse a locked one. */
export function guardCollections(): void {
  for (const [prototype, names] of writers) {
    for (const name of names) {
      const native = Reflect.get(prototype, name) as ((...values: unknown[]) => unknown) | undefined;
      if (!native) continue;
      const guarded = {
        [name](this: object, ...values: unknown[]): unknown {
          if (locked.has(this)) {
            throw new TypeError(
              `This ${prototype === Map.prototype ? 'map' : 'set'} was handed to you to read: ${name} would change it. Make a copy and change that.`,
            );
          }
          return Reflect.apply(native, this, values);
        },
      }[name];
      Object.defineProperty(prototype, name, {
        value: guarded,
        writable: true,
        enumerable: false,
        configurable: true,
      });
    }
  }
}
