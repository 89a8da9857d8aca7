/** Runs the program of a predict-the-output question on the engine, and returns what it prints. */
import { format } from 'node:util';
import { transform } from 'esbuild';
import * as strata from 'strata';

/** Names that `import { a, b as c } from 'strata'` binds. */
function bindings(list: string): string {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => part.replace(/\s+as\s+/, ': '))
    .join(', ');
}

/** The lines that `code` logs. It may import from `strata` and from nowhere else. */
export async function printsOf(code: string): Promise<string> {
  const { code: plain } = await transform(code, { loader: 'ts', format: 'esm', target: 'es2022' });
  const body = plain.replaceAll(
    /^import\s*\{([^}]*)\}\s*from\s*["']strata["'];?$/gm,
    (_all, list: string) => `const { ${bindings(list)} } = strata;`,
  );
  if (/^\s*(import|export)\b/m.test(body))
    throw new Error('A snippet imports names from strata and nothing else, and exports nothing.');
  const lines: string[] = [];
  const console = { log: (...values: unknown[]) => lines.push(format(...values)) };
  const run = new Function('strata', 'console', `'use strict';\n${body}`) as (
    engine: typeof strata,
    log: typeof console,
  ) => void;
  await strata.ready();
  run(strata, console);
  return lines.join('\n');
}
