/** A lesson's front matter, on top of Starlight's own fields (title, description, …). */
import { z } from 'astro/zod';

/** A list of full sentences or phrases; an empty one is an oversight in a lesson that teaches something. */
const phrases = (what: string) =>
  z
    .array(z.string().min(3, `Each entry of ${what} is a phrase a learner can read.`))
    .min(1, `Name at least one entry under ${what}.`);

/** The name of a lesson or lab: lower-case words joined by hyphens. */
const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Write a name as lower-case words joined by hyphens.');

/** What every lesson states about itself; `course.ts` holds its place in the course. */
export const lessonFields = z.object({
  /** The article's heading that this lesson tests, as it stands there. */
  section: z.string().min(1, 'Give the heading of the article that this lesson belongs to.'),
  chapter: z.int().min(0).max(8),
  /** Place within the chapter, from 1. */
  order: z.int().min(1),
  /** The section's claim in our words, as something that could be false. */
  claim: z.string().min(20, 'State the claim as a whole sentence that could be false.'),
  minutes: z.int().min(5).max(180),
  objectives: phrases('objectives'),
  outOfScope: phrases('outOfScope'),
  /** Names of lessons to have done before; empty for the opening. */
  prerequisites: z.array(name),
  /** Ids of the labs in the lesson, in their order. */
  labs: z.array(name).min(1, 'A lesson has at least one lab.'),
  /** Name of the quiz file in `src/content/quizzes`, without `.yaml`. */
  quiz: name,
});

/** A lesson's own fields as the pages read them. */
export type LessonFields = z.infer<typeof lessonFields>;

/**
 * What Starlight checks on every page: a page that is no lesson states none of these fields, a lesson all of them.
 * It is looser than {@link lessonFields} only in its type, since both kinds of page share one collection schema.
 */
export const pageFields = lessonFields.partial().superRefine((fields, context) => {
  const names = Object.keys(lessonFields.shape) as (keyof LessonFields)[];
  const stated = names.some((name) => fields[name] !== undefined);
  if (!stated) return;
  for (const { path, message } of lessonFields.safeParse(fields).error?.issues ?? [])
    context.addIssue({ code: 'custom', path: [...path], message });
});
