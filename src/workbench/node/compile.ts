/** Compiles a learner's file in Node, with the same options and the same second half as in the browser. */
import { stop, transform } from 'esbuild';
import { type Compilation, compileLimitMs, compilerGaveUp } from '../compile/compiled.ts';
import { finishCompile, refuseSource } from '../compile/finish.ts';
import { type TransformMessage, compileError } from '../compile/source-positions.ts';
import { transformOptions } from '../compile/transform-options.ts';

const hasErrors = (thrown: unknown): thrown is { readonly errors: readonly TransformMessage[] } =>
  typeof thrown === 'object' && thrown !== null && Array.isArray(Reflect.get(thrown, 'errors'));

/** esbuild's own words when its process ended under a file, by itself or because it was stopped. */
const hasDied = (thrown: unknown): boolean => thrown instanceof Error && thrown.message.includes('service');

async function compileNow(entry: string, source: string, withholds: readonly string[]): Promise<Compilation> {
  const refused = refuseSource(source);
  if (refused) return { ok: false, errors: [refused] };
  const limit = setTimeout(() => void stop(), compileLimitMs);
  try {
    return finishCompile(entry, source, await transform(source, transformOptions(entry)), withholds);
  } catch (thrown) {
    if (hasErrors(thrown)) return { ok: false, errors: thrown.errors.map(compileError) };
    if (hasDied(thrown)) {
      // It starts anew only for who says that it has stopped.
      await stop();
      return { ok: false, errors: [compilerGaveUp] };
    }
    throw thrown;
  } finally {
    clearTimeout(limit);
  }
}

let last: Promise<unknown> = Promise.resolve();

/** Compiles `source`, the file `entry`. One file at a time, so that one that kills the compiler takes no other with it. */
export function compile(
  entry: string,
  source: string,
  withholds: readonly string[] = [],
): Promise<Compilation> {
  const compilation = last.then(() => compileNow(entry, source, withholds));
  last = compilation.catch(() => {});
  return compilation;
}
