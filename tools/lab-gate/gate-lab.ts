/** Holds one lab against the gate: what its files must do when they are graded, and what must stand in its folder. */
import { join } from 'node:path';
import type { CheckResult, Grade, LabManifest } from '../../src/workbench/contract/types.ts';
import { moreSeeds } from '../../src/workbench/contract/seeds.ts';
import { type GradingSetup, gradeSource } from '../../src/workbench/node/grade.ts';
import { type Bundle, bundleChecks } from '../runtime/bundle.ts';
import type { LabEngine } from '../runtime/lab-engine.ts';
import type { GateFailure } from './failures.ts';
import type { LabFile, LabFolder } from './read-lab.ts';

/** How many seeds besides the lab's own every solution must pass. */
export const extraSeeds = 100;

/** What one lab came to. */
export interface LabOutcome {
  readonly checks: number;
  readonly killed: number;
  readonly failures: readonly GateFailure[];
}

/** The parts of a realm that labs share. */
export interface SharedBundles {
  readonly engineOf: (folder: string, manifest: LabManifest) => Promise<LabEngine>;
  readonly realm: Bundle;
}

type Fail = (file: string, check: string, why: string) => void;

const known =
  /^(?:lab|checks|starter|solution)\.ts$|^(?:brief|debrief)\.mdx$|^hints\.md$|^(?:solutions|wrong)\/[\w-]+\.ts$/;

const firstFailed = (grade: Grade): CheckResult | undefined => grade.checks.find((check) => !check.passed);

const at = (place: { readonly line: number } | undefined): string => (place ? ` (line ${place.line})` : '');

/** What names a check as failed by its own doing, not because the run never got there. */
const isVerdict = (check: CheckResult): boolean => !check.passed && check.cause !== 'not-run';

function judgeStarter(grade: Grade, fail: Fail): void {
  if (grade.failure) {
    fail(
      'starter.ts',
      '',
      `It has to run and fail a check, and it ends with: ${grade.failure.message}${at(grade.failure.at)}`,
    );
  } else if (grade.passed) fail('starter.ts', '', 'It passes every check: nothing is left to write.');
  else if (!grade.checks.some((check) => !check.passed && check.cause === 'mismatch')) {
    const [found] = grade.checks.filter((check) => !check.passed);
    fail('starter.ts', found?.id ?? '', `No check fails it by its own verdict: ${found?.explanation ?? ''}`);
  }
}

function judgeSolution(file: string, grade: Grade, fail: Fail): void {
  if (grade.passed) return;
  const failed = firstFailed(grade);
  const why =
    grade.failure?.message ?? `${failed?.explanation ?? ''} (seed ${failed?.seed}, size ${failed?.size})`;
  fail(file, failed?.id ?? '', why + at(grade.failure?.at ?? failed?.at));
}

/** Whether `grade` fails the check that the wrong file names. */
function judgeWrong(file: LabFile, named: string, grade: Grade, fail: Fail): boolean {
  const result = grade.checks.find((check) => check.id === named);
  if (!result) {
    fail(
      file.name,
      named,
      `There is no check "${named}". There are: ${grade.checks.map((check) => check.id).join(', ')}.`,
    );
    return false;
  }
  if (isVerdict(result)) return true;
  const what = result.passed
    ? 'It passes the check it should fail'
    : 'The run ended before the check it should fail';
  const others = grade.checks.filter(isVerdict).map((check) => check.id);
  const instead = others.length > 0 ? `; it fails ${others.join(', ')}` : '';
  fail(file.name, named, `${what}${instead}. ${grade.failure?.message ?? ''}`.trim());
  return false;
}

function judgeFolder(lab: LabFolder, checks: readonly string[], inputs: readonly string[], fail: Fail): void {
  for (const name of lab.files) {
    if (!known.test(name) && !inputs.includes(join(lab.path, name))) {
      fail(name, '', 'It belongs to no part of a lab, and the checks do not import it.');
    }
  }
  for (const id of checks) {
    const steps = lab.hints.get(id)?.length ?? 0;
    if (steps !== 3) fail('hints.md', id, `This check has ${steps} hints; it needs three.`);
  }
  for (const id of lab.hints.keys())
    if (!checks.includes(id)) fail('hints.md', id, 'There is no such check.');
  if (lab.solutions.length === 0) fail('solutions/', '', 'There is no other correct style.');
  if (lab.wrong.length < 4)
    fail('wrong/', '', `There are ${lab.wrong.length} wrong files; at least four are needed.`);
  for (const file of [lab.solution, ...lab.solutions]) {
    if (/\bTODO\b/.test(file.text)) fail(file.name, '', 'A solution has no TODO.');
    const opened = file.text.match(/^\s*\/\/ #region \S+/gm)?.length ?? 0;
    const closed = file.text.match(/^\s*\/\/ #endregion\b/gm)?.length ?? 0;
    if (opened !== closed) fail(file.name, '', `${opened} regions are opened and ${closed} closed.`);
  }
  if (!/^\s*\/\/ #region \S+/m.test(lab.solution.text)) {
    fail('solution.ts', '', 'It has no region that prose could show.');
  }
}

/** Grades every file of `lab`, a few at a time through `queue`, and judges what came of it. */
export async function gateLab(
  lab: LabFolder,
  shared: SharedBundles,
  queue: <T>(task: () => Promise<T>) => Promise<T>,
): Promise<LabOutcome> {
  const failures: GateFailure[] = [];
  const fail: Fail = (file, check, why) => failures.push({ lab: lab.manifest.id, file, check, why });
  const { seeds, budgetMs } = lab.manifest;
  if (seeds.length === 0) fail('lab.ts', '', 'A lab needs at least one seed.');
  const checksBundle = await bundleChecks(join(lab.path, 'checks.ts'));
  const { bundle: engine } = await shared.engineOf(lab.path, lab.manifest);
  const texts = { engine: engine.text, realm: shared.realm.text, checks: checksBundle.text };
  const setup: GradingSetup = { manifest: lab.manifest, engine: engine.hash, texts, seeds };
  const allSeeds = [...seeds, ...moreSeeds(seeds[0] ?? 1, extraSeeds)];
  const manySeeds = { ...setup, seeds: allSeeds, budgetMs: (budgetMs * allSeeds.length) / seeds.length };
  const grade = (with_: GradingSetup, file: LabFile) => queue(() => gradeSource(with_, file.text));

  const named = (file: LabFile): string => /^\/\/ fails: (\S+)/.exec(file.text)?.[1] ?? '';
  const [starter, solutions, wrong] = await Promise.all([
    grade(setup, lab.starter),
    Promise.all(
      [lab.solution, ...lab.solutions].map(async (file) => ({ file, grade: await grade(manySeeds, file) })),
    ),
    Promise.all(lab.wrong.map(async (file) => ({ file, grade: await grade(setup, file) }))),
  ]);
  const checks = starter.checks.map((check) => check.id);
  judgeStarter(starter, fail);
  for (const found of solutions) judgeSolution(found.file.name, found.grade, fail);
  let killed = 0;
  for (const found of wrong) {
    const check = named(found.file);
    if (check === '') fail(found.file.name, '', 'Its first line has to be "// fails: <check id>".');
    else if (judgeWrong(found.file, check, found.grade, fail)) killed += 1;
  }
  for (const id of checks) {
    if (!lab.wrong.some((file) => named(file) === id))
      fail('wrong/', id, 'No wrong file is failed by this check.');
  }
  const loops = /\b(?:for|while)\s*\(|\bdo\s*\{/.test(lab.solution.text);
  const breaksBudget = wrong.some((found) =>
    ['time', 'memory', 'output'].includes(found.grade.failure?.reason ?? ''),
  );
  if (loops && !breaksBudget) {
    fail(
      'wrong/',
      '',
      'The solution has a loop, and no wrong file has one that does not end or breaks its budget.',
    );
  }
  judgeFolder(lab, checks, checksBundle.inputs, fail);
  return { checks: checks.length, killed, failures };
}
