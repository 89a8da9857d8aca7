// Writes a .br beside every text asset of a finished build, so that a plain file server sends few bytes.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { AstroIntegration } from 'astro';

const compress = promisify(brotliCompress);
const COMPRESSIBLE = /\.(?:html|css|js|mjs|json|svg|wasm|xml|txt|ttf|md|ts)$/;
/** Above this size the highest quality costs seconds for a percent. */
const LARGE_BYTES = 1_000_000;

/** The brotli encoding of `content`, at the quality that the site is served with. */
export const brotli = (content: Uint8Array): Promise<Buffer> =>
  compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: content.length > LARGE_BYTES ? 9 : 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });

/** Compresses a build once it is written. */
export const precompress = (): AstroIntegration => ({
  name: 'strata-precompress',
  hooks: {
    'astro:build:done': async ({ dir }) => {
      const root = fileURLToPath(dir);
      const files = (await readdir(root, { recursive: true })).filter((file) => COMPRESSIBLE.test(file));
      await Promise.all(
        files.map(async (file) => {
          const path = join(root, file);
          await writeFile(`${path}.br`, await brotli(await readFile(path)));
        }),
      );
    },
  },
});
