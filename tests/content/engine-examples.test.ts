/** The examples of the engine's reference run in the real sandbox and print what is kept beside this test. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleChecks, bundleEngine, bundleNodeRealm } from '../../tools/runtime/bundle.ts';
import { ENGINE_ROOMS } from '../../src/content/engine-rooms.ts';
import { exampleChecks, exampleManifest } from '../../src/workbench/example/manifest.ts';
import { printedOf, type Printed } from '../../src/workbench/example/printed.ts';
import { gradeSource, type GradingSetup } from '../../src/workbench/node/grade.ts';

const FOLDER = fileURLToPath(new URL('../../src/content/examples', import.meta.url));
const names = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''));
const codeOf = (name: string): string => readFileSync(`${FOLDER}/${name}.ts`, 'utf8');

let setup: GradingSetup;
const run = async (code: string): Promise<Printed> => printedOf(await gradeSource(setup, code));

beforeAll(async () => {
  const [engine, checks, realm] = await Promise.all([
    bundleEngine(),
    bundleChecks(exampleChecks),
    bundleNodeRealm(),
  ]);
  setup = {
    manifest: exampleManifest,
    engine: engine.hash,
    texts: { engine: engine.text, checks: checks.text, realm: realm.text },
    seeds: exampleManifest.seeds,
  };
});

test('every room has an example, and every example has a room', () => {
  expect(names.toSorted()).toEqual(ENGINE_ROOMS.map(({ id }) => id.replaceAll('/', '-')).toSorted());
});

describe('each example runs to its end and prints the same every time', () => {
  test.each(names)('%s', async (name) => {
    const { text, problem } = await run(codeOf(name));
    expect(problem).toBeUndefined();
    expect(text).not.toBe('');
    await expect(`${text}\n`).toMatchFileSnapshot(`./example-prints/${name}.txt`);
  });
});

describe('what goes wrong in an edited example is told, with its line', () => {
  test('an error that it throws', async () => {
    const { text, problem } = await run(
      "export function main() {\n  console.log('before');\n  throw new Error('so');\n}",
    );
    expect(text).toBe('before');
    expect(problem?.message).toContain('so');
    expect(problem?.at?.line).toBe(3);
  });

  test('a name that the engine does not have', async () => {
    const { problem } = await run("import { nothing } from 'strata';\nexport const main = () => nothing;");
    expect(problem?.message).toContain('"strata" has no export called "nothing"');
  });

  test('a file without main', async () => {
    const { problem } = await run("console.log('alone');");
    expect(problem?.message).toContain('no export called "main"');
  });
});
