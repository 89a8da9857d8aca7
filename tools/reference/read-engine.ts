/** Reads the engine's reference out of its code: every name of the door, with its declaration and docstring, by room and file. */
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import prettier from 'prettier';
import ts from 'typescript';
import type {
  ReferenceFile,
  ReferenceName,
  ReferenceRoom,
} from '../../src/components/build/reference-types.ts';
import { root } from '../runtime/bundle.ts';
import { doorNames, roomOf } from '../runtime/door-names.ts';
import { engineProgram } from '../runtime/engine-types.ts';

/** How wide a declaration may be on a page before it is broken. */
const SIGNATURE_WIDTH = 74;

type Declaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement;

const isDeclaration = (node: ts.Node): node is Declaration =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isVariableStatement(node);

/** The names that a declaration declares. */
const namesOf = (node: Declaration): readonly string[] =>
  ts.isVariableStatement(node)
    ? node.declarationList.declarations.map(({ name }) => name.getText())
    : [node.name?.text ?? ''];

/** A file's opening comment, the sentence on what it is for. */
const openingOf = (text: string): string =>
  (/^\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? '').replaceAll(/\s*\n\s*\*\s?/g, ' ').trim();

/** A class member that its users cannot reach. */
const isHidden = (member: ts.ClassElement): boolean =>
  (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
  (ts.canHaveModifiers(member) &&
    (ts.getModifiers(member) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword));

/** The text of `node` without its docstring and without private members. */
function bareText(node: Declaration): string {
  const hidden = ts.isClassDeclaration(node) ? node.members.filter(isHidden) : [];
  let text = '';
  let from = node.getStart();
  for (const member of hidden) {
    text += node.getSourceFile().text.slice(from, member.getFullStart());
    from = member.getEnd();
  }
  return text + node.getSourceFile().text.slice(from, node.getEnd());
}

/** How long `text` is on the page, where a link is a name alone. */
const shownLength = (text: string): number => text.replaceAll(/\{@link\s+(\w+)[^}]*\}/g, '$1').length;

/** The comment of a member, broken anew: what fits a line of the code does not fit one of the page. */
function reflow(comment: string, indent: string): string {
  const text = comment.replaceAll(/\s*\n\s*\*(?!\/)\s?/g, ' ').slice(3, -2);
  const words = text.match(/\S*\{@link[^}]*\}\S*|\S+/g) ?? [];
  const width = SIGNATURE_WIDTH - indent.length;
  const whole = `/** ${words.join(' ')} */`;
  if (shownLength(whole) <= width) return indent + whole;
  const lines = [' *'];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (shownLength(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(` * ${word}`);
  }
  return ['/**', ...lines, ' */'].map((line) => indent + line).join('\n');
}

/** The declaration as a page shows it. */
async function signatureOf(nodes: readonly Declaration[]): Promise<string> {
  const text = nodes.map(bareText).join('\n');
  const laidOut = await prettier.format(text, {
    parser: 'typescript',
    singleQuote: true,
    printWidth: SIGNATURE_WIDTH,
  });
  return (
    laidOut
      .replaceAll(/^export (declare )?/gm, '')
      .replaceAll(/^declare /gm, '')
      .replaceAll(/^( *)(\/\*\*[\s\S]*?\*\/)$/gm, (_all, indent: string, comment: string) =>
        reflow(comment, indent),
      )
      // Where the compiler writes an inferred type in full, it imports it on the spot.
      .replaceAll(/import\(['"][^'"]*['"]\)\./g, '')
      .trim()
  );
}

function kindOf(node: Declaration, signature: string): ReferenceName['kind'] {
  if (ts.isClassDeclaration(node)) return 'class';
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return 'type';
  return ts.isFunctionDeclaration(node) || /^const \w+: (<.*>)?\(/.test(signature) ? 'function' : 'value';
}

/** What `name`'s declarations say of it. */
async function readName(name: string, nodes: readonly Declaration[]): Promise<ReferenceName> {
  const [first] = nodes;
  if (first === undefined)
    throw new Error(`The engine's door lets out “${name}”, which is declared nowhere.`);
  const docs = nodes.flatMap((node) => ts.getJSDocCommentsAndTags(node)).filter((doc) => ts.isJSDoc(doc));
  const tags = docs.flatMap((doc) => [...(doc.tags ?? [])]);
  // TypeScript takes a link or a type after @throws apart; the words as they were written are enough.
  const textOf = (tag: ts.JSDocTag): string =>
    tag
      .getText()
      .replaceAll(/\s*\n\s*\*\s?/g, ' ')
      .trim();
  const isThrows = (tag: ts.JSDocTag): boolean => tag.tagName.text === 'throws';
  // A word such as `@done` at the start of a line is no tag of ours, and belongs to the text before it.
  const text = [
    ...docs.map(({ comment }) => ts.getTextOfJSDocComment(comment)?.trim() ?? ''),
    ...tags.filter((tag) => !isThrows(tag)).map(textOf),
  ];
  const signature = await signatureOf(nodes);
  return {
    name,
    kind: kindOf(first, signature),
    signature,
    text: text.join(' ').trim(),
    throws: tags.filter(isThrows).map((tag) => textOf(tag).replace(/^@throws\s*/, '')),
  };
}

/** The declarations of a file, by the file's path, from what the compiler emits. */
function emittedFiles(program: ts.Program, base: string): ReadonlyMap<string, readonly Declaration[]> {
  const files = new Map<string, readonly Declaration[]>();
  program.emit(
    undefined,
    (path, text) => {
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
      files.set(relative(base, path).replace(/\.d\.ts$/, '.ts'), file.statements.filter(isDeclaration));
    },
    undefined,
    true,
  );
  return files;
}

/** What one reading found, and the files that it depends on. */
export interface EngineReference {
  readonly rooms: readonly ReferenceRoom[];
  readonly inputs: readonly string[];
}

/** Reads the reference of the engine whose door is `entry`. */
export async function readEngine(entry = resolve(root, 'src/engine/index.ts')): Promise<EngineReference> {
  const base = resolve(entry, '..');
  const program = engineProgram(entry);
  const emitted = emittedFiles(program, base);
  const byFile = new Map<string, ReferenceName[]>();
  for (const { name, declared, path } of doorNames(program, entry)) {
    const nodes = (emitted.get(path) ?? []).filter((node) => namesOf(node).includes(declared));
    byFile.set(path, [...(byFile.get(path) ?? []), await readName(name, nodes)]);
  }
  const rooms = new Map<string, ReferenceFile[]>();
  for (const [path, names] of [...byFile].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const about = openingOf(readFileSync(resolve(base, path), 'utf8'));
    const room = roomOf(path);
    rooms.set(room, [...(rooms.get(room) ?? []), { path, about, names }]);
  }
  return {
    rooms: [...rooms].map(([id, files]) => ({ id, files })),
    inputs: program
      .getSourceFiles()
      .map(({ fileName }) => resolve(fileName))
      .filter((path) => path.startsWith(base)),
  };
}
