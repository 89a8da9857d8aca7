/** How a learner's file is type-checked: the same options and surroundings in the editor and in the lab gate. */

/** What stands on the global object besides the language: the part of it that TypeScript's own libraries lack. */
export const learnerGlobals = `
/** Prints below the check that is running. */
declare const console: Readonly<Record<'log' | 'info' | 'warn' | 'error' | 'debug', (...values: readonly unknown[]) => void>>;
/** Calls \`task\` when nothing else is left to run; delays order the calls and take no time. */
declare function setTimeout<Values extends readonly unknown[]>(task: (...values: Values) => void, delay?: number, ...values: Values): number;
declare function clearTimeout(id: number): void;
declare function queueMicrotask(task: () => void): void;
/** A deep copy of plain data. */
declare function structuredClone<T>(value: T): T;
declare class TextEncoder { encode(text: string): Uint8Array }
declare class TextDecoder { decode(bytes: Uint8Array): string }
`;

/** TypeScript's options for a learner's file, as they stand in a tsconfig. */
export const learnerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2023'],
  types: [],
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
} as const;
