/** Grades: the same file and seeds give the same bytes, failing cases are small, and what a grade says can be trusted. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createTally } from '../../src/workbench/grading/tally.ts';
import type { GradingSetup } from '../../src/workbench/node/grade.ts';
import { compile } from '../../src/workbench/node/compile.ts';
import type { CheckOutcome } from '../../src/workbench/realm/messages.ts';
import { gradeSource, manifest, sampleSetup } from './sample-lab.ts';

const good = `export const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);`;

let setup: GradingSetup;
beforeAll(async () => {
  setup = await sampleSetup([1, 2, 77]);
});

describe('a grade', () => {
  it('is the same bytes each time', async () => {
    const [first, second] = await Promise.all([gradeSource(setup, good), gradeSource(setup, good)]);
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
    expect(first).toMatchObject({
      lab: 'sum',
      version: 1,
      seeds: [1, 2, 77],
      passed: true,
      engine: setup.engine,
    });
  });
  it('shows the smallest size that fails, found between those the check tries', async () => {
    const stops = `export const sum = (numbers: readonly number[]) => numbers.slice(0, 13).reduce((a, b) => a + b, 0);`;
    const grade = await gradeSource(setup, stops);
    expect(grade.checks[1]).toMatchObject({ passed: false, size: 14, seed: 1, cause: 'mismatch' });
  });
  it('holds what was printed in the case that it shows, under its check', async () => {
    const grade = await gradeSource(
      setup,
      `console.log('loading');\nexport const sum = (numbers: readonly number[]) => {\n  console.warn('adding', numbers.length, { a: 1n });\n  return ${'numbers'}.reduce((a, b) => a + b, 0);\n};`,
    );
    expect(grade.checks[0]?.console).toEqual([
      { level: 'log', text: 'loading' },
      { level: 'warn', text: 'adding 0 { a: 1n }' },
    ]);
    expect(grade.checks[1]?.console).toEqual([{ level: 'warn', text: 'adding 40 { a: 1n }' }]);
  });
  it('carries the trace, its event and the measurements of a check', async () => {
    const grade = await gradeSource(setup, good);
    expect(grade.checks[1]).toMatchObject({
      event: 0,
      trace: { seed: 1 },
      measurements: [{ name: 'sum', value: 1960, unit: 'units', reference: 1960 }],
    });
  });
  it('says when the check broke over what the learner returned', async () => {
    const grade = await gradeSource(setup, `export const sum = async (numbers: number[]) => numbers.length;`);
    expect(grade.checks[0]?.passed).toBe(true);
    expect(grade.checks[1]).toMatchObject({ passed: false, cause: 'mismatch' });
  });
  it('hands over the engine’s own objects as they are, and learns nothing from copies of frozen input', async () => {
    const grade = await gradeSource(
      setup,
      `import { Counter, sum as reference } from 'strata';\nconst counter = new Counter();\nexport const sum = (numbers: readonly number[]) => {\n  if (!Object.isFrozen(numbers)) throw new Error('not frozen');\n  if (counter.next() < 1) throw new Error('stopped');\n  return reference(numbers);\n};`,
    );
    expect(grade.checks.map((check) => check.explanation)).toEqual(['', '', '']);
  });
  it('lets code assign its own names where the language has the same ones', async () => {
    const grade = await gradeSource(
      setup,
      `class Odd extends Error {\n  constructor() {\n    super('x');\n    this.name = 'Odd';\n    this.message = 'y';\n  }\n}\nconst record: Record<string, unknown> = {};\nrecord.toString = 1;\nrecord.constructor = 2;\nif (new Odd().name !== 'Odd' || record.toString !== 1) throw new Error('lost');\n${good}`,
    );
    expect(grade.passed).toBe(true);
  });
  it('runs timers in the order of their delays, without waiting', async () => {
    const before = performance.now();
    const grade = await gradeSource(
      setup,
      `const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));\nconst order: number[] = [];\nawait Promise.resolve();\nexport const sum = async (numbers: readonly number[]) => {\n  await Promise.all([later(60_000).then(() => order.push(2)), later(5_000).then(() => order.push(1))]);\n  return order.splice(0).join() === '1,2' ? 0 : 1;\n};`,
    );
    expect(grade.checks[0]).toMatchObject({ passed: true });
    expect(performance.now() - before).toBeLessThan(30_000);
  });
});

describe('the verdict', () => {
  const checks = [
    { id: 'a', name: 'A' },
    { id: 'b', name: 'B' },
  ];
  const outcome = (id: string): CheckOutcome => ({
    id,
    name: id,
    passed: true,
    explanation: '',
    seed: 1,
    size: 1,
    console: [],
    measurements: [],
  });
  const tally = async () => {
    const compilation = await compile('x.ts', 'export {};');
    if (!compilation.ok) throw new Error('It should compile.');
    return createTally({ manifest, engine: 'e', seeds: [1], checks }, compilation.module);
  };

  it('is failed until every check has held and the run has said that it is done', async () => {
    const found = await tally();
    found.take({ type: 'check-ended', outcome: outcome('a') });
    expect(found.grade().passed).toBe(false);
    found.take({ type: 'done' });
    expect(found.grade().passed).toBe(false);
  });
  it('counts each check once and no others', async () => {
    const found = await tally();
    for (const id of ['a', 'a', 'c']) found.take({ type: 'check-ended', outcome: outcome(id) });
    found.take({ type: 'done' });
    expect(found.grade().passed).toBe(false);
    expect(found.grade().checks.map((check) => check.id)).toEqual(['a', 'b']);
  });
  it('takes nothing after the end', async () => {
    const found = await tally();
    found.take({ type: 'check-ended', outcome: outcome('a') });
    found.end('time');
    found.take({ type: 'check-ended', outcome: outcome('b') });
    found.take({ type: 'done' });
    expect(found.grade()).toMatchObject({ passed: false, failure: { reason: 'time' } });
  });
  it('is failed for a run that was ended, whatever its checks said', async () => {
    const found = await tally();
    for (const id of ['a', 'b']) found.take({ type: 'check-ended', outcome: outcome(id) });
    found.end('time');
    expect(found.grade().passed).toBe(false);
  });
});
