/** Compiles a learner's file in Node, with the same options and the same second half as in the browser. */
import { transform } from 'esbuild';
import type { Compilation } from '../compile/compiled.ts';
import { finishCompile, refuseSource } from '../compile/finish.ts';
import { type TransformMessage, compileError } from '../compile/source-positions.ts';
import { transformOptions } from '../compile/transform-options.ts';

const hasErrors = (thrown: unknown): thrown is { readonly errors: readonly TransformMessage[] } =>
  typeof thrown === 'object' && thrown !== null && Array.isArray(Reflect.get(thrown, 'errors'));

/** Compiles `source`, the file `entry`. */
export async function compile(entry: string, source: string): Promise<Compilation> {
  const refused = refuseSource(source);
  if (refused) return { ok: false, errors: [refused] };
  try {
    return finishCompile(entry, source, await transform(source, transformOptions(entry)));
  } catch (thrown) {
    if (hasErrors(thrown)) return { ok: false, errors: thrown.errors.map(compileError) };
    throw thrown;
  }
}
