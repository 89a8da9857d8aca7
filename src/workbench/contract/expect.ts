/** Expectations for checks: each throws a `MismatchError` that carries what was received and what was expected. */
import { firstDifference } from './equal.ts';
import { showValue } from './show-value.ts';
import type { Mismatch } from './types.ts';

/** Thrown by an expectation that does not hold; a check's `explain` turns it into a sentence. */
export class MismatchError extends Error implements Mismatch {
  readonly actual: unknown;
  readonly expected: unknown;
  constructor(message: string, actual: unknown, expected: unknown) {
    super(message);
    this.name = 'MismatchError';
    this.actual = actual;
    this.expected = expected;
  }
}

/** The parts of a rejection that an expectation reads; the engine's `Rejection` fits it. */
interface RejectionLike {
  readonly code: string;
  readonly message: string;
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const isResult = (value: unknown): boolean => typeof field(value, 'ok') === 'boolean';

const notAResult = (actual: unknown): never => {
  throw new MismatchError(
    `Expected a result ({ ok: true, value } or { ok: false, rejection }), received ${showValue(actual)}.`,
    actual,
    'a result',
  );
};

/** What can be expected of a value. Every method returns nothing and throws a {@link MismatchError}, unless said otherwise. */
export interface Expectation<T> {
  /** The very same value: `Object.is`, so objects must be identical. */
  toBe(expected: T): void;
  /** Equal all the way down, through arrays, maps, sets, bytes and bigints; `undefined` fields count as missing. */
  toEqual(expected: T): void;
  /** A result that succeeded; returns its value. */
  toBeOk(): T extends { readonly ok: true; readonly value: infer V } ? V : never;
  /** A result that was refused, with this code if one is given. */
  toBeRejected(code?: string): void;
  /** Exactly `true`; `why` is the sentence shown when it is not. */
  toBeTrue(why: string): void;
  /** A number at most `tolerance` away from `expected`. */
  toBeWithin(expected: number, tolerance: number): void;
  /** A number or bigint that is no smaller. */
  toBeAtLeast(least: number | bigint): void;
  /** A number or bigint that is no larger. */
  toBeAtMost(most: number | bigint): void;
}

const isNumeric = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));

/** Says what a check expects of `actual`. */
export function expect<T>(actual: T): Expectation<T> {
  const refuse = (message: string, expected: unknown, received: unknown = actual): never => {
    throw new MismatchError(message, received, expected);
  };
  return {
    toBe(expected) {
      if (!Object.is(actual, expected)) {
        refuse(`Expected ${showValue(expected)}, received ${showValue(actual)}.`, expected);
      }
    },
    toEqual(expected) {
      const found = firstDifference(actual, expected);
      if (!found) return;
      const place = found.path === '' ? '' : ` at ${found.path}`;
      refuse(`Expected ${showValue(found.expected)}${place}, received ${showValue(found.actual)}.`, expected);
    },
    toBeOk() {
      if (!isResult(actual)) notAResult(actual);
      if (field(actual, 'ok') === true) return field(actual, 'value') as never;
      const rejection = field(actual, 'rejection') as Partial<RejectionLike> | undefined;
      return refuse(
        `This was refused (${rejection?.code}: ${rejection?.message}) and should be accepted.`,
        'accepted',
      );
    },
    toBeRejected(code) {
      if (!isResult(actual)) notAResult(actual);
      if (field(actual, 'ok') === true) {
        refuse(
          `This was accepted and should be refused${code === undefined ? '' : ` with ${code}`}.`,
          code ?? 'refused',
          'accepted',
        );
      }
      const received = field(field(actual, 'rejection'), 'code');
      if (code !== undefined && received !== code) {
        refuse(
          `This was refused with ${showValue(received)} and should be refused with ${showValue(code)}.`,
          code,
          received,
        );
      }
    },
    toBeTrue(why) {
      if (actual !== true) refuse(why, true);
    },
    toBeWithin(expected, tolerance) {
      if (typeof actual !== 'number' || !(Math.abs(actual - expected) <= tolerance)) {
        refuse(`Expected ${expected} give or take ${tolerance}, received ${showValue(actual)}.`, expected);
      }
    },
    toBeAtLeast(least) {
      if (!isNumeric(actual) || actual < least) {
        refuse(`Expected at least ${showValue(least)}, received ${showValue(actual)}.`, least);
      }
    },
    toBeAtMost(most) {
      if (!isNumeric(actual) || actual > most) {
        refuse(`Expected at most ${showValue(most)}, received ${showValue(actual)}.`, most);
      }
    },
  };
}
