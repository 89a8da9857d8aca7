/** How long a learner waits: from Run to the first verdict, warm and cold, and from a stopped loop to the next run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { FLAGS, findChromium } from '../tests/e2e/chromium.ts';
import { serveRunnerPage } from '../tests/workbench/runner-page.ts';

const good = 'export const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);';
const loop = 'export const sum = () => { for (;;) {} };';

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const row = (name: string, value: number, peer: string, peerValue: number) => ({
  name,
  value: Math.round(value * 10) / 10,
  unit: 'ms',
  peer,
  peerValue,
  ratio: Math.round((peerValue / value) * 100) / 100,
});

async function open(browser: Browser, url: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  return {
    evaluate: <T>(call: string): Promise<T> => page.evaluate(call),
    close: () => context.close(),
  };
}

/** The figures; `ratio` is how many times quicker than the peer or the budget. */
export default async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strata-bench-'));
  const served = await serveRunnerPage(folder);
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...FLAGS] });
  const source = JSON.stringify(good);
  try {
    const cold: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const page = await open(browser, served.url);
      cold.push(await page.evaluate<number>(`cold(${source})`));
      await page.close();
    }
    const page = await open(browser, served.url);
    await page.evaluate(`warm(${source}, 3)`);
    const warm = await page.evaluate<number[]>(`warm(${source}, 21)`);
    const after: { readonly ended: number; readonly next: number }[] = [];
    for (let round = 0; round < 5; round += 1) {
      after.push(await page.evaluate(`afterLoop(${JSON.stringify(loop)} + '// ${round}', ${source})`));
    }
    return [
      row('workbench: Run to first verdict, warm', median(warm), "Vue's REPL, published", 30),
      row('workbench: Run to first verdict, cold', median(cold), 'budget', 1_500),
      row(
        'workbench: endless loop, end of budget to verdict with its line',
        median(after.map((found) => found.ended)),
        'budget',
        300,
      ),
      row(
        'workbench: endless loop, end of budget to next verdict',
        median(after.map((found) => found.next)),
        'budget',
        300,
      ),
    ];
  } finally {
    await browser.close();
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
};
