/** What a bad input is, and the ordinary file around a bad statement. */
import type { Grade } from '../../src/workbench/contract/types.ts';

/** A bad file and what its grade must show. */
export interface BadInput {
  readonly name: string;
  readonly source: string;
  /** Whether the file passes all the same: it was odd, not wrong. */
  readonly passes?: true;
  /** Why the run could not reach its checks or was ended. */
  readonly reason?: NonNullable<Grade['failure']>['reason'];
  /** What the failure, or the first failing check, has to say. */
  readonly says?: RegExp;
  /** The learner's line that it has to point at. */
  readonly line?: number;
}

/** What a right answer returns. */
export const good = 'numbers.reduce((total, number) => total + number, 0)';

/** A right answer with `statements` before it, beginning on line 2. */
export const body = (statements: string): string =>
  `export const sum = (numbers: readonly number[]): unknown => {\n${statements}\n  return ${good};\n};\n`;
