/** Every bad input in a real browser: the page stays alive, and the verdict names the cause as it does in Node. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, expect, test } from '@playwright/test';
import type { Grade } from '../../src/workbench/contract/types.ts';
import { badInputs, firstTrouble } from './bad-inputs.ts';
import { type RunnerPage, serveRunnerPage } from './runner-page.ts';

const good = 'export const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);';

let folder: string;
let served: RunnerPage;
let page: Page;

const grade = (source: string): Promise<Grade> =>
  page.evaluate(
    (text) => (globalThis as unknown as { grade: (source: string) => Promise<Grade> }).grade(text),
    source,
  );

// One worker for the whole file: the page is built once, and must outlive every file it is given.
test.describe.configure({ mode: 'default' });
test.beforeAll(async ({ browser }) => {
  folder = await mkdtemp(join(tmpdir(), 'strata-runner-'));
  served = await serveRunnerPage(folder);
  page = await browser.newPage();
  await page.goto(served.url);
});
test.afterEach(async () => {
  const { status, expectedStatus } = test.info();
  if (status !== expectedStatus) await page.goto(served.url);
});
test.afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true, force: true });
});

for (const { name, source, passes, reason, says, line } of badInputs) {
  test(`${passes ? 'passes' : 'fails, and says why'}: ${name}`, async () => {
    const requests: string[] = [];
    const listen = (request: { url(): string }): void => {
      if (request.url().includes('example.com')) requests.push(request.url());
    };
    page.on('request', listen);
    const found = await grade(source);
    expect(found.passed).toBe(passes ?? false);
    expect(found.checks).toHaveLength(3);
    if (!passes) {
      const trouble = firstTrouble(found);
      if (name !== 'a heap that only grows') expect(trouble.reason).toBe(reason);
      if (says) expect(trouble.says).toMatch(says);
      if (line !== undefined) expect(trouble.line).toBe(line);
    }
    expect(requests).toEqual([]);
    // The page is alive, and the next run is judged as if nothing had been.
    expect((await grade(good)).passed).toBe(true);
    page.off('request', listen);
  });
}
