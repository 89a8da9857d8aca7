// `npm test`: everything that must hold, one step after another, and one line that counts it all.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from './run.ts';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** A step: prints its own findings and says how many things held. */
interface Step {
  readonly name: string;
  readonly run: () => Promise<Count>;
}

const REPORTS = join(ROOT, 'test-results');

/** The closing line `N passed, N failed` that our own tools print; a crash before it counts as one failure. */
function countFromClosingLine({ code, output }: { code: number; output: string }): Count {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  const passed = Number(match?.[1] ?? 0);
  const failed = Number(match?.[2] ?? 0);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function report(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(REPORTS, file), 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const STEPS: readonly Step[] = [
  { name: 'check', run: async () => countFromClosingLine(await run('node', ['tools/check.ts'])) },
  {
    name: 'engine, workbench, learner and content tests',
    run: async () => {
      const { code } = await run('vitest', [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile=${join(REPORTS, 'vitest.json')}`,
      ]);
      const result = (await report('vitest.json')) as
        { numPassedTests: number; numFailedTests: number } | undefined;
      const failed = result?.numFailedTests ?? 0;
      return { passed: result?.numPassedTests ?? 0, failed: code !== 0 && failed === 0 ? 1 : failed };
    },
  },
  { name: 'lab gate', run: async () => countFromClosingLine(await run('node', ['tools/labs.ts'])) },
  {
    name: 'build',
    run: async () => {
      const { code } = await run('astro', ['build']);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    },
  },
  {
    name: 'end to end in Chromium',
    run: async () => {
      const { code } = await run('playwright', ['test'], {
        env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(REPORTS, 'playwright.json') },
      });
      const result = (await report('playwright.json')) as
        { stats: { expected: number; unexpected: number; flaky: number } } | undefined;
      const { expected = 0, unexpected = 0, flaky = 0 } = result?.stats ?? {};
      const failed = unexpected + flaky;
      return { passed: expected, failed: code !== 0 && failed === 0 ? 1 : failed };
    },
  },
];

await rm(REPORTS, { recursive: true, force: true });
const counts: Count[] = [];
for (const step of STEPS) {
  console.log(`\n== ${step.name}`);
  const begun = performance.now();
  const count = await step.run();
  counts.push(count);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`-- ${step.name}: ${count.passed} held, ${count.failed} did not, ${seconds} s`);
}
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
