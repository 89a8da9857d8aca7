// The styles of a page's head: those of what it may import later go, and the few that remain are written into the page.
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

/**
 * `html` with no stylesheet to wait for: links to those of `lazy` go, since scripts load them when they need them, and
 * the others give way to their text, so that the first paint needs no second round trip.
 */
export const withStylesAtHand = (
  html: string,
  lazy: ReadonlySet<string>,
  textOf: (name: string) => string,
): string =>
  html.replaceAll(LINK, (_, name: string) => (lazy.has(name) ? '' : `<style>${textOf(name)}</style>`));

/** Keeps styles from holding up the first paint of a page. */
export const lazyStyles = (): AstroIntegration => ({
  name: 'strata-lazy-styles',
  hooks: {
    'astro:build:done': async ({ dir, logger }) => {
      const root = fileURLToPath(dir);
      const files = await readdir(root, { recursive: true });
      const read = (file: string) => readFile(join(root, file), 'utf8');
      const scripts = files.filter((file) => file.startsWith('_astro/') && file.endsWith('.js'));
      const lazy = loadedByScripts(await Promise.all(scripts.map(read)));
      const sheets = files.filter((file) => file.startsWith('_astro/') && file.endsWith('.css'));
      const texts = new Map(await Promise.all(sheets.map(async (file) => [file, await read(file)] as const)));
      const textOf = (name: string): string => {
        const text = texts.get(name);
        if (text === undefined) throw new Error(`A page links to ${name}, which the build did not write.`);
        return text;
      };
      for (const page of files.filter((file) => file.endsWith('.html'))) {
        const html = await read(page);
        await writeFile(join(root, page), withStylesAtHand(html, lazy, textOf));
      }
      logger.info(`${lazy.size} stylesheets wait for the scripts that need them`);
    },
  },
});
