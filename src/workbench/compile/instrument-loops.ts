/** Makes a compiled module report each turn of its loops, to find the one that does not end after a run was ended. */
import type { CompiledModule } from './compiled.ts';
import { turnFunction } from '../realm/loop-watch.ts';

/** A line of esbuild's output that opens a loop: its printer puts each loop's head on one line. */
const loopHead = /^\s*(?:[\w$]+:\s*)*(?:for(?:\s+await)?\s*\(|while\s*\(|do\b)/;

/**
 * `module` with a call at the start of every loop's body that names the line in the compiled code. Code inside of
 * template literals may be changed too; that does no harm, since the outcome of such a run is not used.
 */
export function instrumentLoops(module: CompiledModule): CompiledModule {
  const starts: number[] = [];
  const inserted: { readonly at: number; readonly length: number }[] = [];
  let offset = 0;
  const lines = module.code.split('\n').map((line, index) => {
    const start = offset;
    offset += line.length + 1;
    starts.push(start);
    if (!loopHead.test(line)) return line;
    const call = `${turnFunction}(${index + 1});`;
    let changed = line;
    if (line.endsWith('{')) changed = `${line} ${call}`;
    else if (/\)\s*;$/.test(line)) changed = `${line.replace(/;$/, '')}{ ${call} }`;
    else if (line.endsWith(')')) changed = `${line} if ((${turnFunction}(${index + 1}), true))`;
    inserted.push({ at: start + line.length, length: changed.length - line.length });
    return changed;
  });
  const shift = (position: number): number =>
    position + inserted.reduce((sum, { at, length }) => (at <= position ? sum + length : sum), 0);
  return {
    ...module,
    code: lines.join('\n'),
    engineImports: module.engineImports.map(({ start, end }) => ({ start: shift(start), end: shift(end) })),
  };
}
