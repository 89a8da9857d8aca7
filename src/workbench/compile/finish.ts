/** Everything after `transform`: finds the imports, refuses what a lab does not have, notes where the engine goes. */
import { parse } from 'es-module-lexer/js';
import { type Compilation, type CompileError, engineName, sourceLimit } from './compiled.ts';
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

/** Finishes the compilation of `source`, the file `entry`. */
export function finishCompile(entry: string, source: string, { code, map }: Transformed): Compilation {
  const [imports] = parse(code, entry);
  const errors: CompileError[] = [];
  const engineImports: { start: number; end: number }[] = [];
  for (const found of imports) {
    const at = sourcePosition(map, positionOfOffset(code, found.importStart));
    const refuse = (message: string): void => {
      errors.push(at ? { message, at } : { message });
    };
    if (found.type === 'import-meta') refuse('import.meta is not here: a lab has no files around it.');
    else if (found.type !== 'static' && found.type !== 'reexport-star') {
      refuse('import() is not here: write the import at the top of the file.');
    } else if (found.specifier !== engineName || found.phase !== null) refuse(whyRefused(found.specifier));
    else engineImports.push({ start: found.start, end: found.end });
  }
  if (errors.length > 0) return { ok: false, errors };
  engineImports.sort((a, b) => a.start - b.start);
  return { ok: true, module: { entry, source, code, map, engineImports } };
}
