// Writes the service worker of a finished build: pages at once, and what labs need once a lesson was visited.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { generateSW } from 'workbox-build';

/** Files above this size are fetched when a lesson with a lab was visited, not on the first page. */
const PRECACHE_LIMIT_BYTES = 300_000;
/** Files that no visitor needs offline: search works by fetching parts of its index. */
const ONLINE_ONLY = ['**/*.br', 'pagefind/**', 'sw.js', '**/*.map'];

/** Adds the offline cache to the build. */
export const offline = (): AstroIntegration => ({
  name: 'strata-offline',
  hooks: {
    'astro:build:done': async ({ dir, logger }) => {
      const root = fileURLToPath(dir);
      const { count, size } = await generateSW({
        globDirectory: root,
        globPatterns: ['**/*.{html,css,svg,woff2,js,json,webmanifest}'],
        globIgnores: ONLINE_ONLY,
        maximumFileSizeToCacheInBytes: PRECACHE_LIMIT_BYTES,
        swDest: join(root, 'sw.js'),
        sourcemap: false,
        inlineWorkboxRuntime: true,
        clientsClaim: true,
        skipWaiting: true,
        cleanupOutdatedCaches: true,
        directoryIndex: 'index.html',
        ignoreURLParametersMatching: [/.*/],
        runtimeCaching: [
          {
            urlPattern: ({ url, sameOrigin }) =>
              sameOrigin && (url.pathname.startsWith('/_astro/') || url.pathname.startsWith('/pagefind/')),
            handler: 'CacheFirst',
            options: { cacheName: 'strata-assets' },
          },
        ],
      });
      const files = await readdir(root, { recursive: true });
      const sizes = await Promise.all(
        files
          .filter((file) => file.endsWith('.wasm'))
          .map(async (file) => (await stat(join(root, file))).size),
      );
      logger.info(`${count} files (${size} bytes) work offline at once; ${sizes.length} WASM on demand`);
    },
  },
});
