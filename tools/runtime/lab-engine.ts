/** A lab's engine: the rooms that its files use and no more, so that a page loads little and a learner finds what matters. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { LabManifest } from '../../src/workbench/contract/types.ts';
import { type Bundle, bundleEngine } from './bundle.ts';
import { type DoorName, doorNames, roomOf } from './door-names.ts';
import { engineProgram } from './engine-types.ts';

/** Rooms of many worlds that have little to do with each other: there a lab takes file by file. */
const BY_FILE: readonly string[] = ['adversaries', 'measures', 'scenarios'];

/** What comes along with a name: its room, or its file. */
const partOf = (path: string): string => (BY_FILE.includes(roomOf(path)) ? path : roomOf(path));

/** The names that `text` imports from the engine; null when it takes all of them. */
function importedNames(text: string): readonly string[] | null {
  const names: string[] = [];
  for (const statement of ts.createSourceFile('lab.ts', text, ts.ScriptTarget.ES2022).statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (statement.moduleSpecifier.text !== 'strata') continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined) continue;
    if (!ts.isNamedImports(bindings)) return null;
    names.push(...bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text));
  }
  return names;
}

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return entry.name.endsWith('.ts') ? [readFileSync(path, 'utf8')] : [];
  });

/** The names of the door that a lab offers: all that stand where one of `used` stands, and the foundation. */
export function namesFor(door: readonly DoorName[], used: readonly string[] | null): readonly DoorName[] {
  if (used === null) return door;
  const parts = new Set([
    'foundation',
    ...door.filter(({ name }) => used.includes(name)).map(({ path }) => partOf(path)),
  ]);
  return door.filter(({ path }) => parts.has(partOf(path)));
}

/** The names by the file that declares them. */
function byFile(names: readonly DoorName[]): ReadonlyMap<string, readonly DoorName[]> {
  const files = new Map<string, DoorName[]>();
  for (const name of names) files.set(name.path, [...(files.get(name.path) ?? []), name]);
  return files;
}

const listed = ({ name, declared }: DoorName): string =>
  name === declared ? name : `${declared} as ${name}`;

/** A module that lets out the values among `names`; `base` is the engine's folder. */
export const doorModule = (names: readonly DoorName[], base: string): string =>
  [...byFile(names.filter(({ isValue }) => isValue))]
    .map(
      ([path, here]) => `export { ${here.map(listed).join(', ')} } from ${JSON.stringify(join(base, path))};`,
    )
    .join('\n');

/** From the folder where the editor looks for a lab's own door to the engine's declarations. */
const DECLARATIONS = '../../../../node_modules/strata';

/** The declarations of a door with `names`, as the editor reads them beside the engine's own. */
export const doorDeclarations = (names: readonly DoorName[]): string =>
  [...byFile(names)]
    .map(
      ([path, here]) =>
        `export { ${here.map(listed).join(', ')} } from '${DECLARATIONS}/${path.replace(/\.ts$/, '.js')}';`,
    )
    .join('\n');

/** What a lab loads and offers. */
export interface LabEngine {
  readonly bundle: Bundle;
  /** What the learner can import: without what the lab asks for. */
  readonly names: readonly DoorName[];
}

/** Bundles engines for labs; labs that offer the same share one. */
export function createLabEngines(
  entry: string,
): (folder: string, manifest: LabManifest) => Promise<LabEngine> {
  const base = resolve(entry, '..');
  const door = doorNames(engineProgram(entry), entry);
  const bundles = new Map<string, Promise<Bundle>>();
  return async (folder, { withholds = [] }) => {
    const imported = sourcesIn(folder).map(importedNames);
    const used = imported.includes(null) ? null : [...imported.flatMap((names) => names ?? []), ...withholds];
    const names = namesFor(door, used);
    const module = doorModule(names, base);
    const bundle = bundles.get(module) ?? bundleEngine({ text: module, base });
    bundles.set(module, bundle);
    return { bundle: await bundle, names: names.filter(({ name }) => !withholds.includes(name)) };
  };
}
