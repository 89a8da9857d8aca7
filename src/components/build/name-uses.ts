/** Where the course uses a name of the engine: labs that import it or ask for it, and lessons that compute with it. */
import { LESSONS, lessonPath } from '../../content/course.ts';
import type { CourseLesson } from '../../content/course.ts';
import { requireLab } from './labs.ts';

const computed = import.meta.glob<string>('../../content/computed/*.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** A place in the course. */
export interface NameUse {
  readonly address: string;
  readonly title: string;
  /** Whether the learner writes this part there. */
  readonly isWritten: boolean;
}

/** The names that `code` imports from the engine. */
const importedBy = (code: string): readonly string[] =>
  [...code.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s*from\s*'strata'/g)].flatMap(([, list = '']) =>
    list.split(',').map((name) =>
      name
        .trim()
        .replace(/^type\s+/, '')
        .replace(/\s+as\s.*$/, ''),
    ),
  );

/** What one lesson uses, by name. */
function usesOf({ name: lesson, title, labs }: CourseLesson): (readonly [string, NameUse])[] {
  const address = lessonPath(lesson);
  const inLabs = labs.flatMap((id) => {
    const { manifest, starter, solution } = requireLab(id, 'the engine reference');
    const use = { address: `${address}#lab-${id}`, title: `the lab “${manifest.title}”` };
    const imported = new Set([...importedBy(starter), ...importedBy(solution), manifest.replaces]);
    return [...imported].map((name) => [name, { ...use, isWritten: name === manifest.replaces }] as const);
  });
  const inText = importedBy(computed[`../../content/computed/${lesson}.ts`] ?? '').map(
    (name) => [name, { address, title, isWritten: false }] as const,
  );
  return [...inLabs, ...inText];
}

const uses = LESSONS.filter(({ state }) => state === 'written').flatMap(usesOf);

/** Where `name` is used. */
export const usesOfName = (name: string): readonly NameUse[] =>
  uses.filter(([used]) => used === name).map(([, use]) => use);
