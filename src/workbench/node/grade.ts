/** Grades a file in Node: compile, run in a process of its own, compute the verdict from what it reports. */
import { type CompiledModule } from '../compile/compiled.ts';
import { instrumentLoops } from '../compile/instrument-loops.ts';
import { link } from '../compile/link.ts';
import { sourcePosition } from '../compile/source-positions.ts';
import type { Grade, LabManifest } from '../contract/types.ts';
import { createTally, gradeOfErrors } from '../grading/tally.ts';
import type { CheckName, RealmMessage } from '../realm/messages.ts';
import { compile } from './compile.ts';
import { type ProcessTexts, createNodeSandbox } from './sandbox.ts';

/** What a grading needs besides the file. */
export interface GradingSetup {
  readonly manifest: LabManifest;
  /** Hash of the engine's bundle. */
  readonly engine: string;
  readonly texts: ProcessTexts;
  readonly seeds: readonly number[];
  /** Time for the whole run; the lab's own unless told. */
  readonly budgetMs?: number;
}

const watchMs = 300;

/** The line, in compiled code, of the loop that a run did not get out of. */
async function findLoop(setup: GradingSetup, module: CompiledModule, during: CheckName | undefined) {
  let line: number | undefined;
  const sandbox = createNodeSandbox(setup.texts, setup.manifest.withholds);
  const request = {
    code: link(instrumentLoops(module)),
    seeds: setup.seeds,
    watchLoopsMs: watchMs,
    ...(during ? { only: during.id } : {}),
  };
  try {
    await sandbox.run(request, 3 * watchMs, (message) => {
      if (message.type === 'looping') line = message.line;
    });
  } finally {
    sandbox.dispose();
  }
  return line;
}

/** Grades `source` on the seeds of `setup`. Rejects when the lab itself cannot be loaded. */
export async function gradeSource(setup: GradingSetup, source: string): Promise<Grade> {
  const sandbox = createNodeSandbox(setup.texts, setup.manifest.withholds);
  try {
    const { entry, withholds } = setup.manifest;
    const [checks, compilation] = await Promise.all([sandbox.ready, compile(entry, source, withholds)]);
    const budgetMs = setup.budgetMs ?? setup.manifest.budgetMs;
    const subject = { ...setup, manifest: { ...setup.manifest, budgetMs }, checks };
    if (!compilation.ok) return gradeOfErrors(subject, compilation.errors);
    const { module } = compilation;
    const tally = createTally(subject, module);
    const request = { code: link(module), seeds: setup.seeds };
    const ending = await sandbox.run(request, budgetMs, (message: RealmMessage) => {
      tally.take(message);
    });
    if (ending !== 'reported') tally.end(ending);
    if (ending === 'time') {
      const line = await findLoop(setup, module, tally.running());
      const at = line === undefined ? undefined : sourcePosition(module.map, { line, column: 1 });
      // A line of the compiled code may begin with white space that maps nowhere: its first mapped place counts.
      tally.pointAt(at);
    }
    return tally.grade();
  } finally {
    sandbox.dispose();
  }
}
