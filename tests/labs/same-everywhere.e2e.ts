/** Every lab gives the same grade in Node and in the browser, to the byte: checks, measurements, traces and their hashes. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect, test } from '@playwright/test';
import type { Grade } from '../../src/workbench/contract/types.ts';
import { gradeSource } from '../../src/workbench/node/grade.ts';
import { ownLabs } from '../../tools/lab-gate/own-labs.ts';
import { labFolders, readManifest } from '../../tools/lab-gate/read-lab.ts';
import { bundleChecks, bundleNodeRealm } from '../../tools/runtime/bundle.ts';
import { createLabEngines } from '../../tools/runtime/lab-engine.ts';
import { type RunnerPage, labsPage, serveRunnerPage } from '../workbench/runner-page.ts';

let folder: string;
let served: RunnerPage;
let page: Page;
const labEngine = createLabEngines(ownLabs.engineEntry);

test.describe.configure({ mode: 'default' });
test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'strata-labs-'));
  served = await serveRunnerPage(folder, labsPage);
  page = await browser.newPage();
  await page.goto(served.url);
});
test.afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true, force: true });
});

for (const path of labFolders(ownLabs.labsFolder)) {
  const name = path.split('/').at(-1) ?? path;
  test(`${name}: the solution passes in the browser with the grade that Node gives`, async () => {
    const manifest = await readManifest(path);
    const [source, { bundle: engine }, checks, realm] = await Promise.all([
      readFile(join(path, 'solution.ts'), 'utf8'),
      labEngine(path, manifest),
      bundleChecks(join(path, 'checks.ts')),
      bundleNodeRealm(),
    ]);
    const texts = { engine: engine.text, checks: checks.text, realm: realm.text };
    const seeds = [...manifest.seeds, 20_240_229];
    const inNode = await gradeSource({ manifest, engine: engine.hash, texts, seeds }, source);
    const inBrowser = await page.evaluate(
      ([id, text, list]) =>
        (
          globalThis as unknown as {
            gradeLab: (id: string, source: string, seeds: readonly number[]) => Promise<Grade>;
          }
        ).gradeLab(id, text, list),
      [manifest.id, source, seeds] as const,
    );
    expect(inBrowser.failure).toBeUndefined();
    expect(inBrowser.passed).toBe(true);
    expect(JSON.stringify(inBrowser)).toBe(JSON.stringify(inNode));
  });
}
