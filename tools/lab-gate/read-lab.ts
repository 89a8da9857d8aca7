/** Reads a lab from its folder. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type HintSteps, parseHints } from '../../src/workbench/contract/hints.ts';
import type { LabManifest } from '../../src/workbench/contract/types.ts';

/** A file of a lab: its name within the folder and its text. */
export interface LabFile {
  readonly name: string;
  readonly text: string;
}

/** A lab as it stands on disk. */
export interface LabFolder {
  readonly path: string;
  readonly manifest: LabManifest;
  readonly starter: LabFile;
  readonly solution: LabFile;
  readonly solutions: readonly LabFile[];
  readonly wrong: readonly LabFile[];
  readonly hints: ReadonlyMap<string, HintSteps>;
  /** Names of all files, within the folder. */
  readonly files: readonly string[];
}

const read = (path: string, name: string): LabFile => ({
  name,
  text: readFileSync(join(path, name), 'utf8'),
});

const filesIn = (path: string, folder = path): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path, full) : [relative(path, full)];
  });

const isManifest = (value: unknown): value is LabManifest =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'id') === 'string';

/** Folders of labs below `labsFolder`, in order. */
export const labFolders = (labsFolder: string): readonly string[] =>
  !existsSync(labsFolder)
    ? []
    : readdirSync(labsFolder)
        .toSorted((a, b) => a.localeCompare(b, 'en'))
        .map((name) => join(labsFolder, name))
        .filter((path) => statSync(path).isDirectory());

/** The manifest of the lab in `path`. */
export async function readManifest(path: string): Promise<LabManifest> {
  const file = join(path, 'lab.ts');
  if (!existsSync(file)) throw new Error('It has no lab.ts.');
  const loaded = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  if (!isManifest(loaded.default)) throw new Error('lab.ts does not export a manifest as its default.');
  return loaded.default;
}

/** The lab in `path`; throws with the reason when a part of it is missing. */
export async function readLab(path: string): Promise<LabFolder> {
  const files = filesIn(path);
  for (const name of [
    'lab.ts',
    'checks.ts',
    'starter.ts',
    'solution.ts',
    'hints.md',
    'brief.mdx',
    'debrief.mdx',
  ]) {
    if (!files.includes(name)) throw new Error(`It has no ${name}.`);
  }
  const within = (folder: string) =>
    files.filter((name) => name.startsWith(`${folder}/`) && name.endsWith('.ts'));
  return {
    path,
    manifest: await readManifest(path),
    starter: read(path, 'starter.ts'),
    solution: read(path, 'solution.ts'),
    solutions: within('solutions').map((name) => read(path, name)),
    wrong: within('wrong').map((name) => read(path, name)),
    hints: parseHints(read(path, 'hints.md').text),
    files,
  };
}
