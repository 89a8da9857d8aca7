/** The content checks themselves: a broken text must be told from a sound one. */
import { describe, expect, test } from 'vitest';
import { quizSchema } from '../../src/content/schemas/quiz.ts';
import { checkUses } from './check-uses.ts';
import { agrees } from './computed-values.ts';
import type { Content } from './read-content.ts';
import { readText, readYaml } from './read-content.ts';
import { printsOf } from './run-snippet.ts';

const content: Content = {
  lessons: [],
  labs: new Map([
    [
      'fee-market',
      {
        id: 'fee-market',
        folder: 'src/labs/1-fee-market',
        minutes: 20,
        measures: new Set(['fees', 'share at ${size} MB']),
        solution: '// #region pick\nexport const a = 1;\n// #endregion\n',
        texts: [],
      },
    ],
  ]),
  quizzes: new Map(),
  terms: new Map([['nonce', readText('nonce.md', '---\nterm: nonce\n---\n')]]),
  sources: new Map([['bip-141', readYaml('bip-141.yaml', 'short: BIP-141')]]),
  figures: new Set(['hash-links']),
};
const has = (lesson: string, entry: string) => lesson === 'demo' && entry === 'capacity';
const problemsIn = (source: string) =>
  checkUses(readText('demo.mdx', source), 'demo', content, has).map(
    ({ line, message }) => `${line} ${message}`,
  );

describe('a text', () => {
  test('that names only what exists has no problems', () => {
    const sound = `---
title: Demo
---
A <Term id="nonce">nonce</Term>, see <Source id="bip-141" section="x" />: <Computed id="capacity">6.67</Computed>.

<Figure name="hash-links" />
<Lab id="fee-market" />
<Snippet lab="fee-market" region="pick" />
<Measure lab="fee-market" rows={[{ of: 'fees', label: 'Fees', reference: 'capacity', source: 'bip-141' }]} />
<Predict id="how-many" kind="number" answer="capacity">How many?</Predict>
<Verdict outcome="holds">It took <Mine of="fee-market.fees" computed="capacity" /> and <Mine of="fee-market.share at 4 MB" fallback="1" />.</Verdict>
`;
    expect(problemsIn(sound)).toEqual([]);
  });

  test.each([
    ['<Term id="nonsense">x</Term>', /^2 <Term> names the term “nonsense”/],
    ['<Source id="bip-9999" />', /^2 <Source> names the source “bip-9999”/],
    ['<Figure name="moon" />', /^2 <Figure> names the figure “moon”. There are: hash-links/],
    ['<Lab id="fee-markt" />', /^2 <Lab> names the lab “fee-markt”/],
    ['<Computed id="missing">1</Computed>', /src\/content\/computed\/demo\.ts does not have/],
    ['<Computed id="other/capacity">1</Computed>', /src\/content\/computed\/other\.ts does not have/],
    ['<Snippet lab="fee-market" region="gone" />', /has no region “gone”. It has: pick/],
    [
      '<Measure lab="fee-market" rows={[{ of: "weight" }]} />',
      /the measurement “weight”.*They take: fees, share/,
    ],
    ['<Mine of="fee-market.weight" fallback="1" />', /the measurement “weight”/],
    ['<Mine of="fee-market.share of MB" fallback="1" />', /the measurement “share of MB”/],
    ['<Mine of="fee-market.fees" />', /needs computed="…" or fallback="…"/],
    ['<Predict id="x" kind="number" answer="capacity" />', /asks no question/],
    ['<Predict id="x" kind="guess" answer="capacity">Why?</Predict>', /of kind number or choice/],
  ])('with %s is told where and what', (source, expected) => {
    expect(problemsIn(`Text.\n${source}\n`).join('\n')).toMatch(expected);
  });
});

test.each([
  ['6.67', 6.666666, true],
  ['6.66', 6.666666, false],
  ['7', 6.666666, true],
  ['4,000,000', 4_000_000, true],
  ['4 000 001', 4_000_000, false],
  ['1.005', 1.005, true],
  ['1.01', 1.005, true],
  ['−3', -3, true],
  ['about 7', 7, false],
  ['falls', 'falls', true],
  ['rises', 'falls', false],
])('prose that says %s agrees with %s: %s', (text, value, expected) => {
  expect(agrees(text, value)).toBe(expected);
});

describe('a self-check', () => {
  const option =
    '{ text: Yes, right: true, why: Because it is so. }, { text: No, why: Because it is not so. }';
  const question = (id: string) =>
    `- { kind: single, id: ${id}, ask: Is it so and why?, options: [${option}] }`;
  const numeric =
    '- { kind: numeric, id: n, ask: How many are there?, answer: capacity, tolerance: 1%, why: Because it is so. }';
  const output = '- { kind: output, id: o, code: "console.log(1)", prints: "1", why: Because it is so. }';
  const parse = (...questions: readonly string[]) => {
    const data = readYaml(
      'demo.yaml',
      `lesson: demo\nquestions:\n${questions.map((each) => `  ${each}`).join('\n')}\n`,
    );
    const parsed = quizSchema.safeParse(data.value);
    return parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${data.lineOf(path)} ${message}`);
  };

  test('of five questions, a number and an output among them, is sound', () => {
    expect(parse(question('a'), question('b'), question('c'), numeric, output)).toEqual([]);
  });
  test('without a number or an output is refused', () => {
    expect(parse(...['a', 'b', 'c', 'd', 'e'].map(question)).join()).toMatch(
      /at least one output and one number/,
    );
  });
  test('with an option that is not explained is refused, at its line', () => {
    const bare =
      '- { kind: single, id: x, ask: Is it so and why?, options: [{ text: Yes, right: true, why: Because it is so. }, { text: No }] }';
    expect(parse(question('a'), question('b'), bare, numeric, output).join()).toMatch(/^5 /);
  });
  test('with two right answers to a single choice is refused', () => {
    const twice = question('x').replace('text: No,', 'text: No, right: true,');
    expect(parse(question('a'), question('b'), twice, numeric, output).join()).toMatch(
      /exactly one right option/,
    );
  });
});

describe('a snippet', () => {
  test('is run on the engine and its output taken', async () => {
    expect(
      await printsOf(
        "import { bytesToHex as hex, type Hash } from 'strata';\nconst a: number = 5;\nconsole.log(hex(new Uint8Array([a])), 7n);",
      ),
    ).toBe('0x05 7n');
  });
  test('that imports from elsewhere is refused', async () => {
    await expect(printsOf("import fs from 'node:fs';\nconsole.log(fs);")).rejects.toThrow(
      /imports names from strata and nothing else/,
    );
  });
});
