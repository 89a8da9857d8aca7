/** Self-checks: every answer is recomputed by the engine, and every snippet is run. */
import { describe, expect, test } from 'vitest';
import { samePrint, within } from '../../src/components/numbers.ts';
import type { Question, Quiz } from '../../src/content/schemas/quiz.ts';
import { quizSchema } from '../../src/content/schemas/quiz.ts';
import { computedName } from './check-uses.ts';
import { readComputed } from './computed-values.ts';
import type { Problem } from './problems.ts';
import { expectNone } from './problems.ts';
import { readContent } from './read-content.ts';
import { printsOf } from './run-snippet.ts';

const content = readContent();
const computed = await readComputed();

/** Every question with where it stands. */
const questions = [...content.quizzes].flatMap(([lesson, data]) => {
  const parsed = quizSchema.safeParse(data.value);
  const quiz: Quiz | null = parsed.success ? parsed.data : null;
  return (quiz?.questions ?? []).map((question, index) => ({
    lesson,
    question,
    problem: (message: string): Problem => ({
      file: data.file,
      line: data.lineOf(['questions', index]),
      message: `${question.id}: ${message}`,
    }),
  }));
});
const ofKind = <K extends Question['kind']>(kind: K) =>
  questions.filter(
    (each): each is (typeof questions)[number] & { question: Extract<Question, { kind: K }> } =>
      each.question.kind === kind,
  );

describe('self-checks', () => {
  test('belong to the lesson they name', () => {
    expectNone(
      [...content.quizzes].flatMap(([name, data]) => {
        const { lesson } = data.value as { lesson?: unknown };
        const isKnown = content.lessons.some((text) => text.name === name);
        if (lesson === name && isKnown) return [];
        return [
          {
            file: data.file,
            line: data.lineOf(['lesson']),
            message: `the file is called “${name}”, its lesson “${String(lesson)}”; there must be a lesson of that name`,
          },
        ];
      }),
    );
  });

  test('every lesson has one', () => {
    expectNone(
      content.lessons
        .filter(({ name }) => !content.quizzes.has(name))
        .map(({ file, name }) => ({ file, line: 1, message: `has no src/content/quizzes/${name}.yaml` })),
    );
  });

  test('ask for numbers that the engine computes, and list as mistakes only numbers that are wrong', () => {
    expectNone(
      ofKind('numeric').flatMap(({ lesson, question, problem }) => {
        const name = computedName(question.answer, lesson);
        const compute = computed.get(name.lesson)?.[name.entry];
        if (compute === undefined)
          return [
            problem(
              `answer names “${question.answer}”, which src/content/computed/${name.lesson}.ts does not have`,
            ),
          ];
        const value = compute();
        if (typeof value !== 'number' || !Number.isFinite(value))
          return [problem(`“${question.answer}” computes ${value}, not a number`)];
        return question.mistakes
          .filter((mistake) => within(mistake.value, value, question.tolerance))
          .map((mistake) =>
            problem(`the mistake ${mistake.value} is within the tolerance of the answer ${value}`),
          );
      }),
    );
  });

  test('offer no option twice', () => {
    expectNone(
      [...ofKind('single'), ...ofKind('multiple')].flatMap(({ question, problem }) => {
        const texts = question.options.map(({ text }) => text);
        return new Set(texts).size === texts.length ? [] : [problem('two options have the same text')];
      }),
    );
  });
});

describe('programs whose output is asked for', () => {
  test.each(ofKind('output').map((each) => [`${each.lesson}: ${each.question.id}`, each] as const))(
    '%s prints what the self-check says',
    async (_name, { question, problem }) => {
      const printed = await printsOf(question.code);
      expectNone(
        samePrint(printed, question.prints)
          ? []
          : [problem(`prints\n${printed}\nand the self-check says\n${question.prints}`)],
      );
      for (const mistake of question.mistakes)
        expect(samePrint(mistake.value, printed), `${mistake.value} is no mistake`).toBe(false);
    },
  );
});
