/** Bundles what a realm loads: the engine, a lab's checks and the realm itself, the same texts for Node and the browser. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { engineMark } from '../../src/workbench/compile/link.ts';
import { wasmMark } from '../../src/workbench/sandbox/wasm-mark.ts';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Typed arrays as they were before the realm was locked down: the engine's own allocations are not the learner's, and
 * the counting constructors would slow it.
 */
const ownArrays = [
  ...[
    'ArrayBuffer',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int8Array',
    'Uint16Array',
    'Int16Array',
    'Uint32Array',
  ],
  ...['Int32Array', 'BigUint64Array', 'BigInt64Array', 'Float32Array', 'Float64Array', 'WebAssembly'],
];
const banner = `const { ${ownArrays.join(', ')} } = globalThis;`;

/** In the checks, `strata` is the engine that the realm has loaded. */
const engineElsewhere: Plugin = {
  name: 'engine-elsewhere',
  setup(context) {
    context.onResolve({ filter: /^strata$/ }, () => ({ path: engineMark, external: true }));
  },
};

const shared = {
  bundle: true,
  write: false,
  target: 'es2022',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['import', 'module', 'default'],
  legalComments: 'none',
  logLevel: 'silent',
  absWorkingDir: root,
} satisfies BuildOptions;

/** A bundle and the files that went into it. */
export interface Bundle {
  readonly text: string;
  /** The first 16 hexadecimal digits of the text's SHA-256. */
  readonly hash: string;
  /** Absolute paths. */
  readonly inputs: readonly string[];
}

async function bundle(options: BuildOptions): Promise<Bundle> {
  const { outputFiles, metafile } = await build({ ...shared, ...options, write: false, metafile: true });
  const text = outputFiles[0]?.text ?? '';
  return {
    text,
    hash: createHash('sha256').update(text).digest('hex').slice(0, 16),
    inputs: Object.keys(metafile.inputs)
      .filter((path) => path !== '<stdin>')
      .map((path) => resolve(root, path)),
  };
}

/** The engine's modules do nothing when they are loaded but say what they hold: what is not used can be left out. */
const withoutEffects = (base: string): Plugin => ({
  name: 'without-effects',
  setup(context) {
    context.onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
      const full = resolve(resolveDir, path);
      if (kind === 'entry-point' || !full.startsWith(base)) return undefined;
      return { path: full, sideEffects: false };
    });
  },
});

/** A module that stands nowhere on disk, and the engine's folder. */
export interface DoorText {
  readonly text: string;
  readonly base: string;
}

/** The signature library's WASM, as the one long base64 text of a bundle. */
const WASM = /[A-Za-z0-9+/]{10000,}={0,2}/;

/** A bundle's text without the WASM, a mark in its place, and the WASM: every lab's engine has the same. */
export function withoutWasm(text: string): { readonly text: string; readonly wasm: string } {
  const [wasm = ''] = WASM.exec(text) ?? [];
  return { text: wasm === '' ? text : text.replace(wasm, wasmMark), wasm };
}

/** The engine: a module with the names of its door, or of the part of it that `door` lets out. */
export function bundleEngine(door: string | DoorText = 'src/engine/index.ts'): Promise<Bundle> {
  const isFile = typeof door === 'string';
  return bundle({
    ...(isFile ? { entryPoints: [door] } : { stdin: { contents: door.text, resolveDir: door.base } }),
    format: 'esm',
    banner: { js: banner },
    minify: true,
    plugins: isFile ? [] : [withoutEffects(door.base)],
  });
}

/** A lab's checks, with the engine left as an import. */
export const bundleChecks = (entry: string): Promise<Bundle> =>
  bundle({
    entryPoints: [entry],
    format: 'esm',
    banner: { js: banner },
    plugins: [engineElsewhere],
    keepNames: true,
  });

/** The realm for a Node process. */
export const bundleNodeRealm = (): Promise<Bundle> =>
  bundle({
    entryPoints: ['src/workbench/node/realm-process.ts'],
    format: 'esm',
    minify: true,
    external: ['node:*'],
  });

/** The realm for a browser's worker: a classic script. */
export const bundleWorkerRealm = (): Promise<Bundle> =>
  bundle({ entryPoints: ['src/workbench/sandbox/realm-worker.ts'], format: 'iife', minify: true });
