/** `npm run grade -- --lab <id> <file.ts> [--seed n]`: grades one file as the page would. Exit code 0 passed, 1 failed, 2 not graded. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isSeed, seedsOfRun } from '../src/workbench/contract/seeds.ts';
import { gradeSource } from '../src/workbench/node/grade.ts';
import { ownLabs } from './lab-gate/own-labs.ts';
import { labFolders, readManifest } from './lab-gate/read-lab.ts';
import { bundleChecks, bundleNodeRealm } from './runtime/bundle.ts';
import { createLabEngines } from './runtime/lab-engine.ts';

/** Why nothing could be graded. */
class NotGraded extends Error {}

function readArguments() {
  const usage = 'Usage: npm run grade -- --lab <id> <file.ts> [--seed n]';
  try {
    const { values, positionals } = parseArgs({
      options: { lab: { type: 'string' }, seed: { type: 'string' } },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    if (values.lab === undefined || file === undefined || more.length > 0) throw new NotGraded(usage);
    const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
    if (!isSeed(seed)) throw new NotGraded(`The seed has to be a whole number from 0 to ${2 ** 32 - 1}.`);
    return { lab: values.lab, file, seed };
  } catch (thrown) {
    if (thrown instanceof NotGraded) throw thrown;
    throw new NotGraded(`${thrown instanceof Error ? thrown.message : String(thrown)}\n${usage}`);
  }
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new NotGraded(
      `The file could not be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

async function grade() {
  const { lab, file, seed } = readArguments();
  const source = readSource(file);
  const folders = labFolders(ownLabs.labsFolder);
  const idOf = (path: string) => basename(path).replace(/^\d+-/, '');
  const path = folders.find((folder) => idOf(folder) === lab);
  if (path === undefined) {
    throw new NotGraded(`There is no lab "${lab}". There are: ${folders.map(idOf).join(', ')}.`);
  }
  const manifest = await readManifest(path);
  const [{ bundle: engine }, checks, realm] = await Promise.all([
    createLabEngines(ownLabs.engineEntry)(path, manifest),
    bundleChecks(join(path, 'checks.ts')),
    bundleNodeRealm(),
  ]);
  const texts = { engine: engine.text, checks: checks.text, realm: realm.text };
  const seeds = seedsOfRun(manifest.seeds, seed);
  return gradeSource({ manifest, engine: engine.hash, texts, seeds }, source);
}

try {
  const { checks, ...rest } = await grade();
  // Traces are for the page; everything else is printed, and the same file and seed print the same bytes.
  const shown = checks.map(({ trace: _trace, event: _event, ...check }) => check);
  console.log(JSON.stringify({ ...rest, checks: shown }, undefined, 2));
  process.exitCode = rest.passed ? 0 : 1;
} catch (thrown) {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  console.log(JSON.stringify({ error: reason }));
  console.error(reason);
  process.exitCode = 2;
}
