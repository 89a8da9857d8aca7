/** Problems in what was written, as an author wants them: file, line, what is wrong. */
import { expect } from 'vitest';

/** One problem. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Fails with one line a problem, or passes. */
export function expectNone(problems: readonly Problem[]): void {
  expect(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n')).toBe('');
}
