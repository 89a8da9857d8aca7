/** Takes away clock, chance and code made from text, leaving a sentence in place of each. */
import { noChance, noClock, noEvaluation } from './allowed-globals.ts';

type Constructor = new (...values: never[]) => object;

const define = (target: object, key: PropertyKey, value: unknown): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true });
};

/** Copies what a constructor carries (its static methods) to the one that stands in for it. */
export function standIn(original: object, replacement: object): void {
  Object.setPrototypeOf(replacement, Object.getPrototypeOf(original));
  for (const key of Reflect.ownKeys(original)) {
    const found = Reflect.getOwnPropertyDescriptor(original, key);
    if (found) Reflect.defineProperty(replacement, key, found);
  }
  Object.defineProperty(replacement, 'prototype', { writable: false });
  define(Reflect.get(original, 'prototype') as object, 'constructor', replacement);
}

/** Dates can be computed with, and never read from a clock. */
function removeClock(scope: object): void {
  const NativeDate = Date;
  const refuse = (): never => {
    throw new TypeError(`The date of today is not here: ${noClock}.`);
  };
  const TimelessDate = function (...values: readonly unknown[]): object {
    if (new.target === undefined || values.length === 0) return refuse();
    return Reflect.construct(NativeDate, values, new.target) as object;
  };
  standIn(NativeDate, TimelessDate);
  define(TimelessDate, 'now', function now() {
    return refuse();
  });
  define(scope, 'Date', TimelessDate);
}

/** Functions are written, not assembled: every constructor that takes source text refuses. */
function removeEvaluation(scope: object): void {
  const kinds = [
    () => {},
    async () => {},
    function* () {
      yield undefined;
    },
    async function* () {
      yield await undefined;
    },
  ];
  for (const [index, kind] of kinds.entries()) {
    const prototype = Object.getPrototypeOf(kind) as object;
    const Native = Reflect.get(prototype, 'constructor') as Constructor;
    const Refusing = function (): never {
      throw new TypeError(`${Native.name} is not here: ${noEvaluation}.`);
    };
    standIn(Native, Refusing);
    if (index === 0) define(scope, 'Function', Refusing);
    // The other kinds inherit from the native Function, which would be a way back to it.
    else Object.setPrototypeOf(Refusing, Reflect.get(scope, 'Function') as object);
  }
}

/** Removes clock, chance and evaluation from `scope`. */
export function removeAbsences(scope: object): void {
  removeClock(scope);
  removeEvaluation(scope);
  define(Math, 'random', function random(): never {
    throw new TypeError(`Math.random is not here: ${noChance}.`);
  });
}
