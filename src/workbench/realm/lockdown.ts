/** Turns a realm into one that the learner's code can enter: only the language is left, and none of it can be changed. */
import { removeAbsences } from './absences.ts';
import { allowedGlobals, refusedFunctions, refusedObjects } from './allowed-globals.ts';
import { allocationLimits, countAllocations } from './allocation.ts';
import { guardCollections } from './frozen-collections.ts';
import { allowOverrides, harden, hiddenIntrinsics } from './harden.ts';
import { recordProxies } from './known-proxies.ts';

/** What the surroundings put in the place of names that stay. */
export interface LockdownOptions {
  /** Values for allowed names: console, timers, structuredClone, queueMicrotask. */
  readonly provided: Readonly<Record<string, unknown>>;
  /** Names that must stay for the surroundings to work, none of them of use to the learner's code. */
  readonly keep: readonly string[];
  readonly exceeded: (message: string) => never;
}

const named = (name: string, reason: string): string => `${name} is not here: ${reason}.`;

/** Removes what is not allowed from `scope` and from every prototype it inherits from. */
function removeGlobals(scope: object, keep: readonly string[]): void {
  let holder: object | null = scope;
  while (holder !== null && holder !== Object.prototype) {
    for (const key of Reflect.ownKeys(holder)) {
      if (typeof key === 'string' && holder === scope && (allowedGlobals.has(key) || keep.includes(key)))
        continue;
      if (key === Symbol.toStringTag) continue;
      if (!Reflect.deleteProperty(holder, key)) {
        // What cannot be deleted is emptied, if it can be written.
        Reflect.defineProperty(holder, key, { value: undefined });
      }
    }
    holder = Reflect.getPrototypeOf(holder);
  }
}

function refuse(scope: object): void {
  for (const [name, reason] of refusedFunctions) {
    const refusing = {
      [name]: function (): never {
        throw new TypeError(named(name, reason));
      },
    }[name];
    Reflect.defineProperty(scope, name, { value: refusing, configurable: true });
  }
  for (const [name, reason] of refusedObjects) {
    Reflect.defineProperty(scope, name, {
      configurable: true,
      get: (): never => {
        throw new TypeError(named(name, reason));
      },
      set: (): never => {
        throw new TypeError(named(name, reason));
      },
    });
  }
}

/** Locks the realm down. Nothing of the learner's may have run before; afterwards nothing of the language changes. */
export function lockdown(scope: object, options: LockdownOptions) {
  const hidden = hiddenIntrinsics();
  removeAbsences(scope);
  recordProxies(scope);
  guardCollections();
  const allocations = countAllocations(scope, allocationLimits, options.exceeded);
  removeGlobals(scope, options.keep);
  for (const [name, value] of Object.entries(options.provided)) {
    Reflect.defineProperty(scope, name, { value, writable: true, configurable: true });
  }
  refuse(scope);
  allowOverrides();
  const roots: unknown[] = [...hidden];
  for (const key of Reflect.ownKeys(scope)) {
    if (typeof key === 'string' && (key === 'globalThis' || options.keep.includes(key))) continue;
    const found = Reflect.getOwnPropertyDescriptor(scope, key);
    if (!found) continue;
    roots.push(found.value, found.get, found.set);
    if (!found.configurable) continue;
    const fixed = 'value' in found ? { writable: false, configurable: false } : { configurable: false };
    Reflect.defineProperty(scope, key, fixed);
  }
  const done = new WeakSet<object>([scope]);
  harden(roots, done);
  Reflect.preventExtensions(scope);
  return { allocations, hardened: done };
}
