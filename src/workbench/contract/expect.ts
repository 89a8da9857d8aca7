/** Expectations for checks: each throws a `MismatchError` that carries what was received and what was expected. */
import type { Mismatch } from './types.ts';

/** Thrown by an expectation that does not hold; a check's `explain` turns it into a sentence. */
export class MismatchError extends Error implements Mismatch {
  readonly actual: unknown;
  readonly expected: unknown;
  constructor(message: string, actual: unknown, expected: unknown) {
    super(message);
    this.actual = actual;
    this.expected = expected;
  }
}
