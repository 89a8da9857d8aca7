/** Joins the workbench, the learner's store and the player for one lab; loaded with the workbench and not before. */
import { labStorage } from '../../learner/lab-storage.ts';
import { openLearner } from '../../learner/open.ts';
import type { LabManifest } from '../../workbench/contract/types.ts';
import { mountLab } from '../../workbench/mount.ts';

const manifests = import.meta.glob<LabManifest>('../../labs/*/lab.ts', { import: 'default' });

/** A trace, and the event at which it went wrong where there is one. */
interface TraceToShow {
  readonly trace: unknown;
  readonly event?: number | undefined;
}

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
  if (loadManifest === undefined) throw new Error(`The lab in “${folder}” is not part of this page’s build.`);
  const [manifest, store] = await Promise.all([loadManifest(), openLearner()]);
  // Whoever stands in the part that is replaced, by keyboard, would be thrown back to the top of the page.
  const standsHere = place.parentElement?.contains(document.activeElement) ?? false;
  await mountLab(place, {
    manifest,
    starter,
    focus: focus || standsHere,
    storage: labStorage(store, manifest),
    openTrace: (element, input) => openTrace(element, input, `Trace of the lab “${manifest.title}”`),
  });
}
