/** The plain editor finds the place that a message names. */
import { expect, test } from 'vitest';
import { offsetOf } from '../../src/workbench/editor/plain-editor.ts';

const TEXT = 'first\nsecond line\n\nlast';

test('a place is an offset in the text', () => {
  expect(offsetOf(TEXT, 1, 1)).toBe(0);
  expect(TEXT.slice(offsetOf(TEXT, 2, 8))).toBe('line\n\nlast');
  expect(TEXT.slice(offsetOf(TEXT, 4, 2))).toBe('ast');
});

test('a place past the end is the end', () => {
  expect(offsetOf(TEXT, 4, 400)).toBe(TEXT.length);
  expect(offsetOf(TEXT, 90, 1)).toBeLessThanOrEqual(TEXT.length);
});
