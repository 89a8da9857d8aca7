/** A learner's file after compilation, and what can be wrong with it. */
import type { SourcePosition } from '../contract/types.ts';

/** A module ready to be linked to the engine. */
export interface CompiledModule {
  /** The file's name as the editor shows it. */
  readonly entry: string;
  /** What the learner wrote. */
  readonly source: string;
  readonly code: string;
  /** Source map of `code`, as JSON. */
  readonly map: string;
  /** Where in `code` the specifiers of the engine stand (without quotes), ascending. */
  readonly engineImports: readonly { readonly start: number; readonly end: number }[];
}

/** One reason why a file does not compile. */
export interface CompileError {
  readonly message: string;
  readonly at?: SourcePosition;
}

/** A module, or why there is none. */
export type Compilation =
  | { readonly ok: true; readonly module: CompiledModule }
  | { readonly ok: false; readonly errors: readonly CompileError[] };

/** The one module that a learner's file can import. */
export const engineName = 'strata';

/** The longest file that is compiled, in UTF-16 units: about 25,000 lines. */
export const sourceLimit = 1_048_576;

/** How long the compiler may take for one file; what takes longer is nested beyond reason. */
export const compileLimitMs = 10_000;

/** What is said of a file over which the compiler broke down or never came to an end. */
export const compilerGaveUp: CompileError = {
  message: 'The compiler gave up on this file: something in it is nested too deeply.',
};
