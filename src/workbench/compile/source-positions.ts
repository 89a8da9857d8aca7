/** Maps positions of the compiled module to the learner's own lines, and esbuild's messages to errors. */
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import type { SourcePosition } from '../contract/types.ts';
import type { CompileError } from './compiled.ts';

/** What is read of esbuild's messages; its columns count bytes from 0. */
export interface TransformMessage {
  readonly text: string;
  readonly location: { readonly line: number; readonly column: number; readonly lineText: string } | null;
}

/** The column, from 1 in UTF-16 units, of byte `offset` of `line`. */
function columnOfByte(line: string, offset: number): number {
  let bytes = 0;
  let column = 1;
  for (const character of line) {
    if (bytes >= offset) break;
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
    column += character.length;
  }
  return column;
}

/** An esbuild message as a compile error at the learner's line. */
export function compileError({ text, location }: TransformMessage): CompileError {
  if (!location) return { message: text };
  return {
    message: text,
    at: { line: location.line, column: columnOfByte(location.lineText, location.column) },
  };
}

/** Where `at`, a position in compiled code (from 1), stands in the source; nothing when the map has no such place. */
export function sourcePosition(map: string, at: SourcePosition): SourcePosition | undefined {
  const found = originalPositionFor(new TraceMap(map), { line: at.line, column: Math.max(0, at.column - 1) });
  return found.line === null ? undefined : { line: found.line, column: found.column + 1 };
}

/** The position of `offset` in `text`, from 1. */
export function positionOfOffset(text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}
