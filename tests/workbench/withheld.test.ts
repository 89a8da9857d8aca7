/** What a lab asks for cannot be had from the engine, and nothing done to the learner's engine reaches the checks' own. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as engine from '../../src/engine/index.ts';
import type { LabChecks } from '../../src/workbench/contract/types.ts';
import type { GradingSetup } from '../../src/workbench/node/grade.ts';
import { compile } from '../../src/workbench/node/compile.ts';
import { ownLabs } from '../../tools/lab-gate/own-labs.ts';
import { labFolders, readManifest } from '../../tools/lab-gate/read-lab.ts';
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

describe('the project’s own labs', () => {
  it('keep back every function that their file must export and the engine has', async () => {
    const missing = await Promise.all(
      labFolders(ownLabs.labsFolder).map(async (folder) => {
        const { id, withholds = [] } = await readManifest(folder);
        const checks = (await import(join(folder, 'checks.ts'))) as { readonly default: LabChecks<unknown> };
        const names = Object.keys(checks.default.exports).filter((name) => name in engine);
        return names.filter((name) => !withholds.includes(name)).map((name) => `${id}: ${name}`);
      }),
    );
    expect(missing.flat()).toEqual([]);
  });
  it('keep back only what the engine has', async () => {
    const manifests = await Promise.all(labFolders(ownLabs.labsFolder).map(readManifest));
    const unknown = manifests.flatMap(({ withholds = [] }) => withholds.filter((name) => !(name in engine)));
    expect(unknown).toEqual([]);
  });
});

it('does not load a lab that keeps back what the engine does not have', async () => {
  const wrong = { ...setup, manifest: { ...manifest, withholds: ['gone'] } };
  await expect(gradeSource(wrong, 'export const sum = () => 0;')).rejects.toThrow(
    'The lab withholds "gone", which the engine does not have.',
  );
});

it('checks with an engine of their own: what a file does to the bytes of its engine changes no reference', async () => {
  const source = `import { startOfSums, sum as reference } from 'strata';\nstartOfSums()[0] = 7;\nexport const sum = (numbers: readonly number[]) => reference(numbers);`;
  const grade = await gradeSource({ ...setup, manifest }, source);
  expect(grade.checks[1]).toMatchObject({
    passed: false,
    explanation: expect.stringMatching(/^Your sum is \d+; the numbers add up to \d+\.$/) as string,
  });
});
