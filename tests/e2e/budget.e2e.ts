/** What a page may cost before anybody touches it, counted on the wire, brotli and all. */
import { expect, test, type Page } from '@playwright/test';
import { ENGINE_PAGES, LESSON_PAGES } from './site.ts';

const SCRIPT_BUDGET_BYTES = 35_000;
/** Styles that hold up the first paint. */
const STYLE_BUDGET_BYTES = 25_000;

/** Bytes on the wire of the scripts that `path` loads by itself, and every origin it asks. */
async function cost(
  page: Page,
  path: string,
): Promise<{ script: number; style: number; origins: string[]; heaviest: string[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const types = new Map<string, { type: string; url: string }>();
  const sizes = new Map<string, number>();
  session.on('Network.responseReceived', ({ requestId, type, response }) =>
    types.set(requestId, { type, url: response.url }),
  );
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    sizes.set(requestId, encodedDataLength),
  );
  await page.goto(path, { waitUntil: 'networkidle' });
  const scripts = [...types].filter(([, { type }]) => type === 'Script');
  const bytesOf = (kind: string): number =>
    [...types].filter(([, { type }]) => type === kind).reduce((sum, [id]) => sum + (sizes.get(id) ?? 0), 0);
  return {
    script: bytesOf('Script'),
    style: bytesOf('Stylesheet'),
    origins: [
      ...new Set(
        [...types.values()].filter(({ url }) => url.startsWith('http')).map(({ url }) => new URL(url).origin),
      ),
    ],
    heaviest: scripts.map(([id, { url }]) => `${sizes.get(id) ?? 0} ${new URL(url).pathname}`),
  };
}

test.use({ serviceWorkers: 'block' });

for (const path of ['/', ...LESSON_PAGES, ...ENGINE_PAGES]) {
  test(`${path} asks for at most 35 kB of script before anyone interacts, all of it from here`, async ({
    page,
    baseURL,
  }) => {
    const { script, style, origins, heaviest } = await cost(page, path);
    console.log(`${path}: ${script} bytes of script, ${style} of styles`);
    expect(origins).toEqual([baseURL]);
    expect(script, heaviest.join('\n')).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
    expect(style).toBeLessThanOrEqual(STYLE_BUDGET_BYTES);
  });
}
