/** What counts as done, and where to go on. */
import { describe, expect, test } from 'vitest';
import {
  continueAt,
  courseFraction,
  labState,
  lessonState,
  measurementsOf,
  passes,
} from '../../src/learner/done.ts';
import type { Progress, Records } from '../../src/learner/records.ts';
import { emptyProgress, withRecord } from '../../src/learner/records.ts';

const grade = (id: string, more: Partial<Records['grades']> = {}): Records['grades'] => ({
  id,
  at: 1,
  version: 1,
  engine: '0x0',
  seeds: [1],
  passed: true,
  checks: [],
  measurements: [],
  ...more,
});
const accept = (progress: Progress, id: string, version = 1): Progress =>
  withRecord(progress, 'accepted', { ...grade(id, { version }), code: 'x' });
const passQuiz = (progress: Progress, id: string): Progress =>
  withRecord(progress, 'quizzes', { id, at: 1, right: 5, of: 5, passed: true });
const visit = (progress: Progress, id: string, at: number, place = ''): Progress =>
  withRecord(progress, 'visits', { id, at, place });

const one = {
  name: 'one',
  hasQuiz: true,
  labs: [
    { id: 'a', version: 1 },
    { id: 'b', version: 1 },
  ],
};
const two = { name: 'two', hasQuiz: true, labs: [{ id: 'c', version: 1 }] };

describe('a lab', () => {
  test('is untouched, then begun, then passes', () => {
    const begun = withRecord(emptyProgress(), 'code', { id: 'a', at: 1, code: 'x' });
    expect(labState(emptyProgress(), { id: 'a' })).toBe('untouched');
    expect(labState(begun, { id: 'a' })).toBe('started');
    expect(labState(accept(begun, 'a'), { id: 'a' })).toBe('passed');
  });

  test('that passed stays passed when a later run of changed code fails', () => {
    const later = withRecord(accept(emptyProgress(), 'a'), 'grades', grade('a', { at: 9, passed: false }));
    expect(labState(later, { id: 'a', version: 1 })).toBe('passed');
  });

  test('whose checks have changed since it passed is outdated, and does not count', () => {
    const progress = passQuiz(accept(accept(emptyProgress(), 'a', 1), 'b', 2), 'one');
    const changed = {
      ...one,
      labs: [
        { id: 'a', version: 2 },
        { id: 'b', version: 2 },
      ],
    };
    expect(labState(progress, { id: 'a', version: 2 })).toBe('outdated');
    expect(lessonState(progress, changed)).toMatchObject({ labsPassed: 1, done: false });
  });
});

describe('a lesson', () => {
  test('is done when all its labs pass and its self-check is passed, and not before', () => {
    let progress = visit(emptyProgress(), 'one', 1);
    expect(lessonState(progress, one)).toMatchObject({ done: false, begun: true, steps: 0, of: 3 });
    progress = passQuiz(accept(progress, 'a'), 'one');
    expect(lessonState(progress, one)).toMatchObject({ done: false, steps: 2 });
    expect(lessonState(accept(progress, 'b'), one)).toMatchObject({ done: true, steps: 3 });
  });

  test('without labs and self-check is never done by itself', () => {
    expect(lessonState(emptyProgress(), { name: 'x', labs: [], hasQuiz: false }).done).toBe(false);
  });

  test.each([
    [4, 5, true],
    [3, 5, false],
    [5, 6, true],
    [6, 8, false],
    [7, 8, true],
    [0, 0, false],
  ])('%i of %i right passes a self-check: %s', (right, of, expected) => {
    expect(passes(right, of)).toBe(expected);
  });
});

describe('the course', () => {
  test('counts labs and self-checks alike', () => {
    expect(courseFraction(emptyProgress(), [])).toBe(0);
    expect(courseFraction(accept(emptyProgress(), 'c'), [one, two])).toBe(1 / 5);
  });

  test('starts at its first lesson', () => {
    expect(continueAt(emptyProgress(), [one, two])).toEqual({ kind: 'start', lesson: 'one', place: '' });
    expect(continueAt(emptyProgress(), [])).toBeNull();
  });

  test('goes on in the lesson read last, at its heading', () => {
    const progress = visit(visit(emptyProgress(), 'one', 1), 'two', 2, 'self-check');
    expect(continueAt(progress, [one, two])).toEqual({
      kind: 'continue',
      lesson: 'two',
      place: 'self-check',
    });
  });

  test('goes to the next lesson not done, past the end round to an earlier one', () => {
    const doneTwo = passQuiz(accept(visit(emptyProgress(), 'two', 2), 'c'), 'two');
    expect(continueAt(doneTwo, [one, two])).toEqual({ kind: 'next', lesson: 'one', place: '' });
    const all = passQuiz(accept(accept(doneTwo, 'a'), 'b'), 'one');
    expect(continueAt(all, [one, two])).toEqual({ kind: 'done', lesson: 'one', place: '' });
  });

  test('ignores visits to lessons that are not in it', () => {
    expect(continueAt(visit(emptyProgress(), 'gone', 9), [one])).toMatchObject({ kind: 'start' });
  });
});

test('a run that measured nothing does not hide what the accepted code measured', () => {
  const measured = [{ name: 'fees', value: 3, unit: 'sat' }];
  const progress = withRecord(
    withRecord(emptyProgress(), 'accepted', { ...grade('a', { measurements: measured }), code: 'x' }),
    'grades',
    grade('a', { at: 2, passed: false }),
  );
  expect(measurementsOf(progress, 'a')).toEqual(measured);
});
