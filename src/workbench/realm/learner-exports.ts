/** Looks at what the learner's file exports, before anything of it is called. */

/** How many parameters each export is called with, by name. */
export type WantedExports = Readonly<Record<string, number>>;

const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

const count = (number: number): string => (number === 1 ? '1 parameter' : `${number} parameters`);

/** What a value is, in words. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

/** Why the exports of `learner` cannot be checked, or nothing when they can. */
export function refuseExports(learner: object, wanted: WantedExports): string | undefined {
  const found = Object.keys(learner);
  for (const [name, parameters] of Object.entries(wanted)) {
    if (!found.includes(name)) {
      const others = found.filter((key) => key !== 'default');
      if (found.includes('default') && others.length === 0) {
        return `Your file exports a default; this lab looks for a named export: write "export const ${name} = …".`;
      }
      const what = found.length === 0 ? 'It exports nothing.' : `It exports ${list(found)}.`;
      return `Your file has no export called "${name}". ${what}`;
    }
    const value: unknown = Reflect.get(learner, name);
    if (typeof value !== 'function') return `"${name}" has to be a function, and it is ${kindOf(value)}.`;
    if (value.length > parameters) {
      return `"${name}" is called with ${count(parameters)}, and yours takes ${count(value.length)}: the rest would be undefined.`;
    }
  }
  return undefined;
}

const asyncKind: unknown = Object.getPrototypeOf(async () => {});
const generatorKind: unknown = Object.getPrototypeOf(function* () {
  yield undefined;
});

/** Remarks for failing checks on how the functions are declared: legal, and often the cause. */
export function remarkOnExports(learner: object, wanted: WantedExports): string {
  const remarks: string[] = [];
  for (const [name, parameters] of Object.entries(wanted)) {
    const value: unknown = Reflect.get(learner, name);
    if (typeof value !== 'function') continue;
    if (value.length < parameters) {
      remarks.push(`"${name}" is called with ${count(parameters)}; yours names ${value.length} of them.`);
    }
    const kind: unknown = Object.getPrototypeOf(value);
    if (kind === asyncKind) remarks.push(`"${name}" is async: what it returns is a promise.`);
    if (kind === generatorKind)
      remarks.push(`"${name}" is a generator (function*): it returns no value, but steps.`);
  }
  return remarks.join(' ');
}

/** The learner's functions, with a remark on which of them returned nothing since it was last taken, and the last answer. */
export function watchReturns(functions: Readonly<Record<string, unknown>>) {
  const silent = new Set<string>();
  let last: unknown;
  const watched = Object.entries(functions).map(([name, called]) => [
    name,
    (...values: unknown[]): unknown => {
      const returned: unknown = Reflect.apply(called as () => unknown, undefined, values);
      if (returned === undefined) silent.add(name);
      last = returned;
      return returned;
    },
  ]);
  return {
    learner: Object.freeze(Object.fromEntries(watched) as Record<string, unknown>),
    lastReturned: () => last,
    takeRemark: (): string => {
      const names = [...silent].map((name) => `"${name}" returned undefined: is a return missing?`);
      silent.clear();
      return names.join(' ');
    },
  };
}
