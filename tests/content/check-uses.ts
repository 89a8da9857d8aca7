/** Checks of the components in a text: what they name exists, and they stand with what they need. */
import { regionOf } from '../../src/components/build/regions.ts';
import type { Content, LabFolder, Text, Use } from './read-content.ts';
import type { Problem } from './problems.ts';

/** Whether there is a computed value `entry` of `lesson`. */
export type HasComputed = (lesson: string, entry: string) => boolean;

const attribute = (use: Use, name: string): string => use.attributes.get(name)?.value ?? '';

/** Splits `lesson/entry` or `entry` of the lesson at hand. */
export function computedName(
  id: string,
  lesson: string,
): { readonly lesson: string; readonly entry: string } {
  const [entry = '', owner = lesson] = id.split('/').reverse();
  return { lesson: owner, entry };
}

const listed = (names: Iterable<string>) => [...names].join(', ') || 'none yet';

/** Whether the checks take a measurement called `name`. */
const takes = ({ measures }: LabFolder, name: string): boolean =>
  [...measures].some((pattern) => {
    const literal = pattern
      .split(/\$\{[^}]*\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${literal.join('.+')}$`).test(name);
  });

/** Names of `of:`, `reference:` and `source:` in the rows of a `<Measure>`. */
const inRows = (rows: string, field: string): readonly string[] =>
  [...rows.matchAll(new RegExp(`\\b${field}:\\s*['"]([^'"]+)['"]`, 'g'))].map(([, name = '']) => name);

/** What is wrong with the uses of components in `text`, which belongs to `lesson`. */
export function checkUses(
  text: Text,
  lesson: string,
  content: Content,
  hasComputed: HasComputed,
): readonly Problem[] {
  const problems: Problem[] = [];
  const note = (use: Use, message: string) =>
    problems.push({ file: text.file, line: use.line, message: `<${use.name}> ${message}` });

  const needComputed = (use: Use, id: string) => {
    const name = computedName(id, lesson);
    if (id === '' || !hasComputed(name.lesson, name.entry)) {
      note(
        use,
        `names the computed value “${id}”, which src/content/computed/${name.lesson}.ts does not have.`,
      );
    }
  };
  const needLab = (use: Use, id: string): LabFolder | undefined => {
    const lab = content.labs.get(id);
    if (lab === undefined) note(use, `names the lab “${id}”. There are: ${listed(content.labs.keys())}.`);
    return lab;
  };
  const needMeasure = (use: Use, lab: LabFolder | undefined, name: string) => {
    if (lab !== undefined && !takes(lab, name)) {
      note(
        use,
        `names the measurement “${name}”, which the checks of “${lab.id}” do not take. They take: ${listed(lab.measures)}.`,
      );
    }
  };
  const needSource = (use: Use, id: string) => {
    if (!content.sources.has(id))
      note(use, `names the source “${id}”, which has no src/content/sources/${id}.yaml.`);
  };

  for (const use of text.uses) {
    switch (use.name) {
      case 'Term':
        if (!content.terms.has(attribute(use, 'id'))) {
          note(
            use,
            `names the term “${attribute(use, 'id')}”, which has no src/content/glossary/${attribute(use, 'id')}.md.`,
          );
        }
        break;
      case 'Source':
        needSource(use, attribute(use, 'id'));
        break;
      case 'Figure':
        if (!content.figures.has(attribute(use, 'name'))) {
          note(use, `names the figure “${attribute(use, 'name')}”. There are: ${listed(content.figures)}.`);
        }
        break;
      case 'Lab':
        needLab(use, attribute(use, 'id'));
        break;
      case 'Computed':
        needComputed(use, attribute(use, 'id'));
        break;
      case 'Predict':
        needComputed(use, attribute(use, 'answer'));
        if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(attribute(use, 'id')))
          note(use, 'needs an id of lower-case words joined by hyphens.');
        if (!['number', 'choice'].includes(attribute(use, 'kind'))) note(use, 'is of kind number or choice.');
        if (use.text === '' && attribute(use, 'question') === '') note(use, 'asks no question.');
        break;
      case 'Snippet': {
        const lab = needLab(use, attribute(use, 'lab'));
        if (lab === undefined) break;
        try {
          regionOf(lab.solution, attribute(use, 'region'), `${lab.folder}/solution.ts`);
        } catch (error) {
          note(use, error instanceof Error ? error.message : String(error));
        }
        break;
      }
      case 'Measure': {
        const lab = needLab(use, attribute(use, 'lab'));
        const rows = attribute(use, 'rows');
        const names = inRows(rows, 'of');
        if (names.length === 0) note(use, 'has no rows.');
        for (const name of names) needMeasure(use, lab, name);
        for (const id of inRows(rows, 'reference')) needComputed(use, id);
        for (const id of inRows(rows, 'source')) needSource(use, id);
        break;
      }
      case 'Mine': {
        const [id = '', ...rest] = attribute(use, 'of').split('.');
        needMeasure(use, needLab(use, id), rest.join('.'));
        if (use.attributes.has('computed')) needComputed(use, attribute(use, 'computed'));
        else if (attribute(use, 'fallback') === '')
          note(use, 'needs computed="…" or fallback="…" to be readable before the lab is done.');
        break;
      }
      default:
    }
  }
  return problems;
}
