/** What is shown of a run follows from its events, and a claim of success needs a grade that says so. */
import { expect, test } from 'vitest';
import type { CheckResult, Grade } from '../../src/workbench/contract/types.ts';
import { EMPTY, next, summary, type RunEvent, type RunState } from '../../src/workbench/ui/run-state.ts';

const CHECKS = [
  { id: 'first', name: 'First' },
  { id: 'second', name: 'Second' },
];
const result = (id: string, passed: boolean, extra: Partial<CheckResult> = {}): CheckResult => ({
  id,
  name: id,
  passed,
  explanation: passed ? '' : 'because',
  seed: 1,
  size: 1,
  console: [],
  measurements: [],
  ...extra,
});
const grade = (checks: readonly CheckResult[], extra: Partial<Grade> = {}): Grade => ({
  lab: 'lab',
  version: 1,
  engine: 'abc',
  seeds: [1],
  passed: checks.every(({ passed }) => passed),
  checks,
  ...extra,
});
const after = (...events: readonly RunEvent[]): RunState => events.reduce(next, EMPTY);
const known: RunEvent = { type: 'checks-known', checks: CHECKS };

test('checks are listed before anything has run', () => {
  const state = after(known);
  expect(state.checks.map(({ state: each }) => each)).toEqual(['not-run', 'not-run']);
  expect(summary(state)).toBe('2 checks, not run yet.');
});

test('a check runs, then holds or fails', () => {
  const running = after(known, { type: 'started' }, { type: 'check-started', id: 'first' });
  expect(running.checks[0]?.state).toBe('running');
  const ended = next(running, { type: 'check-ended', result: result('first', true) });
  expect(ended.checks[0]?.state).toBe('holds');
  expect(summary(ended)).toBe('Running. 1 of 2 checks hold so far.');
});

test('a lab is passed only when its grade says so', () => {
  const all = [result('first', true), result('second', true)];
  expect(summary(after(known, { type: 'ended', grade: grade(all) }))).toContain('The lab is passed');
  const ended = grade(all, { passed: false, failure: { reason: 'time', message: 'The budget is spent.' } });
  expect(summary(after(known, { type: 'ended', grade: ended }))).toContain('Failed: The budget is spent.');
});

test('a check that was never reached is shown as not run, not as failed', () => {
  const checks = [result('first', false), result('second', false, { cause: 'not-run' })];
  const state = after(known, { type: 'ended', grade: grade(checks) });
  expect(state.checks.map(({ state: each }) => each)).toEqual(['fails', 'not-run']);
});

test('stopping and breaking decide nothing', () => {
  for (const type of ['stopped', 'broken'] as const) {
    const state = after(
      known,
      { type: 'started' },
      { type: 'check-ended', result: result('first', true) },
      { type },
    );
    expect(state.grade).toBeNull();
    expect(state.checks.every(({ state: each }) => each === 'not-run')).toBe(true);
    expect(summary(state)).toContain('decided');
  }
});
