/** How answers are read and marked. */
import { describe, expect, test } from 'vitest';
import { inlineMarkdown, plainText } from '../../src/components/build/inline-markdown.ts';
import { regionOf, withoutMarks } from '../../src/components/build/regions.ts';
import { shuffledPositions } from '../../src/components/build/shuffle.ts';
import { formatNumber, parseNumber, samePrint, within } from '../../src/components/numbers.ts';
import type { AnswerKey } from '../../src/components/quiz-rules.ts';
import { mark } from '../../src/components/quiz-rules.ts';

test.each([
  ['7', 7],
  [' 6.67 ', 6.67],
  ['6,67', 6.67],
  ['0,125', 0.125],
  ['4,000', 4000],
  ['4,000,000', 4_000_000],
  ['1,234.5', 1234.5],
  ['4 000 000', 4_000_000],
  ['4\u202f000', 4000],
  ["4'000", 4000],
  ['4_000', 4000],
  ['-3', -3],
  ['−3', -3],
  ['.5', 0.5],
  ['1e6', 1_000_000],
  ['7 tx/s', 7],
  ['12%', 12],
  ['12 %', 12],
  ['', null],
  ['seven', null],
  ['1.2.3', null],
  ['1,23,456', null],
  ['7 of 9', null],
  ['Infinity', null],
  ['0x10', null],
])('%j is read as %s', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

test('a tolerance is an amount or a share of the answer', () => {
  expect(within(6.7, 6.67, 0.05)).toBe(true);
  expect(within(6.8, 6.67, 0.05)).toBe(false);
  expect(within(95, 100, '5%')).toBe(true);
  expect(within(94.9, 100, '5%')).toBe(false);
  expect(within(0.1 + 0.2, 0.3, 0)).toBe(true);
});

test('numbers are written grouped, with the decimals asked for', () => {
  expect(formatNumber(4_000_000)).toBe('4,000,000');
  expect(formatNumber(6.6666666, 2)).toBe('6.67');
  expect(formatNumber(6.6666666)).toBe('6.667');
  expect(formatNumber(12345.678)).toBe('12,345.7');
  expect(formatNumber(0.000123456)).toBe('0.0001235');
});

test('printed text is compared without regard to blanks and the kind of quotes', () => {
  expect(samePrint(" 'a'  1 \n\n", '"a" 1')).toBe(true);
  expect(samePrint('a\nb', 'b\na')).toBe(false);
});

describe('marking', () => {
  const choice: AnswerKey = { kind: 'choice', right: ['0', '2'] };
  const number: AnswerKey = { kind: 'number', answer: 6.67, tolerance: 0.01, mistakes: [4000] };
  const order: AnswerKey = { kind: 'order', right: ['0', '1', '2'] };
  const print: AnswerKey = { kind: 'print', prints: '0x05', mistakes: ['5'] };

  test.each<[string, AnswerKey, string[], boolean | null]>([
    ['all right options and no other', choice, ['2', '0'], true],
    ['one right option missing', choice, ['0'], false],
    ['one wrong option more', choice, ['0', '1', '2'], false],
    ['nothing chosen', choice, [], null],
    ['a number within tolerance', number, ['6,67'], true],
    ['a number outside it', number, ['6.7'], false],
    ['words for a number', number, ['many'], null],
    ['the right order', order, ['0', '1', '2'], true],
    ['another order', order, ['1', '0', '2'], false],
    ['the right output', print, [' 0x05\n'], true],
    ['another output', print, ['0x5'], false],
    ['no output', print, ['  '], null],
  ])('%s', (_what, key, given, right) => {
    expect(mark(key, given).right).toBe(right);
  });

  test('a known mistake points to its explanation', () => {
    expect(mark(number, ['4000']).chosen).toEqual([1]);
    expect(mark(print, ['5']).chosen).toEqual([1]);
    expect(mark(order, ['1', '0', '2']).say).toBe('Not right: 1 of 3 stand in their place.');
  });
});

describe('inline Markdown', () => {
  test('knows code, strong, emphasis and links, and shows everything else as it is', () => {
    expect(inlineMarkdown('a `b < c` **d** *e* [f](https://g.org/h) & <i>')).toBe(
      'a <code>b &lt; c</code> <strong>d</strong> <em>e</em> <a href="https://g.org/h">f</a> &amp; &lt;i&gt;',
    );
    expect(inlineMarkdown('`a * b * c` and 2 * 3 * 4')).toBe('<code>a * b * c</code> and 2 * 3 * 4');
    expect(inlineMarkdown('[x](javascript:alert)')).toBe('[x](javascript:alert)');
    expect(plainText('a `b` **c** [d](/e)')).toBe('a b c d');
  });
});

describe('regions', () => {
  const code =
    '// #region all\n  const a = 1;\n  // #region inner\n  const b = 2;\n  // #endregion\n// #endregion\n';
  test('are cut out without marks and common indent', () => {
    expect(regionOf(code, 'all', 'x.ts')).toBe('const a = 1;\nconst b = 2;');
    expect(regionOf(code, 'inner', 'x.ts')).toBe('const b = 2;');
    expect(withoutMarks(code)).toBe('const a = 1;\n  const b = 2;');
  });
  test('that are missing or never end are told', () => {
    expect(() => regionOf(code, 'outer', 'x.ts')).toThrow('x.ts has no region “outer”. It has: all, inner.');
    expect(() => regionOf('// #region a\n', 'a', 'x.ts')).toThrow('has no // #endregion');
  });
});

test('a shuffle is the same on every build and never the given order', () => {
  const items = ['first', 'second', 'third', 'fourth'];
  expect(shuffledPositions(items, 'x')).toEqual(shuffledPositions(items, 'x'));
  for (let salt = 0; salt < 200; salt++) {
    const order = shuffledPositions(items, String(salt));
    expect(order).not.toEqual([0, 1, 2, 3]);
    expect(order.toSorted()).toEqual([0, 1, 2, 3]);
  }
});
