/** Front matter, quizzes, terms and sources are what their schemas say; the course map and the files agree. */
import { describe, test } from 'vitest';
import type { z } from 'astro/zod';
import { COURSE, LESSONS } from '../../src/content/course.ts';
import { lessonFields } from '../../src/content/schemas/lesson.ts';
import { quizSchema } from '../../src/content/schemas/quiz.ts';
import { sourceSchema } from '../../src/content/schemas/source.ts';
import { termSchema } from '../../src/content/schemas/term.ts';
import type { Problem } from './problems.ts';
import { expectNone } from './problems.ts';
import type { Data } from './read-content.ts';
import { readContent } from './read-content.ts';

const content = readContent();

function checkData(data: Data, schema: z.ZodType): readonly Problem[] {
  const faults = data.errors.map(({ line, message }) => ({ file: data.file, line, message }));
  const parsed = schema.safeParse(data.value);
  const broken = parsed.success ? [] : parsed.error.issues;
  return [
    ...faults,
    ...broken.map(({ path, message }) => ({
      file: data.file,
      line: data.lineOf(path),
      message: `${path.join('.')}: ${message}`,
    })),
  ];
}

describe('what the authors wrote', () => {
  test('lessons state everything a lesson must', () => {
    expectNone(content.lessons.flatMap(({ frontmatter }) => checkData(frontmatter, lessonFields)));
  });
  test('self-checks have five to eight questions, a number and an output among them, and every option explained', () => {
    expectNone([...content.quizzes.values()].flatMap((data) => checkData(data, quizSchema)));
  });
  test('terms are defined in one plain sentence', () => {
    expectNone([...content.terms.values()].flatMap(({ frontmatter }) => checkData(frontmatter, termSchema)));
  });
  test('sources say what they are, when they are from and where to read them', () => {
    expectNone([...content.sources.values()].flatMap((data) => checkData(data, sourceSchema)));
  });
  test('a figure that changes with time carries its date', () => {
    expectNone(
      [...content.sources.values()].flatMap((data) => {
        const source = sourceSchema.safeParse(data.value);
        const isUndated = source.success && source.data.kind === 'data' && source.data.date === undefined;
        return isUndated
          ? [{ file: data.file, line: 1, message: 'a source of kind data needs its date' }]
          : [];
      }),
    );
  });
});

describe('the course map', () => {
  const lessons = content.lessons.flatMap((text) => {
    const parsed = lessonFields.extend({}).safeParse(text.frontmatter.value);
    return parsed.success ? [{ text, fields: parsed.data }] : [];
  });

  test('every lesson that is called written has its file, and every file is on the map as written', () => {
    const missing = LESSONS.filter(
      ({ state, name }) => state === 'written' && !content.lessons.some((text) => text.name === name),
    );
    const unlisted = content.lessons.filter(
      ({ name }) => !LESSONS.some((lesson) => lesson.name === name && lesson.state === 'written'),
    );
    expectNone([
      ...missing.map(({ name }) => ({
        file: `src/content/lessons/${name}.mdx`,
        line: 1,
        message: 'is called written on the map, and is not there',
      })),
      ...unlisted.map(({ file }) => ({
        file,
        line: 1,
        message: 'is not on the map (src/content/course.ts) as written',
      })),
    ]);
  });

  test('lesson and map agree on title, section, chapter, order and labs', () => {
    expectNone(
      lessons.flatMap(({ text, fields }) => {
        const chapter = COURSE.find((each) => each.lessons.some(({ name }) => name === text.name));
        const place = chapter?.lessons.findIndex(({ name }) => name === text.name) ?? -1;
        const onMap = chapter?.lessons[place];
        if (chapter === undefined || onMap === undefined) return [];
        const { title } = text.frontmatter.value as { title?: unknown };
        const pairs: readonly (readonly [string, unknown, unknown])[] = [
          ['title', title, onMap.title],
          ['section', fields.section, onMap.section],
          ['chapter', fields.chapter, chapter.number],
          ['order', fields.order, place + 1],
          ['labs', fields.labs.join(', '), onMap.labs.join(', ')],
          ['quiz', fields.quiz, text.name],
        ];
        return pairs
          .filter(([, own, map]) => own !== map)
          .map(([field, own, map]) => ({
            file: text.file,
            line: text.frontmatter.lineOf([field]),
            message: `${field} is “${String(own)}” here and “${String(map)}” on the map`,
          }));
      }),
    );
  });

  test('prerequisites are lessons that come before', () => {
    expectNone(
      lessons.flatMap(({ text, fields }) => {
        const own = LESSONS.findIndex(({ name }) => name === text.name);
        return fields.prerequisites
          .filter((name) => !LESSONS.slice(0, Math.max(own, 0)).some((lesson) => lesson.name === name))
          .map((name) => ({
            file: text.file,
            line: text.frontmatter.lineOf(['prerequisites']),
            message: `prerequisite “${name}” is no lesson that comes before this one`,
          }));
      }),
    );
  });

  test('a lesson’s minutes leave time to read besides its labs', () => {
    expectNone(
      lessons.flatMap(({ text, fields }) => {
        const inLabs = fields.labs.reduce((sum, id) => sum + (content.labs.get(id)?.minutes ?? 0), 0);
        if (fields.minutes >= inLabs + 10) return [];
        const message = `minutes are ${fields.minutes}, but its labs alone take ${inLabs}; count at least 10 for reading`;
        return [{ file: text.file, line: text.frontmatter.lineOf(['minutes']), message }];
      }),
    );
  });
});

test('terms name related terms that exist', () => {
  expectNone(
    [...content.terms.values()].flatMap(({ file, frontmatter }) => {
      const parsed = termSchema.safeParse(frontmatter.value);
      const missing = (parsed.success ? parsed.data.see : []).filter((id) => !content.terms.has(id));
      return missing.map((id) => ({
        file,
        line: frontmatter.lineOf(['see']),
        message: `see names “${id}”, which is no term`,
      }));
    }),
  );
});
