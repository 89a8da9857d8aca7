/** Puts a lab's workbench into a page; the door of this folder. */
import './ui/workbench.css';
import './editor/editor.css';
import { h, render } from 'preact';
import { typesUrl } from 'virtual:strata-runtime';
import type { Grade, LabManifest } from './contract/types.ts';
import { createRunner } from './sandbox/create-runner.ts';
import { labParts } from './sandbox/lab-texts.ts';
import type { LabStorage, LabTexts } from './ui/options.ts';
import type { OpenTrace } from './ui/CheckItem.tsx';
import { readFragment } from './ui/share-link.ts';
import { Workbench } from './ui/Workbench.tsx';

/** What the page gives for one lab. */
export interface MountOptions {
  readonly manifest: LabManifest;
  readonly starter: string;
  readonly storage: LabStorage;
  /** Move the focus into the editor: the learner asked for it. */
  readonly focus: boolean;
  readonly openTrace?: OpenTrace;
  readonly onPassed?: (grade: Grade) => void;
}

/** Fetches JSON of the site itself. @throws Error that names the address when it is not there */
async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return (await response.json()) as T;
}

const typeFiles = (() => {
  let loading: Promise<Readonly<Record<string, string>>> | undefined;
  return () => (loading ??= fetchJson<Readonly<Record<string, string>>>(typesUrl));
})();

/** Starts the workbench of a lab in `element`, in place of what stands there. */
export async function mountLab(
  element: HTMLElement,
  options: MountOptions,
): Promise<{ dispose: () => void }> {
  const { manifest, starter, storage, focus, openTrace, onPassed } = options;
  const runner = createRunner(manifest);
  const [texts, types, link] = await Promise.all([
    fetchJson<LabTexts>(labParts(manifest.id).textsUrl),
    typeFiles(),
    readFragment(location.hash),
  ]);
  const brief = element.closest('.strata-lab')?.querySelector('.brief');
  const view = h(Workbench, {
    manifest,
    starter,
    texts,
    types,
    runner,
    storage,
    focus,
    shared: link?.lab === manifest.id ? link : null,
    briefOf: () => brief?.cloneNode(true) ?? null,
    openTrace,
    onPassed,
  });
  element.replaceChildren();
  render(view, element);
  return {
    dispose: () => {
      render(null, element);
      runner.dispose();
    },
  };
}
