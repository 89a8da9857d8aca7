/** Joins the workbench, the learner's store and the player for one lab; loaded with the workbench and not before. */
import { openLearner } from '../../learner/open.ts';
import type { LabManifest } from '../../workbench/contract/types.ts';
import type { LabStorage } from './lab-storage.ts';
import { labStorage } from './lab-storage.ts';

/** What the workbench is given. */
export interface LabOptions {
  readonly manifest: LabManifest;
  readonly starter: string;
  readonly storage: LabStorage;
  /** Move the focus into the editor: the learner asked for it. */
  readonly focus: boolean;
  /** Shows a failing check's trace at its event; returns how to take it away. */
  readonly openTrace: (element: HTMLElement, input: { readonly trace: unknown; readonly event?: number }) => Promise<() => void>;
}

const manifests = import.meta.glob<LabManifest>('../../labs/*/lab.ts', { import: 'default' });
const workbench = import.meta.glob<{ mountLab: (element: HTMLElement, options: LabOptions) => Promise<void> }>('../../workbench/mount.ts');

/** Starts the lab called `id` in `place`. */
export async function startLab(place: HTMLElement, id: string, starter: string, focus: boolean): Promise<void> {
  const path = Object.keys(manifests).find((each) => each.replace(/^.*\/labs\/\d+-/, '') === `${id}/lab.ts`);
  const loadManifest = path === undefined ? undefined : manifests[path];
  const loadWorkbench = workbench['../../workbench/mount.ts'];
  if (loadManifest === undefined || loadWorkbench === undefined) throw new Error(`The lab “${id}” is not part of this page’s build.`);
  const [manifest, { mountLab }, store] = await Promise.all([loadManifest(), loadWorkbench(), openLearner()]);
  await mountLab(place, {
    manifest,
    starter,
    focus,
    storage: labStorage(store, manifest),
    openTrace: async (element, input) => {
      const { mountPlayer } = await import('../../player/mount.ts');
      return mountPlayer(element, { ...input, label: `Trace of the lab “${manifest.title}”` });
    },
  });
}
