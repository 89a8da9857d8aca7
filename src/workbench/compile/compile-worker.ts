/** The compiler's worker: esbuild, started once, and the second half of the compilation. */
import { initialize, transform } from 'esbuild-wasm/esm/browser.js';
import wasmUrl from 'esbuild-wasm/esbuild.wasm?url';
import type { Compilation } from './compiled.ts';
import { finishCompile, refuseSource } from './finish.ts';
import { type TransformMessage, compileError } from './source-positions.ts';
import { transformOptions } from './transform-options.ts';

/** What the page asks. */
export interface CompileRequest {
  readonly id: number;
  readonly entry: string;
  readonly source: string;
  readonly withholds: readonly string[];
}

/** What the worker says: that it can begin, and for each request a compilation or why the compiler itself failed. */
export type CompileAnswer =
  | { readonly id: 0; readonly started: true }
  | { readonly id: number; readonly compilation: Compilation }
  | { readonly id: number; readonly broken: string };

const hasErrors = (thrown: unknown): thrown is { readonly errors: readonly TransformMessage[] } =>
  typeof thrown === 'object' && thrown !== null && Array.isArray(Reflect.get(thrown, 'errors'));

// The first transform takes long, so a line is compiled before the learner asks.
const started = initialize({ wasmURL: wasmUrl, worker: false }).then(() =>
  transform('export const warm: number = 1;', transformOptions('warm.ts')),
);

started.then(
  () => postMessage({ id: 0, started: true } satisfies CompileAnswer),
  () => {},
);

async function compile({ entry, source, withholds }: CompileRequest): Promise<Compilation> {
  const refused = refuseSource(source);
  if (refused) return { ok: false, errors: [refused] };
  await started;
  try {
    return finishCompile(entry, source, await transform(source, transformOptions(entry)), withholds);
  } catch (thrown) {
    if (hasErrors(thrown)) return { ok: false, errors: thrown.errors.map(compileError) };
    throw thrown;
  }
}

addEventListener('message', ({ data }: MessageEvent<CompileRequest>) => {
  compile(data).then(
    (compilation) => postMessage({ id: data.id, compilation } satisfies CompileAnswer),
    (thrown: unknown) =>
      postMessage({
        id: data.id,
        broken: thrown instanceof Error ? thrown.message : String(thrown),
      } satisfies CompileAnswer),
  );
});
