// Writes the service worker of a finished build, and the list of large assets that a visited lesson keeps.
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { generateSW } from 'workbox-build';

/** Assets above this size are kept when a lesson with a lab was visited, not on the first page. */
const LARGE_BYTES = 200_000;
/** No page comes near this; a file that does is a mistake, and the build warns of it. */
const PAGE_LIMIT_BYTES = 2_000_000;
/** A lab's engine is kept with the lessons that have the lab. */
const ENGINES = 'engine-*.js';
/** Pagefind's index is fetched in parts as somebody searches, the reference a page at a time; both are kept then. */
const ASSETS = '_astro/';
const PRECACHE_IGNORE = [
  ...['**/*.br', 'pagefind/**', 'engine/**', 'sw.js', '**/*.map', 'offline-assets.json'],
  `${ASSETS}${ENGINES}`,
];

/** Paths of the assets of the build in `root` that are too large to precache, engines aside. */
async function largeAssets(root: string): Promise<string[]> {
  const files = (await readdir(join(root, ASSETS)))
    .filter((file) => !/\.(?:map|br)$/.test(file) && !matchesGlob(file, ENGINES))
    .sort();
  const sized = await Promise.all(
    files.map(async (file) => ({ file, bytes: (await stat(join(root, ASSETS, file))).size })),
  );
  return sized.filter(({ bytes }) => bytes > LARGE_BYTES).map(({ file }) => `/${ASSETS}${file}`);
}

/** Adds the offline cache to the build. */
export const offline = (): AstroIntegration => ({
  name: 'strata-offline',
  hooks: {
    'astro:build:done': async ({ dir, logger }) => {
      const root = fileURLToPath(dir);
      const large = await largeAssets(root);
      await writeFile(join(root, 'offline-assets.json'), JSON.stringify(large));
      const { count, size, warnings } = await generateSW({
        globDirectory: root,
        globPatterns: ['**/*.{html,css,svg,woff2,js,json,ttf}'],
        globIgnores: [...PRECACHE_IGNORE, ...large.map((path) => path.slice(1))],
        maximumFileSizeToCacheInBytes: PAGE_LIMIT_BYTES,
        swDest: join(root, 'sw.js'),
        sourcemap: false,
        inlineWorkboxRuntime: true,
        clientsClaim: true,
        skipWaiting: true,
        cleanupOutdatedCaches: true,
        directoryIndex: 'index.html',
        ignoreURLParametersMatching: [/.*/],
        dontCacheBustURLsMatching: /^_astro\//,
        runtimeCaching: [
          {
            urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/engine/'),
            handler: 'NetworkFirst',
            options: { cacheName: 'strata-reference' },
          },
          {
            urlPattern: ({ url, sameOrigin }) => sameOrigin && /^\/(?:_astro|pagefind)\//.test(url.pathname),
            handler: 'CacheFirst',
            options: { cacheName: 'strata-assets' },
          },
        ],
      });
      for (const warning of warnings) logger.warn(warning);
      logger.info(
        `${count} files (${size} bytes) are kept at once, ${large.length} large ones with a lesson`,
      );
    },
  },
});
