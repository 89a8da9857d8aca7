/** A lesson's self-check: five to eight questions, every option explained. */
import { z } from 'astro/zod';

const id = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'A question has an id of lower-case words joined by hyphens; saved answers hang on it.',
  );
const ask = z.string().min(10, 'Ask a whole question.');
const why = z.string().min(10, 'Every option says why it is right or wrong, in a whole sentence.');
/** Name of an entry in `src/content/computed`, as `<entry>` of the lesson's own file or `<lesson>/<entry>`. */
const computed = z.string().regex(/^([a-z0-9-]+\/)?[a-z0-9-]+$/, 'Name an entry of src/content/computed.');
/** What one may be off by: an absolute number, or a share such as `1%`. */
const tolerance = z.union([
  z.number().min(0),
  z.string().regex(/^\d+(\.\d+)?%$/, 'Write a tolerance as a number or as a share such as "1%".'),
]);

const option = z.strictObject({
  text: z.string().min(1, 'An option needs text.'),
  right: z.boolean().default(false),
  why,
});
const options = z.array(option).min(2, 'Give at least two options.').max(7, 'Seven options are enough.');

/** Exactly one option is right. */
const single = z
  .strictObject({ kind: z.literal('single'), id, ask, options })
  .refine(
    (question) => question.options.filter(({ right }) => right).length === 1,
    'A question of kind single has exactly one right option; write `right: true` there.',
  );

/** Any number of options is right, at least one. */
const multiple = z
  .strictObject({ kind: z.literal('multiple'), id, ask, options })
  .refine(
    (question) => question.options.some(({ right }) => right),
    'A question of kind multiple has at least one right option.',
  );

/** A number, computed by the engine. */
const numeric = z.strictObject({
  kind: z.literal('numeric'),
  id,
  ask,
  unit: z.string().default(''),
  answer: computed,
  tolerance,
  why,
  /** Wrong numbers that a known mistake leads to, with what that mistake is. */
  mistakes: z.array(z.strictObject({ value: z.number(), why })).default([]),
});

/** What a snippet prints. The tests run it on the engine and hold `prints` against what it logs. */
const output = z.strictObject({
  kind: z.literal('output'),
  id,
  ask: ask.default('What does this print?'),
  /** TypeScript that may import from `strata` in its first lines, and logs. */
  code: z.string().min(10, 'Give the snippet whose output is asked for.'),
  prints: z.string().min(1, 'Give what the snippet prints.'),
  why,
  mistakes: z.array(z.strictObject({ value: z.string(), why })).default([]),
});

/** Items in their right order; the page shows them shuffled. */
const order = z.strictObject({
  kind: z.literal('order'),
  id,
  ask,
  items: z
    .array(z.strictObject({ text: z.string().min(1), why }))
    .min(3, 'Put at least three items in order.')
    .max(7),
});

/** One question. */
export const questionSchema = z.discriminatedUnion('kind', [single, multiple, numeric, output, order], {
  error: 'A question is of kind single, multiple, numeric, output or order.',
});

/** `src/content/quizzes/<lesson>.yaml`. */
export const quizSchema = z.strictObject({
  lesson: z.string(),
  questions: z
    .array(questionSchema)
    .min(5, 'A self-check has five to eight questions.')
    .max(8, 'A self-check has five to eight questions.')
    .refine(
      (all) => all.some(({ kind }) => kind === 'output') && all.some(({ kind }) => kind === 'numeric'),
      'A self-check asks for at least one output and one number.',
    )
    .refine(
      (all) => new Set(all.map(({ id: name }) => name)).size === all.length,
      'Two questions share an id.',
    ),
});

/** One question as written. */
export type Question = z.infer<typeof questionSchema>;
/** A lesson's self-check as written. */
export type Quiz = z.infer<typeof quizSchema>;
