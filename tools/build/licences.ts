// Writes the licences of everything that ships into one file of the build, as those licences ask.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { ROOT } from '../run.ts';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const readPackage = async (folder: string): Promise<Package> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Package;

/** Name, version and licence text of the package in `folder`. @throws Error when it has no licence at all */
async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = await readPackage(folder);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${name} states no licence.`);
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
  return `${name} ${version} (${license ?? 'see below'})\n\n${text.trim()}\n`;
}

/** Adds `licences.txt`: every package that package.json lists under `dependencies`. */
export const licences = (): AstroIntegration => ({
  name: 'strata-licences',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const { dependencies = {} } = await readPackage(ROOT);
      const names = Object.keys(dependencies).sort();
      const texts = await Promise.all(names.map((name) => licenceOf(join(ROOT, 'node_modules', name))));
      const own = await readFile(join(ROOT, 'LICENSE'), 'utf8');
      const all = [`Strata\n\n${own.trim()}\n`, ...texts].join(`\n${'-'.repeat(72)}\n\n`);
      await writeFile(join(fileURLToPath(dir), 'licences.txt'), all);
    },
  },
});
