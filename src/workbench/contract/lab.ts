/** How a lab's `checks.ts` is written: `lab(exports, (check) => { check('A sentence', ({ learner }) => …) })`. */
import type { Check, CheckContext, CheckOptions, LabChecks } from './types.ts';

/** Adds one check; `name` is a sentence a learner can read, and its kebab-case is the check's id. */
export type AddCheck<Learner> = (
  name: string,
  run: (context: CheckContext<Learner>) => void | Promise<void>,
  options?: CheckOptions,
) => void;

/** The id of a check: its sentence in kebab-case. */
export const checkId = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/**
 * Defines a lab's checks.
 * @param exports the named exports the learner's file must have, with the number of parameters of each
 */
export function lab<Learner>(
  exports: Readonly<Record<keyof Learner & string, number>>,
  define: (check: AddCheck<Learner>) => void,
): LabChecks<Learner> {
  const checks: Check<Learner>[] = [];
  define((name, run, options = {}) => {
    const id = checkId(name);
    if (checks.some((other) => other.id === id)) throw new RangeError(`Two checks are called "${name}".`);
    checks.push({ ...options, id, name, run });
  });
  return { exports, checks };
}
