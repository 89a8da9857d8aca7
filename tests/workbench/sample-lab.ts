/** The sample lab of the fixtures, ready to be graded in Node. */
import { fileURLToPath } from 'node:url';
import { type GradingSetup, gradeSource } from '../../src/workbench/node/grade.ts';
import { bundleChecks, bundleEngine, bundleNodeRealm } from '../../tools/runtime/bundle.ts';
import manifest from './fixtures/labs/0-sum/lab.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Everything a grading of the sample lab needs. */
export async function sampleSetup(seeds: readonly number[] = [1, 2]): Promise<GradingSetup> {
  const [engine, checks, realm] = await Promise.all([
    bundleEngine(here('fixtures/engine/index.ts')),
    bundleChecks(here('fixtures/labs/0-sum/checks.ts')),
    bundleNodeRealm(),
  ]);
  return {
    manifest,
    engine: engine.hash,
    texts: { engine: engine.text, checks: checks.text, realm: realm.text },
    seeds,
  };
}

export { gradeSource, manifest };
