/** What lessons show of a lab's run is there once the lab is passed: the solutions are run, and each row is looked for. */
import { basename, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Measurement } from '../../src/workbench/contract/types.ts';
import { gradeSource } from '../../src/workbench/node/grade.ts';
import { ownLabs } from '../../tools/lab-gate/own-labs.ts';
import { labFolders, readManifest } from '../../tools/lab-gate/read-lab.ts';
import { bundleChecks, bundleNodeRealm } from '../../tools/runtime/bundle.ts';
import { createLabEngines } from '../../tools/runtime/lab-engine.ts';
import { expectNone } from './problems.ts';
import { readContent } from './read-content.ts';

const measured = new Map<string, readonly Measurement[]>();
const folders = labFolders(ownLabs.labsFolder);
const idOf = (folder: string): string => basename(folder).replace(/^\d+-/, '');

beforeAll(async () => {
  const engineOf = createLabEngines(ownLabs.engineEntry);
  const realm = await bundleNodeRealm();
  for (const folder of folders) {
    const manifest = await readManifest(folder);
    const [{ bundle: engine }, checks] = await Promise.all([
      engineOf(folder, manifest),
      bundleChecks(join(folder, 'checks.ts')),
    ]);
    const grade = await gradeSource(
      {
        manifest,
        engine: engine.hash,
        texts: { engine: engine.text, checks: checks.text, realm: realm.text },
        seeds: manifest.seeds,
      },
      readFileSync(join(folder, 'solution.ts'), 'utf8'),
    );
    measured.set(idOf(folder), grade.passed ? grade.checks.flatMap((check) => check.measurements) : []);
  }
}, 120_000);

/** Each place that shows a measurement: the lab and the name. */
const shown = readContent().lessons.flatMap(({ file, uses }) =>
  uses.flatMap((use) => {
    const value = (name: string): string => use.attributes.get(name)?.value ?? '';
    const at = { file, line: use.line };
    if (use.name === 'Measure')
      return [...value('rows').matchAll(/\bof:\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => ({
        ...at,
        lab: value('lab'),
        name,
      }));
    if (use.name !== 'Mine') return [];
    const [lab = '', ...rest] = value('of').split('.');
    return [{ ...at, lab, name: rest.join('.') }];
  }),
);

describe('what a lesson shows of a lab', () => {
  test('is looked for in many places', () => {
    expect(shown.length).toBeGreaterThan(20);
  });

  test('was measured by the run that passed', () => {
    expectNone(
      shown.flatMap(({ file, line, lab, name }) => {
        const names = (measured.get(lab) ?? []).map((one) => one.name);
        return names.includes(name)
          ? []
          : [{ file, line, message: `${lab} measures ${names.join(', ') || 'nothing'}, not “${name}”` }];
      }),
    );
  });
});

test.each(folders.map(idOf))('%s measures each figure once, as a number', (id) => {
  const figures = measured.get(id) ?? [];
  expect(figures.length).toBeGreaterThan(0);
  expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  expect(figures.filter(({ value, reference = 0 }) => !Number.isFinite(value + reference))).toEqual([]);
});
