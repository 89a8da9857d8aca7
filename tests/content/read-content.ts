/** Reads everything the authors wrote, with lines, so that a check can say where something is wrong. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx-jsx';
import { toString } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { LineCounter, parseDocument } from 'yaml';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '../..');

/** Paths under the project's folder that match, sorted. */
export const filesOf = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !basename(path).startsWith('_'))
    .toSorted();

export const nameOf = (path: string): string => basename(path).replace(/\.\w+$/, '');
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** YAML with the line of each of its places. */
export interface Data {
  readonly file: string;
  readonly value: unknown;
  /** The line on which the value at `path` stands, or the nearest place above it. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  /** What is wrong with it as YAML. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

export function readYaml(file: string, text: string = read(file), firstLine = 1): Data {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
        return lines.linePos(Number(node.range[0])).line + firstLine - 1;
      }
    }
    return firstLine;
  };
  const errors = document.errors.map(({ message, linePos }) => ({
    line: (linePos?.[0].line ?? 1) + firstLine - 1,
    message: message.split('\n')[0] ?? message,
  }));
  return { file, value: document.toJS() as unknown, lineOf, errors };
}

/** A component's use in a text. */
export interface Use {
  readonly name: string;
  readonly line: number;
  /** Attributes: strings as they are, expressions as their source. */
  readonly attributes: ReadonlyMap<string, { readonly kind: 'text' | 'expression'; readonly value: string }>;
  /** The text between its tags. */
  readonly text: string;
}

/** An MDX or Markdown text. */
export interface Text {
  readonly file: string;
  readonly name: string;
  readonly frontmatter: Data;
  readonly uses: readonly Use[];
  readonly links: readonly { readonly url: string; readonly line: number }[];
  readonly headings: readonly { readonly text: string; readonly line: number }[];
  /** Tables with a column that has no heading. */
  readonly untitled: readonly { readonly line: number }[];
  readonly imports: readonly { readonly from: string; readonly line: number }[];
  /** Prose without code, by line. */
  readonly prose: readonly { readonly text: string; readonly line: number }[];
}

const parser = (mdx: boolean) => {
  const base = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm);
  return mdx ? base.use(remarkMdx) : base;
};

function useOf(node: MdxJsxFlowElement | MdxJsxTextElement): Use {
  const attributes: [string, { kind: 'text' | 'expression'; value: string }][] = [];
  for (const attribute of node.attributes) {
    if (attribute.type !== 'mdxJsxAttribute') continue;
    const { name, value } = attribute;
    const isExpression = typeof value === 'object' && value !== null;
    attributes.push([
      name,
      isExpression ? { kind: 'expression', value: value.value } : { kind: 'text', value: value ?? 'true' },
    ]);
  }
  return {
    name: node.name ?? '',
    line: node.position?.start.line ?? 1,
    attributes: new Map(attributes),
    text: toString(node).trim(),
  };
}

/** Parses one text; a fault in its MDX is thrown with the file's name. */
export function readText(file: string, source: string = read(file)): Text {
  const tree = parser(file.endsWith('.mdx')).parse(source) as Root;
  const uses: Use[] = [];
  const links: Text['links'][number][] = [];
  const headings: Text['headings'][number][] = [];
  const untitled: Text['untitled'][number][] = [];
  const imports: Text['imports'][number][] = [];
  const prose: Text['prose'][number][] = [];
  let frontmatter = readYaml(file, '');
  visit(tree, (node) => {
    const line = node.position?.start.line ?? 1;
    if (node.type === 'yaml') frontmatter = readYaml(file, node.value, line + 1);
    if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') uses.push(useOf(node));
    if (node.type === 'link') links.push({ url: node.url, line });
    if (node.type === 'heading') headings.push({ text: toString(node), line });
    if (node.type === 'table' && node.children[0]?.children.some((cell) => toString(cell).trim() === ''))
      untitled.push({ line });
    if (node.type === 'text') prose.push({ text: node.value, line });
    if (node.type === 'mdxjsEsm') {
      for (const [, from = ''] of node.value.matchAll(/from\s+['"]([^'"]+)['"]/g))
        imports.push({ from, line });
    }
  });
  return { file, name: nameOf(file), frontmatter, uses, links, headings, untitled, imports, prose };
}

/** One lab's folder. */
export interface LabFolder {
  readonly id: string;
  readonly folder: string;
  readonly minutes: number;
  /** Names that its checks give to `measure`; a template's `${…}` stands for any text. */
  readonly measures: ReadonlySet<string>;
  readonly solution: string;
  readonly texts: readonly Text[];
}

function labOf(manifestFile: string): LabFolder {
  const folder = dirname(manifestFile);
  const manifest = read(manifestFile);
  const checks = existsSync(join(ROOT, folder, 'checks.ts')) ? read(`${folder}/checks.ts`) : '';
  return {
    id: /\bid:\s*'([^']+)'/.exec(manifest)?.[1] ?? '',
    folder,
    minutes: Number(/\bminutes:\s*(\d+)/.exec(manifest)?.[1]),
    measures: new Set(
      [...checks.matchAll(/\bmeasure\(\s*(?:'([^']+)'|`([^`]+)`)/g)].map(
        ([, plain, pattern]) => plain ?? pattern ?? '',
      ),
    ),
    solution: existsSync(join(ROOT, folder, 'solution.ts')) ? read(`${folder}/solution.ts`) : '',
    texts: ['brief.mdx', 'debrief.mdx']
      .map((name) => `${folder}/${name}`)
      .filter((path) => existsSync(join(ROOT, path)))
      .map((path) => readText(path)),
  };
}

/** Everything the authors wrote. */
export interface Content {
  readonly lessons: readonly Text[];
  readonly labs: ReadonlyMap<string, LabFolder>;
  readonly quizzes: ReadonlyMap<string, Data>;
  readonly terms: ReadonlyMap<string, Text>;
  readonly sources: ReadonlyMap<string, Data>;
  readonly figures: ReadonlySet<string>;
}

export function readContent(): Content {
  const labs = filesOf('src/labs/*/lab.ts').map(labOf);
  return {
    lessons: filesOf('src/content/lessons/*.mdx').map((file) => readText(file)),
    labs: new Map(labs.map((lab) => [lab.id, lab])),
    quizzes: new Map(filesOf('src/content/quizzes/*.yaml').map((file) => [nameOf(file), readYaml(file)])),
    terms: new Map(filesOf('src/content/glossary/*.md').map((file) => [nameOf(file), readText(file)])),
    sources: new Map(filesOf('src/content/sources/*.yaml').map((file) => [nameOf(file), readYaml(file)])),
    figures: new Set(
      filesOf('src/figures/*.tsx')
        .map(nameOf)
        .filter((name) => name !== 'figure'),
    ),
  };
}
