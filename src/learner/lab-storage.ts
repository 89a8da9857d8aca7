/** What the workbench asks of whoever keeps a lab's work, answered from the learner's store. */
import { labState } from './done.ts';
import type { Keeping, LearnerStore } from './store.ts';
import type { Grade, LabManifest } from '../workbench/contract/types.ts';

/** What was kept of a lab. */
export interface KeptLab {
  /** The code as it stood last; null where the lab was never begun. */
  readonly code: string | null;
  /** The newest code that passed. */
  readonly accepted: string | null;
  /** Hints shown, by check. */
  readonly hints: Readonly<Record<string, number>>;
  readonly passed: boolean;
}

/** Keeps one lab's work. */
export interface LabStorage {
  readonly load: () => KeptLab;
  readonly saveCode: (code: string) => Promise<Keeping>;
  readonly saveGrade: (grade: Grade, code: string) => Promise<void>;
  readonly saveHint: (check: string, shown: number) => Promise<void>;
  readonly reset: () => Promise<void>;
  /** Calls `listener` when another tab has written this lab's code; returns how to stop. */
  readonly onOtherTab: (listener: (code: string) => void) => () => void;
  readonly keeping: () => Keeping;
  /** The learner's own accepted code of a lab that this one builds on. */
  readonly acceptedOf: (lab: string) => string | null;
}

/** The storage of one lab. */
export function labStorage(store: LearnerStore, manifest: LabManifest): LabStorage {
  const { id } = manifest;
  let own = store.progress().code.get(id)?.code ?? null;
  return {
    load() {
      const progress = store.progress();
      const hints = [...progress.hints].filter(([key]) => key.startsWith(`${id}/`));
      return {
        code: progress.code.get(id)?.code ?? null,
        accepted: progress.accepted.get(id)?.code ?? null,
        hints: Object.fromEntries(hints.map(([key, { shown }]) => [key.slice(id.length + 1), shown])),
        passed: labState(progress, manifest) === 'passed',
      };
    },
    async saveCode(code) {
      own = code;
      if (store.progress().code.get(id)?.code !== code) await store.put('code', { id, code });
      return store.keeping();
    },
    async saveGrade(grade, code) {
      const record = {
        id,
        version: grade.version,
        engine: grade.engine,
        seeds: grade.seeds,
        passed: grade.passed,
        checks: grade.checks.map((check) => ({ id: check.id, passed: check.passed })),
        measurements: grade.checks.flatMap((check) => check.measurements),
      };
      await store.put('grades', record);
      if (grade.passed) await store.put('accepted', { ...record, code });
    },
    async saveHint(check, shown) {
      const key = `${id}/${check}`;
      if ((store.progress().hints.get(key)?.shown ?? 0) < shown) await store.put('hints', { id: key, shown });
    },
    async reset() {
      own = null;
      await store.resetLab(id);
    },
    onOtherTab: (listener) =>
      store.subscribe(() => {
        const code = store.progress().code.get(id)?.code ?? null;
        if (code === own || code === null) return;
        own = code;
        listener(code);
      }),
    keeping: store.keeping,
    acceptedOf: (lab) => store.progress().accepted.get(lab)?.code ?? null,
  };
}
