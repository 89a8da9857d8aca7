/** The content collections: lessons (Starlight's docs), quizzes, glossary and sources, each behind one schema. */
import { docsSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { defineCollection } from 'astro:content';
import { pageFields } from './content/schemas/lesson.ts';
import { quizSchema } from './content/schemas/quiz.ts';
import { sourceSchema } from './content/schemas/source.ts';
import { termSchema } from './content/schemas/term.ts';

/** The file's name without folder and extension: what lessons, quizzes, terms and sources are called by. */
const nameOf = (entry: string): string => entry.replace(/^.*\//, '').replace(/\.\w+$/, '');

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: './src/content/lessons',
      pattern: '**/[^_]*.mdx',
      generateId: ({ entry }) => `lessons/${nameOf(entry)}`,
    }),
    schema: docsSchema({ extend: pageFields }),
  }),
  quizzes: defineCollection({
    loader: glob({
      base: './src/content/quizzes',
      pattern: '[^_]*.yaml',
      generateId: ({ entry }) => nameOf(entry),
    }),
    schema: quizSchema,
  }),
  glossary: defineCollection({
    loader: glob({
      base: './src/content/glossary',
      pattern: '[^_]*.md',
      generateId: ({ entry }) => nameOf(entry),
    }),
    schema: termSchema,
  }),
  sources: defineCollection({
    loader: glob({
      base: './src/content/sources',
      pattern: '[^_]*.yaml',
      generateId: ({ entry }) => nameOf(entry),
    }),
    schema: sourceSchema,
  }),
};
