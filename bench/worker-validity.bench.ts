/** Validity proofs where a learner makes them: in a worker of the browser, by the clock on the wall. */
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { FLAGS, findChromium } from '../tests/e2e/chromium.ts';
import type { Row } from './bench.ts';
import { limitedRow } from './rows.ts';

const ENGINE = fileURLToPath(new URL('../src/engine/index.ts', import.meta.url));

/** Proves and verifies one batch of each size in turn, the first one twice since the first run is compiled as it goes. */
const WORKER = `
import { createValidityTree, makeBatch, proveBatch, verifyBatch } from ${JSON.stringify(ENGINE)};
const need = (result) => {
  if (!result.ok) throw new Error(result.rejection.message);
  return result.value;
};
const accounts = Array.from({ length: 64 }, (_, index) => [index + 1, { balance: 10_000n, nonce: 0 }]);
const tree = createValidityTree(7, new Map(accounts));
const measure = (size) => {
  const transfers = Array.from({ length: size }, (_, at) =>
    ({ from: 1 + at, to: 1 + ((at + 7) % 64), amount: 100n + BigInt(at), nonce: 0 }));
  const batch = need(makeBatch(tree, transfers));
  const start = performance.now();
  const proof = need(proveBatch(batch));
  const proven = performance.now();
  need(verifyBatch(batch.claim, proof));
  return { size, proving: proven - start, verifying: performance.now() - proven };
};
measure(4);
postMessage([4, 64].map(measure));
`;

interface Measured {
  readonly size: number;
  readonly proving: number;
  readonly verifying: number;
}

/** What design and issue ask for, in milliseconds. */
const PROVING_LIMITS: Readonly<Record<number, number>> = { 4: 1_000, 64: 10_000 };
const VERIFYING_LIMIT = 150;

export default async function validityInWorker(): Promise<readonly Row[]> {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
  });
  const text = outputFiles[0]?.text ?? '';
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...FLAGS] });
  try {
    const page = await browser.newPage();
    const measured = await page.evaluate(
      (code) =>
        new Promise<readonly Measured[]>((resolve, reject) => {
          const worker = new Worker(URL.createObjectURL(new Blob([code])));
          worker.onmessage = ({ data }) => resolve(data as readonly Measured[]);
          worker.onerror = ({ message }) => reject(new Error(message));
        }),
      text,
    );
    return measured.flatMap(({ size, proving, verifying }) => [
      limitedRow(`in a worker: ${size} transfers, proven`, proving, 'ms', PROVING_LIMITS[size] ?? Number.NaN),
      limitedRow(`in a worker: ${size} transfers, verified`, verifying, 'ms', VERIFYING_LIMIT),
    ]);
  } finally {
    await browser.close();
  }
}
