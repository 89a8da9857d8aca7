/** Everything after `transform`: finds the imports, refuses what a lab does not have, notes where the engine goes. */
import { parse } from 'es-module-lexer/js';
import { type Compilation, type CompileError, engineName, sourceLimit } from './compiled.ts';
import { whyWithheld } from '../realm/withheld.ts';
import { positionOfOffset, sourcePosition } from './source-positions.ts';

/** What esbuild made of a file. */
export interface Transformed {
  readonly code: string;
  readonly map: string;
}

/** Refuses a source that is too long before it is compiled. */
export function refuseSource(source: string): CompileError | undefined {
  if (source.length <= sourceLimit) return undefined;
  return {
    message: `This file has ${source.length.toLocaleString('en')} characters; at most ${sourceLimit.toLocaleString('en')} are compiled.`,
  };
}

function whyRefused(specifier: string): string {
  const instead = `A lab has one module to import, "${engineName}".`;
  if (/^[a-z][a-z0-9+.-]*:/i.test(specifier) || specifier.startsWith('//')) {
    return `"${specifier}" is an address, and a lab runs without a network. ${instead}`;
  }
  return `There is no module "${specifier}" here. ${instead}`;
}

/** How many faulty imports are told at once. */
const mostErrors = 10;

/**
 * `code` with an escape in every "import" that the lexer took for something else. In a text, a regular expression or a
 * name it reads the same; if the lexer was deceived and it is an import after all, the escape is a syntax error.
 */
function escapeOthers(code: string): string {
  const known = new Set(parse(code)[0].map((found) => found.importStart));
  return code.replaceAll(/(?<!\\)\bimport\b/g, (word, offset: number) =>
    known.has(offset) ? word : String.raw`\u0069mport`,
  );
}

/** The imports and exports of esbuild's output, or why they could not be told apart from the rest of it. */
function readModule({ code: transformed, map }: Transformed) {
  try {
    const code = escapeOthers(transformed);
    const [imports, exports] = parse(code);
    return { code, imports, exports: exports.map((found) => ('name' in found ? found.name : '')) };
  } catch (thrown) {
    const offset: unknown = thrown instanceof Error ? Reflect.get(thrown, 'idx') : undefined;
    const at =
      typeof offset === 'number' ? sourcePosition(map, positionOfOffset(transformed, offset)) : undefined;
    const message =
      'This file cannot be read past this place. If something is divided here, put brackets around it; if it is nested a thousand deep, take it apart.';
    return { error: at ? { message, at } : { message } };
  }
}

/** The names that an import of the engine or a re-export from it asks for; none for a whole namespace. */
const namesIn = (statement: string): readonly string[] =>
  (/\{([^}]*)\}/.exec(statement)?.[1] ?? '').split(',').flatMap((part) => part.trim().split(/\s+/)[0] ?? []);

/** Finishes the compilation of `source`, the file `entry`; `withholds` are the engine's names that it may not import. */
export function finishCompile(
  entry: string,
  source: string,
  transformed: Transformed,
  withholds: readonly string[] = [],
): Compilation {
  const { map } = transformed;
  const read = readModule(transformed);
  if ('error' in read) return { ok: false, errors: [read.error] };
  const { code } = read;
  const errors: CompileError[] = [];
  const engineImports: { start: number; end: number }[] = [];
  const refuse = (offset: number, message: string): void => {
    if (errors.length >= mostErrors) return;
    const at = sourcePosition(map, positionOfOffset(code, offset));
    errors.push(at ? { message, at } : { message });
  };
  for (const found of read.imports) {
    const start = found.importStart;
    if (found.type === 'import-meta') refuse(start, 'import.meta is not here: a lab has no files around it.');
    else if (found.type !== 'static' && found.type !== 'reexport-star') {
      refuse(start, 'import() is not here: write the import at the top of the file.');
    } else if (found.specifier !== engineName || found.phase !== null) {
      refuse(start, whyRefused(found.specifier));
    } else {
      engineImports.push({ start: found.start, end: found.end });
      for (const name of namesIn(code.slice(start, found.start))) {
        if (withholds.includes(name)) refuse(start, whyWithheld(name));
      }
    }
  }
  if (read.exports.includes('then')) {
    errors.push({ message: 'An export may not be called "then": the file would be taken for a promise.' });
  }
  if (errors.length > 0) return { ok: false, errors };
  engineImports.sort((a, b) => a.start - b.start);
  return { ok: true, module: { entry, source, code, map, engineImports } };
}
