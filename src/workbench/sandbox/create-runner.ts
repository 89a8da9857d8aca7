/** Runs a lab in the page: compile, run in a warm sandbox, compute the grade; the newest run wins. */
import { Superseded, sharedCompiler } from '../compile/compiler.ts';
import type { CompiledModule } from '../compile/compiled.ts';
import { instrumentLoops } from '../compile/instrument-loops.ts';
import { link } from '../compile/link.ts';
import { sourcePosition } from '../compile/source-positions.ts';
import type { Grade, LabManifest, SourcePosition } from '../contract/types.ts';
import { type GradeSubject, createTally, gradeOfErrors } from '../grading/tally.ts';
import type { CheckName } from '../realm/messages.ts';
import type { LabRunner, RunOrder } from '../runner.ts';
import { labParts, labTexts } from './lab-texts.ts';
import type { Sandbox } from './sandbox.ts';
import { type SandboxSupply, createSandboxSupply } from './sandbox-supply.ts';

/** Time after which the next sandbox is warmed while a run still goes on. */
const refillMs = 200;
/** How long an endless loop is watched to find its line. */
const watchMs = 120;

/** The line of the loop that a run did not get out of, found in a sandbox of its own. */
async function findLoop(
  sandbox: Sandbox,
  module: CompiledModule,
  seeds: readonly number[],
  during: CheckName | undefined,
): Promise<SourcePosition | undefined> {
  let line: number | undefined;
  const request = {
    code: link(instrumentLoops(module)),
    seeds,
    watchLoopsMs: watchMs,
    ...(during ? { only: during.id } : {}),
  };
  await sandbox.run(request, 3 * watchMs, (message) => {
    if (message.type === 'looping') line = message.line;
  });
  return line === undefined ? undefined : sourcePosition(module.map, { line, column: 1 });
}

/** A runner for `manifest`'s lab; its parts are loaded and a sandbox is warmed at once. */
export function createRunner(manifest: LabManifest): LabRunner {
  const compiler = sharedCompiler();
  const withholds = manifest.withholds ?? [];
  let closed = false;
  let supply: Promise<SandboxSupply> | undefined;
  /** Asked again after a failure, so that a lab opened without a network works once there is one. */
  const supplied = (): Promise<SandboxSupply> => {
    supply ??= labTexts(manifest).then(createSandboxSupply);
    supply.catch(() => {
      supply = undefined;
    });
    return supply;
  };
  let current: Sandbox | undefined;
  let generation = 0;

  const stop = (): void => {
    generation += 1;
    current?.dispose();
    current = undefined;
    void supply?.then((sandboxes) => sandboxes.refill());
  };

  async function runModule(
    module: CompiledModule,
    sandboxes: SandboxSupply,
    subject: GradeSubject,
    order: RunOrder,
    stopped: () => boolean,
  ): Promise<Grade | null> {
    const tally = createTally(subject, module);
    const sandbox = sandboxes.take();
    current = sandbox;
    const refill = setTimeout(sandboxes.refill, refillMs);
    const request = { code: link(module), seeds: subject.seeds };
    const ending = await sandbox.run(request, manifest.budgetMs, (message) => {
      if (stopped()) return;
      const result = tally.take(message);
      if (result) order.onCheckEnded(result);
      else if (message.type === 'check-started') order.onCheckStarted(message.id);
    });
    clearTimeout(refill);
    if (stopped()) return null;
    current = undefined;
    if (ending !== 'reported') tally.end(ending === 'stopped' ? 'crash' : ending);
    if (ending === 'time') {
      const watcher = sandboxes.take();
      current = watcher;
      sandboxes.refill();
      const at = await findLoop(watcher, module, subject.seeds, tally.running());
      if (stopped()) return null;
      current = undefined;
      tally.pointAt(at);
    } else sandboxes.refill();
    return tally.grade();
  }

  async function run(source: string, order: RunOrder): Promise<Grade | null> {
    stop();
    const own = generation;
    const stopped = (): boolean => closed || own !== generation;
    const [sandboxes, compilation] = await Promise.all([
      supplied(),
      compiler.compile({ entry: manifest.entry, source, withholds }),
    ]);
    const checks = await sandboxes.whenWarm();
    if (stopped()) return null;
    const { engineHash: engine } = labParts(manifest.id);
    const subject: GradeSubject = { manifest, engine, seeds: order.seeds, checks };
    if (!compilation.ok) return gradeOfErrors(subject, compilation.errors);
    return runModule(compilation.module, sandboxes, subject, order, stopped);
  }

  const checks = supplied().then((sandboxes) => sandboxes.whenWarm());
  checks.catch(() => {});
  return {
    checks,
    prepare: (source) => {
      compiler.compile({ entry: manifest.entry, source, withholds }, 'ahead').catch(() => {});
    },
    run: async (source, order) => {
      try {
        return await run(source, order);
      } catch (thrown) {
        if (thrown instanceof Superseded) return null;
        throw thrown;
      }
    },
    stop,
    dispose: () => {
      closed = true;
      stop();
      void supply?.then((sandboxes) => sandboxes.dispose());
    },
  };
}
