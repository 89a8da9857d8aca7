/** Which part of the engine a lab is handed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabManifest } from '../../src/workbench/contract/types.ts';
import { ownLabs } from '../../tools/lab-gate/own-labs.ts';
import { createLabEngines, doorDeclarations, type LabEngine } from '../../tools/runtime/lab-engine.ts';

let folder: string;
let engineOf: ReturnType<typeof createLabEngines>;
const manifest: LabManifest = {
  id: 'trial',
  version: 1,
  title: 'Trial',
  replaces: 'Settle',
  entry: 'trial.ts',
  seeds: [1],
  budgetMs: 1_000,
  minutes: 1,
  buildsOn: [],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strata-lab-engine-'));
  engineOf = createLabEngines(ownLabs.engineEntry);
});
afterAll(() => rmSync(folder, { recursive: true }));

const engineFor = (text: string, withholds: readonly string[] = []): Promise<LabEngine> => {
  writeFileSync(join(folder, 'checks.ts'), text);
  return engineOf(folder, { ...manifest, withholds });
};
const namesOf = ({ names }: LabEngine): readonly string[] => names.map(({ name }) => name);

describe('a lab is handed', () => {
  test('the foundation, whatever it imports', async () => {
    const names = namesOf(await engineFor('export default 1;'));
    expect(names).toContain('sha256');
    expect(names).not.toContain('applyTransfer');
  });

  test('the whole room of a name that it imports, types too', async () => {
    const names = namesOf(await engineFor("import { settle } from 'strata';"));
    expect(names).toEqual(expect.arrayContaining(['settle', 'netPositions', 'Payment', 'Settle']));
    expect(names).not.toContain('encodeBatch');
  });

  test('of scenarios the file alone', async () => {
    const names = namesOf(await engineFor("import { runMining as run } from 'strata';"));
    expect(names).toContain('MiningRun');
    expect(names).not.toContain('runForks');
  });

  test('the room of a name that is only kept back, without that name', async () => {
    const engine = await engineFor('export default 1;', ['settle']);
    expect(namesOf(engine)).toEqual(expect.arrayContaining(['netPositions', 'Settle']));
    expect(namesOf(engine)).not.toContain('settle');
    // The checks compare with it.
    expect(engine.bundle.text).toMatch(/as settle\b/);
  });

  test('all of it for a star', async () => {
    const names = namesOf(await engineFor("import * as strata from 'strata';"));
    expect(names).toEqual(expect.arrayContaining(['applyTransfer', 'runForks', 'settle']));
  });
});

test('labs that use the same share one bundle', async () => {
  const [one, other] = [
    await engineFor("import { settle } from 'strata';"),
    await engineFor("import { netPositions } from 'strata';"),
  ];
  expect(one.bundle.hash).toBe(other.bundle.hash);
});

test('the editor’s door names what can be imported, from the declarations of the whole', async () => {
  const { names } = await engineFor("import { settle } from 'strata';", ['settle']);
  const door = doorDeclarations(names);
  expect(door).toContain("from '../../../../node_modules/strata/layer2/channels/netting.js';");
  expect(door).toMatch(/\bSettle\b/);
  expect(door).not.toMatch(/\bsettle\b/);
});
