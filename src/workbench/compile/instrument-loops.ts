/** Makes a compiled module report each turn of its loops, to find the one that does not end after a run was ended. */
import type { CompiledModule } from './compiled.ts';
import { turnFunction } from '../realm/loop-watch.ts';

/** A line of esbuild's output that opens a loop: its printer begins a line with each loop and keeps the head on it. */
const loopStart = /^\s*(?:[\w$]+:\s*)*(?:(?:for(?:\s+await)?|while)\s*\(|do\b)/;

/** Where the head of the loop that begins with `line` ends: behind its closing bracket, or behind `do`. */
function headEnd(line: string, start: string): number {
  let position = start.length;
  let quote = '';
  for (let depth = start.endsWith('(') ? 1 : 0; depth > 0; position += 1) {
    const character = line[position];
    if (character === undefined) return line.length;
    if (character === '\\') position += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'" || character === '`') quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
  }
  return position;
}

/** Where calls go in `line`, and their texts: loops within loops on one line come one after another. */
function callsFor(line: string, call: string): readonly { readonly at: number; readonly text: string }[] {
  const calls: { at: number; text: string }[] = [];
  let from = 0;
  for (
    let start = loopStart.exec(line)?.[0];
    start !== undefined;
    start = loopStart.exec(line.slice(from))?.[0]
  ) {
    const end = from + headEnd(line.slice(from), start);
    const block = /^\s*\{/.exec(line.slice(end))?.[0];
    from = end + (block?.length ?? 0);
    // A body without braces becomes the branch of an `if` that always holds; its own `else` stays with it.
    calls.push({ at: from, text: block === undefined ? ` if ((${call}, true))` : ` ${call};` });
  }
  return calls;
}

/**
 * `module` with a call at the start of every loop's body that names the line in the compiled code. Code inside of
 * template literals may be changed too; that does no harm, since the outcome of such a run is not used.
 */
export function instrumentLoops(module: CompiledModule): CompiledModule {
  const inserted: { readonly at: number; readonly length: number }[] = [];
  let offset = 0;
  const lines = module.code.split('\n').map((line, index) => {
    const begin = offset;
    offset += line.length + 1;
    const calls = callsFor(line, `${turnFunction}(${index + 1})`);
    for (const { at, text } of calls) inserted.push({ at: begin + at, length: text.length });
    return calls.reduceRight(
      (changed, { at, text }) => changed.slice(0, at) + text + changed.slice(at),
      line,
    );
  });
  let passed = 0;
  let added = 0;
  /** Where `position` went. Positions come in ascending order, so that what was inserted is counted once. */
  const shift = (position: number): number => {
    for (let next = inserted[passed]; next && next.at <= position; next = inserted[passed]) {
      added += next.length;
      passed += 1;
    }
    return position + added;
  };
  return {
    ...module,
    code: lines.join('\n'),
    engineImports: module.engineImports.map(({ start, end }) => ({ start: shift(start), end: shift(end) })),
  };
}
