/** Builds runners into a page of their own, and serves it for the end-to-end tests and the benchmark. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { strataRuntime } from '../../tools/runtime/vite-plugin.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What a page is built from. */
export interface PageSource {
  /** Folder with `index.html`. */
  readonly root: string;
  readonly engineEntry: string;
  readonly labsFolder: string;
}

/** The sample lab on its tiny engine. */
export const samplePage: PageSource = {
  root: here('fixtures/page'),
  engineEntry: here('fixtures/engine/index.ts'),
  labsFolder: here('fixtures/labs'),
};

/** The project's own labs. */
export const labsPage: PageSource = {
  root: here('../labs/page'),
  engineEntry: here('../../src/engine/index.ts'),
  labsFolder: here('../../src/labs'),
};

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
};

/** A served page. */
export interface RunnerPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds `source` into `folder` and serves it on a free port. */
export async function serveRunnerPage(folder: string, source: PageSource = samplePage): Promise<RunnerPage> {
  const { root, engineEntry, labsFolder } = source;
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [strataRuntime({ engineEntry, labsFolder })],
    resolve: { alias: { strata: engineEntry } },
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 20_000 },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.endsWith('/') ? `${path}index.html` : path;
    readFile(join(folder, file)).then(
      (content) => {
        response.setHeader('content-type', types[file.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.end(content);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
