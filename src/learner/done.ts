/** Decides what is done: labs, self-checks, lessons, the course, and where to go on. Pure functions of the progress. */
import type { Measured, Progress } from './records.ts';

/** Share of a self-check's questions that must be right. */
export const PASS_SHARE = 0.8;

/** A lab as far as progress needs it. */
export interface LabPart {
  readonly id: string;
  /** The version of its checks; left out where it is not known. */
  readonly version?: number;
}

/** A lesson as far as progress needs it. */
export interface LessonParts {
  readonly name: string;
  readonly labs: readonly LabPart[];
  readonly hasQuiz: boolean;
}

/** `outdated`: it passed, but its checks have changed since. */
export type LabState = 'untouched' | 'started' | 'passed' | 'outdated';

/** How a lab stands. */
export function labState(progress: Progress, lab: LabPart): LabState {
  const accepted = progress.accepted.get(lab.id);
  if (accepted !== undefined) {
    return lab.version !== undefined && accepted.version < lab.version ? 'outdated' : 'passed';
  }
  return progress.code.has(lab.id) || progress.grades.has(lab.id) ? 'started' : 'untouched';
}

/** Whether `right` of `of` questions pass a self-check. */
export const passes = (right: number, of: number): boolean => of > 0 && right >= PASS_SHARE * of;

/** How a lesson stands. */
export interface LessonState {
  readonly labsPassed: number;
  readonly labs: number;
  readonly quizPassed: boolean;
  /** Its labs pass and its self-check is passed. */
  readonly done: boolean;
  readonly begun: boolean;
  /** Steps done (labs and the self-check) and steps there are. */
  readonly steps: number;
  readonly of: number;
}

/** A lesson is done when its labs pass and its self-check is passed; reading it is not enough. */
export function lessonState(progress: Progress, lesson: LessonParts): LessonState {
  const states = lesson.labs.map((lab) => labState(progress, lab));
  const labsPassed = states.filter((state) => state === 'passed').length;
  const quizPassed = lesson.hasQuiz && (progress.quizzes.get(lesson.name)?.passed ?? false);
  const steps = labsPassed + (quizPassed ? 1 : 0);
  const of = lesson.labs.length + (lesson.hasQuiz ? 1 : 0);
  const begun =
    steps > 0 ||
    states.some((state) => state !== 'untouched') ||
    progress.visits.has(lesson.name) ||
    progress.quizzes.has(lesson.name);
  return { labsPassed, labs: lesson.labs.length, quizPassed, done: of > 0 && steps === of, begun, steps, of };
}

/** Steps done over steps there are, from 0 to 1; 0 where there are none. */
export function courseFraction(progress: Progress, lessons: readonly LessonParts[]): number {
  const states = lessons.map((lesson) => lessonState(progress, lesson));
  const of = states.reduce((sum, state) => sum + state.of, 0);
  return of === 0 ? 0 : states.reduce((sum, state) => sum + state.steps, 0) / of;
}

/** Where to go on. */
export interface Continue {
  /** `start`: nothing was begun; `continue`: the lesson last read; `next`: the first not done after it; `done`: all are. */
  readonly kind: 'start' | 'continue' | 'next' | 'done';
  readonly lesson: string;
  /** Heading that was read last, for `continue`. */
  readonly place: string;
}

/** Where the learner was, or what comes after it; null where there are no lessons. */
export function continueAt(progress: Progress, lessons: readonly LessonParts[]): Continue | null {
  const first = lessons[0];
  if (first === undefined) return null;
  const visited = lessons
    .map(({ name }, index) => ({ index, visit: progress.visits.get(name) }))
    .filter(({ visit }) => visit !== undefined)
    .toSorted((a, b) => (b.visit?.at ?? 0) - (a.visit?.at ?? 0) || a.index - b.index)[0];
  if (visited === undefined) return { kind: 'start', lesson: first.name, place: '' };
  const isOpen = (lesson: LessonParts) => !lessonState(progress, lesson).done;
  const here = lessons[visited.index];
  if (here !== undefined && isOpen(here)) {
    return { kind: 'continue', lesson: here.name, place: visited.visit?.place ?? '' };
  }
  const next = [...lessons.slice(visited.index + 1), ...lessons.slice(0, visited.index)].find(isOpen);
  return next === undefined
    ? { kind: 'done', lesson: first.name, place: '' }
    : { kind: 'next', lesson: next.name, place: '' };
}

/** The learner's own figures of a lab: from the last grading, or from the accepted code where that run took none. */
export function measurementsOf(progress: Progress, lab: string): readonly Measured[] {
  const last = progress.grades.get(lab)?.measurements ?? [];
  return last.length > 0 ? last : (progress.accepted.get(lab)?.measurements ?? []);
}
