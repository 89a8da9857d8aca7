/** Joins the workbench, the learner's store and the player for one lab; loaded with the workbench and not before. */
import type { LabStorage } from '../../learner/lab-storage.ts';
import { labStorage } from '../../learner/lab-storage.ts';
import { openLearner } from '../../learner/open.ts';
import type { LabManifest } from '../../workbench/contract/types.ts';

/** What the workbench is given. */
interface LabOptions {
  readonly manifest: LabManifest;
  readonly folder: string;
  readonly starter: string;
  readonly storage: LabStorage;
  /** Move the focus into the editor: the learner asked for it. */
  readonly focus: boolean;
  /** Shows a failing check's trace at its event; returns how to take it away. */
  readonly openTrace: (element: HTMLElement, input: TraceToShow) => () => void;
}
interface TraceToShow {
  readonly trace: unknown;
  readonly event?: number | undefined;
}

const manifests = import.meta.glob<LabManifest>('../../labs/*/lab.ts', { import: 'default' });
const workbench = import.meta.glob<{
  mountLab: (element: HTMLElement, options: LabOptions) => Promise<unknown>;
}>('../../workbench/mount.ts');

/** Shows `input` once the player has loaded, unless it was taken away before. */
function openTrace(element: HTMLElement, input: TraceToShow, label: string): () => void {
  let close: (() => void) | null = null;
  let isClosed = false;
  void import('../../player/mount.ts').then(({ mountPlayer }) => {
    if (!isClosed) close = mountPlayer(element, { ...input, label });
  });
  return () => {
    isClosed = true;
    close?.();
  };
}

/** Starts the lab in `src/labs/<folder>` in `place`. */
export async function startLab(
  place: HTMLElement,
  folder: string,
  starter: string,
  focus: boolean,
): Promise<void> {
  const loadManifest = manifests[`../../labs/${folder}/lab.ts`];
  const loadWorkbench = workbench['../../workbench/mount.ts'];
  if (loadManifest === undefined || loadWorkbench === undefined)
    throw new Error(`The lab in “${folder}” is not part of this page’s build.`);
  const [manifest, { mountLab }, store] = await Promise.all([loadManifest(), loadWorkbench(), openLearner()]);
  await mountLab(place, {
    manifest,
    folder,
    starter,
    focus,
    storage: labStorage(store, manifest),
    openTrace: (element, input) => openTrace(element, input, `Trace of the lab “${manifest.title}”`),
  });
}
