/** The course as progress reads it: lessons with their labs and the versions of those that are written. */
import { COURSE, LESSONS } from '../../content/course.ts';
import type { CourseLesson } from '../../content/course.ts';
import type { LessonParts } from '../../learner/done.ts';
import { findLab } from './labs.ts';

const partsOf = ({ name, labs }: CourseLesson): LessonParts => ({
  name,
  hasQuiz: true,
  labs: labs.map((id) => {
    const version = findLab(id)?.manifest.version;
    return version === undefined ? { id } : { id, version };
  }),
});

/** The parts of every written lesson, in the course's order. */
export const writtenParts = (): readonly LessonParts[] =>
  LESSONS.filter(({ state }) => state === 'written').map(partsOf);

/** Titles of the written lessons by name. */
export const writtenTitles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    LESSONS.filter(({ state }) => state === 'written').map(({ name, title }) => [name, title]),
  );

/** How many lessons there are, and how many are written. */
export const lessonCount = (): { readonly all: number; readonly written: number } => ({
  all: COURSE.reduce((sum, chapter) => sum + chapter.lessons.length, 0),
  written: writtenParts().length,
});
