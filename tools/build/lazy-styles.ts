// Takes out of a page's head the styles of what it may import later: the scripts that import them load them too.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** A stylesheet in the list of files that a script loads along with a dynamic import. */
const WITH_IMPORT = /["'](?:\.?\/)?(_astro\/[\w.-]+\.css)["']/g;
const LINK = /<link rel="stylesheet" href="\/(_astro\/[\w.-]+\.css)"\s*\/?>/g;

/** Names of the stylesheets that some script of the build loads by itself. */
export const loadedByScripts = (scripts: readonly string[]): ReadonlySet<string> =>
  new Set(scripts.flatMap((script) => [...script.matchAll(WITH_IMPORT)].map(([, name]) => name ?? '')));

/** `html` without links to stylesheets of `lazy`. */
export const withoutLazyStyles = (html: string, lazy: ReadonlySet<string>): string =>
  html.replaceAll(LINK, (link, name: string) => (lazy.has(name) ? '' : link));

/** Keeps the editor's styles from holding up the first paint of a lesson. */
export const lazyStyles = (): AstroIntegration => ({
  name: 'strata-lazy-styles',
  hooks: {
    'astro:build:done': async ({ dir, logger }) => {
      const root = fileURLToPath(dir);
      const files = await readdir(root, { recursive: true });
      const read = (file: string) => readFile(join(root, file), 'utf8');
      const scripts = files.filter((file) => file.startsWith('_astro/') && file.endsWith('.js'));
      const lazy = loadedByScripts(await Promise.all(scripts.map(read)));
      for (const page of files.filter((file) => file.endsWith('.html'))) {
        const html = await read(page);
        await writeFile(join(root, page), withoutLazyStyles(html, lazy));
      }
      logger.info(`${lazy.size} stylesheets wait for the scripts that need them`);
    },
  },
});
