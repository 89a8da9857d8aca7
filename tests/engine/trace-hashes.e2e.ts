/** Every scenario of the golden file has the same trace hash in Chromium as in Node. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

test('every scenario leaves the same trace in Chromium', async ({ page }) => {
  test.setTimeout(240_000);
  const golden = JSON.parse(readFileSync(here('trace-hashes.json'), 'utf8')) as Record<string, string>;
  const { outputFiles } = await build({
    stdin: {
      contents: `export { hashesOfCases } from './scenario-cases.ts'; export { ready } from '../../src/engine/index.ts';`,
      resolveDir: here('.'),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  await page.goto('/404.html');
  const hashes = await page.evaluate(async (code) => {
    const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const { hashesOfCases, ready } = (await import(address)) as {
      hashesOfCases: () => Record<string, string>;
      ready: () => Promise<void>;
    };
    await ready();
    return hashesOfCases();
  }, outputFiles[0]?.text ?? '');
  expect(Object.keys(hashes).length).toBeGreaterThan(9);
  expect(hashes).toEqual(golden);
});
