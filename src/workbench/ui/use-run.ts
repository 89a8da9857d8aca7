/** Runs the checks and keeps what is shown of them: saved first, one run at a time, remembered when it ends. */
import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import type { CheckResult, LabManifest } from '../contract/types.ts';
import { seedsOfRun } from '../contract/seeds.ts';
import type { LabRunner } from '../runner.ts';
import { EMPTY, next, type RunState } from './run-state.ts';

/** A fresh seed: the only chance in the workbench, so that a run tries a case nobody prepared. */
const freshSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

/** What a run needs from around it. */
export interface RunSurroundings {
  readonly manifest: LabManifest;
  readonly runner: LabRunner;
  /** Called with the code before it runs, and waited for. */
  readonly save: (code: string) => Promise<void>;
  readonly onGrade: (grade: NonNullable<RunState['grade']>, code: string) => void;
}

/** The state of the checks, and how to start, stop and clear a run. */
export function useRun({ manifest, runner, save, onGrade }: RunSurroundings) {
  const [state, dispatch] = useReducer(next, EMPTY);
  /** Counts what was started and stopped here: only the newest may change what is shown. */
  const newest = useRef(0);

  useEffect(() => {
    let isGone = false;
    runner.checks.then(
      (checks) => isGone || dispatch({ type: 'checks-known', checks }),
      (error: unknown) => console.error(error),
    );
    return () => {
      isGone = true;
    };
  }, [runner]);

  const start = useCallback(
    async (code: string, seed?: number) => {
      const own = ++newest.current;
      await save(code);
      dispatch({ type: 'started' });
      const order = {
        seeds: seedsOfRun(manifest.seeds, seed ?? freshSeed()),
        onCheckStarted: (id: string) => dispatch({ type: 'check-started', id }),
        onCheckEnded: (result: CheckResult) => dispatch({ type: 'check-ended', result }),
      };
      const grade = await runner.run(code, order).catch((cause: unknown) => {
        console.error(cause);
        return 'broken' as const;
      });
      if (own !== newest.current) return;
      if (grade === 'broken') {
        dispatch({ type: 'broken' });
        return;
      }
      if (grade === null) {
        // Another lab of the page took over: nothing goes on running here.
        dispatch({ type: 'stopped' });
        return;
      }
      dispatch({ type: 'ended', grade });
      onGrade(grade, code);
    },
    [manifest, runner, save, onGrade],
  );
  const stop = useCallback(() => {
    newest.current++;
    runner.stop();
    dispatch({ type: 'stopped' });
  }, [runner]);
  const clear = useCallback(() => dispatch({ type: 'cleared' }), []);
  return { state, start, stop, clear };
}
