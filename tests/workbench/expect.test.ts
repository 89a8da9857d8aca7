/** Expectations, equality and the way values are shown. */
import { describe, expect as holds, it } from 'vitest';
import { firstDifference } from '../../src/workbench/contract/equal.ts';
import { MismatchError, expect } from '../../src/workbench/contract/expect.ts';
import { showValue } from '../../src/workbench/contract/show-value.ts';

const mismatch = (run: () => unknown): MismatchError => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof MismatchError) return thrown;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
};

describe('deep equality', () => {
  it('goes through arrays, maps, sets, bytes and bigints', () => {
    const value = () => ({ a: [1n, new Map([['k', new Set([1, 2])]])], b: new Uint8Array([1, 2]) });
    holds(firstDifference(value(), value())).toBeUndefined();
  });
  it('names the first place where two values part', () => {
    const found = firstDifference(
      { headers: [{ nonce: 1 }, { nonce: 2 }] },
      { headers: [{ nonce: 1 }, { nonce: 3 }] },
    );
    holds(found).toEqual({ path: '.headers[1].nonce', actual: 2, expected: 3 });
  });
  it('tells a number from the same bigint, bytes from an array, a map from an object', () => {
    holds(firstDifference(1, 1n)).toBeDefined();
    holds(firstDifference(new Uint8Array([1]), [1])).toBeDefined();
    holds(firstDifference(new Map(), {})).toBeDefined();
  });
  it('takes things that show nothing of themselves for equal to themselves alone', () => {
    const promise = Promise.resolve(1);
    holds(firstDifference(promise, promise)).toBeUndefined();
    holds(firstDifference(promise, {})).toBeDefined();
    holds(firstDifference(promise, Promise.resolve(1))).toBeDefined();
    holds(firstDifference(new ArrayBuffer(1), new ArrayBuffer(2))).toBeDefined();
    holds(firstDifference(new Date(1), new Date(2))).toBeDefined();
  });
  it('misses nothing in a set, not even undefined', () => {
    holds(firstDifference(new Set([1]), new Set([undefined]))?.path).toBe('.has(undefined)');
  });
  it('holds missing and undefined fields for the same, and no other difference in keys', () => {
    holds(firstDifference({ a: undefined }, {})).toBeUndefined();
    holds(firstDifference({ a: 1 }, {})).toEqual({ path: '.a', actual: 1, expected: undefined });
  });
  it('notices what is left over in either of two lists, maps and sets', () => {
    holds(firstDifference([1, 2], [1])?.path).toBe('.length');
    holds(firstDifference(new Map([[1, 1]]), new Map())?.path).toBe('.size');
    holds(firstDifference(new Set([1]), new Set([2]))?.path).toBe('.has(2)');
  });
  it('ends on values that contain themselves', () => {
    const ring = () => {
      const made: { self?: unknown } = {};
      made.self = made;
      return made;
    };
    holds(firstDifference(ring(), ring())).toBeUndefined();
  });
});

describe('an expectation', () => {
  it('carries what was received and what was expected', () => {
    const found = mismatch(() => expect(2).toBe(3));
    holds([found.actual, found.expected, found.message]).toEqual([2, 3, 'Expected 3, received 2.']);
  });
  it('returns the value of a result that succeeded, and shows the refusal of one that did not', () => {
    holds(expect({ ok: true, value: 5 } as const).toBeOk()).toBe(5);
    const refused = { ok: false, rejection: { code: 'nonce-too-low', message: 'It was used.' } };
    holds(mismatch(() => expect(refused).toBeOk()).message).toContain('nonce-too-low: It was used.');
  });
  it('wants the refusal with the code it names', () => {
    const refused = { ok: false, rejection: { code: 'nonce-too-low' } };
    expect(refused).toBeRejected('nonce-too-low');
    holds(mismatch(() => expect(refused).toBeRejected('balance-too-low')).actual).toBe('nonce-too-low');
    holds(mismatch(() => expect({ ok: true }).toBeRejected()).message).toContain('should be refused');
    holds(mismatch(() => expect(undefined).toBeRejected()).message).toContain('Expected a result');
  });
  it('refuses NaN, strings and true-ish values where numbers and true are meant', () => {
    mismatch(() => expect(Number.NaN).toBeWithin(0, 10));
    mismatch(() => expect(Number.NaN).toBeAtLeast(0));
    mismatch(() => expect('5' as unknown as number).toBeAtMost(7));
    holds(mismatch(() => expect(1 as unknown as boolean).toBeTrue('It should hold.')).message).toBe(
      'It should hold.',
    );
  });
});

describe('showing a value', () => {
  it.each([
    [{ a: 1n, 'b-c': [null, undefined] }, '{ a: 1n, "b-c": [null, undefined] }'],
    [new Uint8Array([1, 255]), 'bytes(2) 01ff'],
    [new Map([['a', 1]]), 'Map(1) { "a" → 1 }'],
    [new Error('why'), 'Error: why'],
    [[], '[]'],
    [-0, '-0'],
  ])('writes %o as code would', (value, text) => {
    holds(showValue(value)).toBe(text);
  });
  it('stays short for what is long, deep or circular', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    holds(showValue(ring)).toBe('[[circular]]');
    holds(showValue(Array.from({ length: 1_000 }, (_, index) => index)).length).toBeLessThan(120);
    holds(showValue('x'.repeat(10_000)).length).toBeLessThan(420);
  });
});
