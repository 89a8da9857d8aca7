// What a vector format is: how to recognise its cases, and how to hold the engine against one of them.

/** One case as the file has it: nothing about it is known until it is asked for. */
export type VectorCase = Readonly<Record<string, unknown>>;

/** What stands in the other files of a folder, for cases that need more than themselves. */
export interface Inputs {
  /** The first case of any file that has all these fields. */
  find(...names: readonly string[]): VectorCase | undefined;
}

export interface Format {
  readonly name: string;
  /** Whether cases that look like `first` are in this format. */
  recognises(first: VectorCase): boolean;
  /** Throws when the engine disagrees; returns a reason when the engine has no such part yet. `document` is the whole file. */
  run(one: VectorCase, inputs: Inputs, document: VectorCase): undefined | string;
}

/** Throws unless `actual` is what the case expects. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: got ${String(actual)}, expected ${String(expected)}`);
}

/** Field `name` of a case as text; throws when it is something else. */
export function text(one: VectorCase, name: string): string {
  const value = one[name];
  if (typeof value !== 'string') throw new Error(`field "${name}" is no text: ${String(value)}`);
  return value;
}

/** Field `name` as a number; throws when it is something else. */
export function number(one: VectorCase, name: string): number {
  const value = one[name];
  if (typeof value !== 'number') throw new Error(`field "${name}" is no number: ${String(value)}`);
  return value;
}

/** Field `name` as an integer of any size, given as decimal text or a whole number. */
export function integer(one: VectorCase, name: string): bigint {
  const value = one[name];
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new Error(`field "${name}" is no integer: ${String(value)}`);
}

/** Field `name` as a list; throws when it is something else. */
export function list(one: VectorCase, name: string): readonly unknown[] {
  const value = one[name];
  if (!Array.isArray(value)) throw new Error(`field "${name}" is no list: ${String(value)}`);
  return value;
}

/** Whether each of `names` is a field of `one`. */
export const has = (one: VectorCase, ...names: readonly string[]): boolean =>
  names.every((name) => name in one);
