/** What the interface shows of a run: a state and the events that change it, without any effect. */
import type { CheckResult, Grade } from '../contract/types.ts';
import type { CheckName } from '../realm/messages.ts';

/** One check as it is shown. */
export type CheckView = CheckName &
  (
    | { readonly state: 'not-run' }
    | { readonly state: 'running' }
    | { readonly state: 'holds' | 'fails'; readonly result: CheckResult }
  );

/** The whole of a run as it is shown. */
export interface RunState {
  readonly phase: 'idle' | 'running' | 'stopped' | 'broken' | 'ended';
  readonly checks: readonly CheckView[];
  readonly grade: Grade | null;
}

export type RunEvent =
  | { readonly type: 'checks-known'; readonly checks: readonly CheckName[] }
  | { readonly type: 'started' }
  | { readonly type: 'check-started'; readonly id: string }
  | { readonly type: 'check-ended'; readonly result: CheckResult }
  | { readonly type: 'ended'; readonly grade: Grade }
  | { readonly type: 'stopped' }
  /** The lab itself could not be loaded or run; nothing is decided about the code. */
  | { readonly type: 'broken' }
  | { readonly type: 'cleared' };

export const EMPTY: RunState = { phase: 'idle', checks: [], grade: null };

const reset = ({ id, name }: CheckName): CheckView => ({ id, name, state: 'not-run' });

/** A result as it is shown: a check that was never reached is not one that failed. */
const viewOf = (result: CheckResult): CheckView => {
  const { id, name } = result;
  if (result.cause === 'not-run') return { id, name, state: 'not-run' };
  return { id, name, state: result.passed ? 'holds' : 'fails', result };
};

const replace = (checks: readonly CheckView[], view: CheckView): readonly CheckView[] =>
  checks.map((check) => (check.id === view.id ? view : check));

/** The state after `event`. */
export function next(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'checks-known':
      return state.checks.length > 0 ? state : { ...state, checks: event.checks.map(reset) };
    case 'started':
      return { phase: 'running', checks: state.checks.map(reset), grade: null };
    case 'check-started':
      return {
        ...state,
        checks: state.checks.map((check) =>
          check.id === event.id ? { id: check.id, name: check.name, state: 'running' } : check,
        ),
      };
    case 'check-ended':
      return { ...state, checks: replace(state.checks, viewOf(event.result)) };
    case 'ended':
      return { phase: 'ended', checks: event.grade.checks.map(viewOf), grade: event.grade };
    case 'stopped':
      return { phase: 'stopped', checks: state.checks.map(reset), grade: null };
    case 'broken':
      return { phase: 'broken', checks: state.checks.map(reset), grade: null };
    case 'cleared':
      return { ...EMPTY, checks: state.checks.map(reset) };
  }
}

/** The run in one sentence, for the status line and a screen reader. */
export function summary({ phase, checks, grade }: RunState): string {
  const holding = checks.filter(({ state }) => state === 'holds').length;
  if (phase === 'idle') return checks.length === 0 ? '' : `${checks.length} checks, not run yet.`;
  if (phase === 'stopped') return 'Stopped. Nothing was decided.';
  if (phase === 'broken')
    return 'The lab could not be loaded, so nothing was decided. Your code is saved; try again, or reload the page.';
  if (phase === 'running') return `Running. ${holding} of ${checks.length} checks hold so far.`;
  const failing = checks.find(({ state }) => state === 'fails');
  if (grade?.passed === true) return `${holding} of ${checks.length} checks hold. The lab is passed.`;
  const why = grade?.failure
    ? `Failed: ${grade.failure.message}`
    : `First that fails: ${failing?.name ?? 'none'}.`;
  return `${holding} of ${checks.length} checks hold. ${why}`;
}
