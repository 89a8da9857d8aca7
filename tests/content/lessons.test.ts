/** Lessons keep the rhythm of the course, and everything they name exists. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { COURSE, LESSONS } from '../../src/content/course.ts';
import { checkUses, computedName } from './check-uses.ts';
import { agrees, readComputed } from './computed-values.ts';
import type { Problem } from './problems.ts';
import { expectNone } from './problems.ts';
import type { Text } from './read-content.ts';
import { filesOf, read, readContent, ROOT } from './read-content.ts';

const content = readContent();
const computed = await readComputed();

/** Every text with the lesson it belongs to: the lesson itself, and its labs' briefs and debriefs. */
const owner = new Map(
  COURSE.flatMap(({ lessons }) => lessons.flatMap(({ name, labs }) => labs.map((id) => [id, name] as const))),
);
const texts: readonly { readonly text: Text; readonly lesson: string }[] = [
  ...content.lessons.map((text) => ({ text, lesson: text.name })),
  ...[...content.labs.values()].flatMap((lab) =>
    lab.texts.map((text) => ({ text, lesson: owner.get(lab.id) ?? '' })),
  ),
];

const labsOf = (name: string) => LESSONS.find((lesson) => lesson.name === name)?.labs ?? [];

describe('a lesson', () => {
  test('goes from claim and prediction over labs and measurement to self-check and verdict', () => {
    const RHYTHM = ['Claim', 'Predict', 'Lab', 'Measure', 'Quiz', 'Verdict', 'Instructor', 'Sources'];
    expectNone(
      content.lessons.flatMap(({ file, uses }) => {
        const first = RHYTHM.map((name) => ({ name, line: uses.find((use) => use.name === name)?.line }));
        const missing = first.filter(({ line }) => line === undefined);
        const present = first.filter(
          (step): step is { name: string; line: number } => step.line !== undefined,
        );
        const late = present.filter(
          (step, index) => index > 0 && step.line < (present[index - 1]?.line ?? 0),
        );
        return [
          ...missing.map(({ name }) => ({ file, line: 1, message: `has no <${name}>` })),
          ...late.map(({ name, line }) => ({
            file,
            line,
            message: `<${name}> stands before what it should follow (${RHYTHM.join(', ')})`,
          })),
        ];
      }),
    );
  });

  test('holds all its labs, in their order, and at least one figure, term and source', () => {
    expectNone(
      content.lessons.flatMap(({ file, name, uses }) => {
        const labs = uses
          .filter((use) => use.name === 'Lab')
          .map((use) => use.attributes.get('id')?.value ?? '');
        const problems: Problem[] = [];
        if (labs.join() !== labsOf(name).join()) {
          problems.push({
            file,
            line: 1,
            message: `its labs are ${labs.join(', ') || 'none'}; the map says ${labsOf(name).join(', ')}`,
          });
        }
        for (const part of ['Figure', 'Term', 'Source']) {
          if (!uses.some((use) => use.name === part))
            problems.push({ file, line: 1, message: `has no <${part}>` });
        }
        return problems;
      }),
    );
  });

  test('imports nothing but the lesson components, and a lab’s text nothing at all', () => {
    expectNone(
      texts.flatMap(({ text: { file, imports } }) =>
        imports
          .filter(
            ({ from }) =>
              file.startsWith('src/labs/') || !/^\.\.\/\.\.\/components\/[A-Z]\w+\.astro$/.test(from),
          )
          .map(({ from, line }) => ({
            file,
            line,
            message: `imports “${from}”; a lesson imports '../../components/<Name>.astro' only, a lab’s text nothing`,
          })),
      ),
    );
  });

  test('has a heading on every column of its tables', () => {
    expectNone(
      texts.flatMap(({ text: { file, untitled } }) =>
        untitled.map(({ line }) => ({
          file,
          line,
          message: 'a column of this table has no heading: a screen reader needs one',
        })),
      ),
    );
  });

  test('makes predictions with ids of their own', () => {
    expectNone(
      content.lessons.flatMap(({ file, uses }) => {
        const ids = uses
          .filter(({ name }) => name === 'Predict')
          .map(({ attributes, line }) => ({ id: attributes.get('id')?.value, line }));
        return ids
          .filter(({ id }, index) => ids.findIndex((other) => other.id === id) < index)
          .map(({ id, line }) => ({ file, line, message: `a second <Predict> is called “${id}”` }));
      }),
    );
  });
});

describe('everything that a text names', () => {
  test('exists: terms, sources, figures, labs, regions, measurements and computed values', () => {
    const has = (lesson: string, entry: string) => Object.hasOwn(computed.get(lesson) ?? {}, entry);
    expectNone(texts.flatMap(({ text, lesson }) => checkUses(text, lesson, content, has)));
  });

  test('that is a source is cited somewhere', () => {
    const cited = new Set(
      texts.flatMap(({ text }) =>
        text.uses.flatMap(({ name, attributes }) => {
          if (name === 'Source') return [attributes.get('id')?.value ?? ''];
          return [...(attributes.get('rows')?.value ?? '').matchAll(/\bsource:\s*['"]([^'"]+)['"]/g)].map(
            ([, id = '']) => id,
          );
        }),
      ),
    );
    const idle = [...content.sources].filter(([id]) => !cited.has(id));
    expectNone(idle.map(([, { file }]) => ({ file, line: 1, message: 'is cited by no lesson and no lab' })));
  });

  test('links within the site resolve', () => {
    const slug = (text: string) =>
      text
        .toLowerCase()
        .trim()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-');
    const anchors = new Map<string, ReadonlySet<string>>(
      content.lessons.map(({ name, headings, uses }) => {
        const own = headings.map(({ text }) => slug(text));
        const built = [
          ...(uses.some((use) => use.name === 'Quiz') ? ['self-check'] : []),
          ...(uses.some((use) => use.name === 'Verdict') ? ['verdict'] : []),
          ...(uses.some((use) => use.name === 'Sources') ? ['sources'] : []),
          ...uses.filter((use) => use.name === 'Lab').map((use) => `lab-${use.attributes.get('id')?.value}`),
        ];
        return [`/lessons/${name}/`, new Set([...own, ...built])] as const;
      }),
    );
    const pages = new Set(
      filesOf('src/pages/**/*.astro').map((file) =>
        `/${file.replace(/^src\/pages\//, '').replace(/(index)?\.astro$/, '')}/`.replace('//', '/'),
      ),
    );
    const glossary = new Set(content.terms.keys());
    const all = [...texts, ...[...content.terms.values()].map((text) => ({ text, lesson: '' }))];
    expectNone(
      all.flatMap(({ text, lesson }) =>
        text.links.flatMap(({ url, line }) => {
          if (/^https:/.test(url)) return [];
          if (/^\w+:/.test(url))
            return [{ file: text.file, line, message: `“${url}” is not an https address` }];
          const [path = '', hash = ''] = url.split('#');
          const page =
            path === ''
              ? text.file.startsWith('src/content/glossary')
                ? '/glossary/'
                : `/lessons/${lesson}/`
              : path;
          const known = page === '/glossary/' ? glossary : anchors.get(page);
          if (known === undefined && !pages.has(page))
            return [{ file: text.file, line, message: `“${url}” leads to no page of the site` }];
          return hash !== '' && known !== undefined && !known.has(hash)
            ? [{ file: text.file, line, message: `“${url}”: the page has no “#${hash}”` }]
            : [];
        }),
      ),
    );
  });
});

test('every number in prose that the engine computes is what the engine computes', () => {
  expectNone(
    texts.flatMap(({ text, lesson }) =>
      text.uses
        .filter((use) => use.name === 'Computed')
        .flatMap((use) => {
          const name = computedName(use.attributes.get('id')?.value ?? '', lesson);
          const compute = computed.get(name.lesson)?.[name.entry];
          if (compute === undefined) return [];
          const value = compute();
          return agrees(use.text, value)
            ? []
            : [
                {
                  file: text.file,
                  line: use.line,
                  message: `says ${use.text}; the engine computes ${value} for “${name.entry}”`,
                },
              ];
        }),
    ),
  );
});

test('every choice that is predicted has the computed answer among its options', () => {
  expectNone(
    content.lessons.flatMap(({ file, name: lesson, uses }) =>
      uses
        .filter((use) => use.name === 'Predict')
        .flatMap(({ attributes, line }) => {
          const name = computedName(attributes.get('answer')?.value ?? '', lesson);
          const value = computed.get(name.lesson)?.[name.entry]?.();
          if (value === undefined) return [];
          if (attributes.get('kind')?.value === 'number') {
            return typeof value === 'number'
              ? []
              : [{ file, line, message: `“${name.entry}” computes “${value}”, not a number` }];
          }
          const options = [
            ...(attributes.get('options')?.value ?? '').matchAll(/\bvalue:\s*['"]([^'"]+)['"]/g),
          ].map(([, each]) => each);
          return options.includes(String(value))
            ? []
            : [
                {
                  file,
                  line,
                  message: `the computed answer “${value}” is none of the options ${options.join(', ')}`,
                },
              ];
        }),
    ),
  );
});

describe('the words', () => {
  test('carry no hype, no exclamation marks and no advice on money', () => {
    const BANNED =
      /!(?=\s|$)|\b(revolutionary|revolutioni[sz]e|game-chang\w+|cutting-edge|seamless(ly)?|unlock the|to the moon|price target)\b/i;
    const all = [...texts.map(({ text }) => text), ...content.terms.values()];
    const inQuizzes = [...content.quizzes.values()].flatMap(({ file }) =>
      read(file)
        .split('\n')
        .map((line, index) => ({ file, line: index + 1, text: line }))
        .filter(({ text }) => /^\s*(-\s*)?(ask|text|why):/.test(text)),
    );
    const lines = [
      ...all.flatMap(({ file, prose }) => prose.map(({ text, line }) => ({ file, line, text }))),
      ...inQuizzes,
    ];
    expectNone(
      lines.flatMap(({ file, line, text }) => {
        const hit = BANNED.exec(text);
        return hit === null
          ? []
          : [{ file, line, message: `“${text.slice(Math.max(0, hit.index - 20), hit.index + 20).trim()}”` }];
      }),
    );
  });

  const article = join(ROOT, '../shared/article.txt');
  test.skipIf(!existsSync(article))(
    'share no run of eight words with the article (skipped where the article is not at hand)',
    () => {
      const RUN = 8;
      const wordsOf = (text: string) =>
        [...text.toLowerCase().matchAll(/[a-z0-9]+/g)].map(([word], index) => ({ word, index }));
      const runs = (words: readonly { word: string }[]) =>
        words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, from) =>
          words
            .slice(from, from + RUN)
            .map(({ word }) => word)
            .join(' '),
        );
      const known = new Set(runs(wordsOf(readFileSync(article, 'utf8'))));
      const files = [
        ...filesOf('src/content/**/*.{md,mdx,yaml,ts}'),
        ...filesOf('src/labs/**/*.{md,mdx,ts}'),
        ...filesOf('src/components/**/*.{astro,ts}'),
      ];
      expectNone(
        files.flatMap((file) => {
          const hit = runs(wordsOf(read(file))).find((run) => known.has(run));
          const line =
            hit === undefined
              ? 1
              : read(file)
                  .split('\n')
                  .findIndex((each) => each.toLowerCase().includes(hit.split(' ')[0] ?? '')) + 1;
          return hit === undefined ? [] : [{ file, line, message: `“${hit}” stands in the article too` }];
        }),
      );
    },
  );
});
