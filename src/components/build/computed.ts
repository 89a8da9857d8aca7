/** Evaluates the engine's values for prose, predictions and questions: `src/content/computed/<lesson>.ts`. */
import { ready } from 'strata';
import type { ComputedValues } from '../../content/schemas/computed.ts';

const files = import.meta.glob<{ computed: ComputedValues }>('../../content/computed/*.ts');
const values = new Map<string, number | string>();

/** The value that `id` names: an entry of `lesson`'s own file, or `<lesson>/<entry>`. */
export async function computedValue(id: string, lesson: string | null): Promise<number | string> {
  const [entry = '', owner = lesson] = id.split('/').reverse();
  const key = `${owner}/${entry}`;
  const known = values.get(key);
  if (known !== undefined) return known;
  const load = files[`../../content/computed/${owner}.ts`];
  if (load === undefined)
    throw new Error(`There is no src/content/computed/${owner}.ts for the computed value “${id}”.`);
  const { computed } = await load();
  const compute = Object.hasOwn(computed, entry) ? computed[entry] : undefined;
  if (compute === undefined) {
    throw new Error(
      `src/content/computed/${owner}.ts has no “${entry}”. It has: ${Object.keys(computed).join(', ')}.`,
    );
  }
  await ready();
  const value = compute();
  values.set(key, value);
  return value;
}

/** As {@link computedValue}, for a place that needs a number. */
export async function computedNumber(id: string, lesson: string | null): Promise<number> {
  const value = await computedValue(id, lesson);
  if (typeof value !== 'number')
    throw new Error(`The computed value “${id}” is “${value}”, and a number is needed.`);
  return value;
}
