/** Labs as the pages need them: manifests, texts and code, by id. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifests = import.meta.glob<LabManifest>('../../labs/*/lab.ts', { eager: true, import: 'default' });
const starters = import.meta.glob<string>('../../labs/*/starter.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const solutions = import.meta.glob<string>('../../labs/*/solution.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** A lab's folder under `src/labs`, e.g. `1-fee-market`. */
const folders = new Map(
  Object.entries(manifests).map(([path, { id }]) => [id, path.split('/').at(-2) ?? ''] as const),
);

/** One lab as pages need it. */
export interface LabOnPage {
  readonly folder: string;
  readonly manifest: LabManifest;
  readonly starter: string;
  readonly solution: string;
}

/** The lab called `id`, or undefined where it is not written. */
export function findLab(id: string): LabOnPage | undefined {
  const folder = folders.get(id);
  const manifest = manifests[`../../labs/${folder}/lab.ts`];
  if (folder === undefined || manifest === undefined) return undefined;
  return {
    folder,
    manifest,
    starter: starters[`../../labs/${folder}/starter.ts`] ?? '',
    solution: solutions[`../../labs/${folder}/solution.ts`] ?? '',
  };
}

/** The lab called `id`; an author who misspells it is told which there are. */
export function requireLab(id: string, component: string): LabOnPage {
  const lab = findLab(id);
  if (lab === undefined) {
    throw new Error(
      `<${component}> names the lab “${id}”, which is not in src/labs. There are: ${[...folders.keys()].join(', ')}.`,
    );
  }
  return lab;
}
