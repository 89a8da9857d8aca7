/** Computes what the engine says for each lesson's prose and questions. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ready } from 'strata';
import type { ComputedValues } from '../../src/content/schemas/computed.ts';
import { filesOf, nameOf, ROOT } from './read-content.ts';

/** All entries by lesson; evaluated when asked for. */
export async function readComputed(): Promise<ReadonlyMap<string, ComputedValues>> {
  await ready();
  const files = filesOf('src/content/computed/*.ts');
  const entries = await Promise.all(
    files.map(async (file) => {
      const loaded = (await import(/* @vite-ignore */ pathToFileURL(join(ROOT, file)).href)) as {
        computed: ComputedValues;
      };
      return [nameOf(file), loaded.computed] as const;
    }),
  );
  return new Map(entries);
}

/** Whether the number written as `text` is `value` rounded to the decimals it is written with. */
export function agrees(text: string, value: number | string): boolean {
  const written = text
    .trim()
    .replaceAll(/[\s,\u00a0\u202f]/g, '')
    .replace('−', '-');
  if (typeof value === 'string') return text.trim() === value;
  if (!/^-?\d+(\.\d+)?$/.test(written)) return false;
  const decimals = written.split('.')[1]?.length ?? 0;
  // Rounded on the shortest decimal form, so that 6.665 written as 6.67 is not lost to binary.
  const shift = 10 ** decimals;
  const rounded = (Math.sign(value) * Math.round(Number((Math.abs(value) * shift).toPrecision(15)))) / shift;
  return Number(written) === rounded;
}
