/** The gate: every lab, or those that are named, on as many processes as there are cores. */
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { bundleNodeRealm } from '../runtime/bundle.ts';
import { createLabEngines } from '../runtime/lab-engine.ts';
import type { GateFailure, GateReport } from './failures.ts';
import { gateLab } from './gate-lab.ts';
import { type LabFolder, labFolders, readLab } from './read-lab.ts';
import { typeFaults } from './type-check.ts';

/** Where labs and engine are. */
export interface GateOptions {
  readonly labsFolder: string;
  readonly engineEntry: string;
  /** Ids or folder names; all when empty. */
  readonly only: readonly string[];
}

/** Runs at most `width` tasks at a time. */
function createQueue(width: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

const because = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** Runs the gate. */
export async function runGate({ labsFolder, engineEntry, only }: GateOptions): Promise<GateReport> {
  const failures: GateFailure[] = [];
  const labs: LabFolder[] = [];
  const wanted = new Set(only);
  for (const path of labFolders(labsFolder)) {
    const folder = basename(path);
    const id = folder.replace(/^\d+-/, '');
    if (only.length > 0 && !wanted.has(id) && !wanted.has(folder)) continue;
    wanted.delete(id);
    wanted.delete(folder);
    try {
      const lab = await readLab(path);
      labs.push(lab);
      if (lab.manifest.id !== id) {
        failures.push({
          lab: id,
          file: 'lab.ts',
          check: '',
          why: `Its id is "${lab.manifest.id}", its folder's is "${id}".`,
        });
      }
    } catch (thrown) {
      failures.push({ lab: id, file: '', check: '', why: because(thrown) });
    }
  }
  for (const name of wanted) failures.push({ lab: name, file: '', check: '', why: 'There is no such lab.' });

  const queue = createQueue(availableParallelism());
  const engineOf = createLabEngines(engineEntry);
  const realm = await bundleNodeRealm();
  const outcomes = Promise.all(
    labs.map(async (lab) => {
      try {
        return await gateLab(lab, { engineOf, realm }, queue);
      } catch (thrown) {
        const found = { lab: lab.manifest.id, file: 'checks.ts', check: '', why: because(thrown) };
        return { checks: 0, killed: 0, failures: [found] };
      }
    }),
  );
  const owners = new Map(
    labs.flatMap((lab) =>
      [lab.starter, lab.solution, ...lab.solutions].map(
        (file) => [join(lab.path, file.name), { lab, file }] as const,
      ),
    ),
  );
  const found = await outcomes;
  for (const { file, message } of typeFaults([...owners.keys()], engineEntry)) {
    const owner = owners.get(file);
    if (owner)
      failures.push({
        lab: owner.lab.manifest.id,
        file: owner.file.name,
        check: '',
        why: `Type error, ${message}`,
      });
  }
  const sum = (count: (lab: LabFolder) => number): number =>
    labs.reduce((total, lab) => total + count(lab), 0);
  return {
    labs: labs.length,
    checks: found.reduce((total, { checks }) => total + checks, 0),
    wrong: sum((lab) => lab.wrong.length),
    killed: found.reduce((total, { killed }) => total + killed, 0),
    solutions: sum((lab) => lab.solutions.length + 1),
    failures: [...failures, ...found.flatMap((outcome) => outcome.failures)],
  };
}
