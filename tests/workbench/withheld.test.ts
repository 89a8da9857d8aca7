/** What a lab asks for cannot be had from the engine, and nothing done to the learner's engine reaches the checks' own. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { GradingSetup } from '../../src/workbench/node/grade.ts';
import { compile } from '../../src/workbench/node/compile.ts';
import { firstTrouble } from './bad-inputs.ts';
import { gradeSource, manifest, sampleSetup } from './sample-lab.ts';

const why = '"sum" is what this lab asks you to write, so it cannot be imported here.';

let setup: GradingSetup;
beforeAll(async () => {
  setup = { ...(await sampleSetup()), manifest: { ...manifest, withholds: ['sum'] } };
});

describe('an engine that keeps the answer back', () => {
  const refused = [
    ["import { sum as reference } from 'strata';\nexport const sum = reference;", 1],
    [
      "\nimport {\n  bytesOf,\n  sum as reference,\n} from 'strata';\nexport const sum = () => [bytesOf, reference];",
      2,
    ],
    ["export { sum } from 'strata';", 1],
  ] as const;
  for (const [source, line] of refused) {
    it(`does not compile: ${source.replaceAll(/\s+/g, ' ')}`, async () => {
      const trouble = firstTrouble(await gradeSource(setup, source));
      expect(trouble).toEqual({ reason: 'compile', says: why, line });
    });
  }
  const reached = [
    "import * as engine from 'strata';\nexport const sum = (numbers: readonly number[]) => engine['su' + 'm'](numbers);",
    "import * as engine from 'strata';\nexport const { sum } = engine;",
    "export * from 'strata';",
  ];
  for (const source of reached) {
    it(`answers nothing: ${source.replaceAll(/\s+/g, ' ')}`, async () => {
      const grade = await gradeSource(setup, source);
      expect(grade.checks.map((check) => check.passed)).toEqual([false, false, false]);
      expect(firstTrouble(grade).says).toContain(why);
    });
  }
  it('has every other name, and the types of those it keeps back', async () => {
    const source = `import { numbersFrom, type Sum } from 'strata';\nexport const sum: Sum = (numbers) => numbers.reduce((a, b) => a + b, numbersFrom(1, 0).length);`;
    expect((await gradeSource(setup, source)).passed).toBe(true);
  });
  it('lets a file import anything where a lab keeps nothing back', async () => {
    const source = "export { sum } from 'strata';";
    expect((await gradeSource({ ...setup, manifest }, source)).passed).toBe(true);
  });
  it('is not mistaken about a name that only begins alike', async () => {
    expect(
      await compile('x.ts', "import { summary } from 'strata';\nexport const a = summary;", ['sum']),
    ).toMatchObject({
      ok: true,
    });
  });
});

it('checks with an engine of their own: what a file does to the bytes of its engine changes no reference', async () => {
  const source = `import { startOfSums, sum as reference } from 'strata';\nstartOfSums()[0] = 7;\nexport const sum = (numbers: readonly number[]) => reference(numbers);`;
  const grade = await gradeSource({ ...setup, manifest }, source);
  expect(grade.checks[1]).toMatchObject({
    passed: false,
    explanation: expect.stringMatching(/^Your sum is \d+; the numbers add up to \d+\.$/) as string,
  });
});
