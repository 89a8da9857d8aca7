/** A glossary entry: a term, its one-sentence definition, and the longer text that stands below the front matter. */
import { z } from 'astro/zod';

/** Front matter of `src/content/glossary/<id>.md`. */
export const termSchema = z.object({
  /** The word as the glossary lists it. */
  term: z.string().min(1, 'Give the term as the glossary should list it.'),
  /** One plain sentence without Markdown: it stands in the margin and is read aloud. */
  short: z
    .string()
    .min(15, 'Define the term in one whole sentence.')
    .max(
      240,
      'The definition stands in the margin: keep it under 240 characters; more goes below the front matter.',
    )
    .refine((text) => !/[*_`[\]]/.test(text), 'The short definition is plain text: no Markdown in it.'),
  /** Which layer the thing lives on, where it lives on one. */
  layer: z.literal([1, 2]).optional(),
  /** Other names under which a learner may look for it. */
  also: z.array(z.string()).default([]),
  /** Ids of related terms. */
  see: z.array(z.string()).default([]),
});

/** A glossary entry's front matter. */
export type Term = z.infer<typeof termSchema>;
