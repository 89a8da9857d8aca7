/** What the workbench is handed by the page: the lab, how to run it, and where its work is kept. */
import type { LabStorage } from '../../learner/lab-storage.ts';
import type { Grade, LabManifest } from '../contract/types.ts';
import type { LabRunner } from '../runner.ts';
import type { OpenTrace } from './CheckItem.tsx';
import type { SharedLab } from './share-link.ts';

export type { LabStorage };

/** The lab's own texts, prepared when the site is built. */
export interface LabTexts {
  readonly solution: string;
  /** By check id, each step as HTML. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
  /** What the learner's file may import from the engine, as declarations. */
  readonly door: string;
}

export interface WorkbenchOptions {
  readonly manifest: LabManifest;
  readonly starter: string;
  readonly texts: LabTexts;
  readonly types: Readonly<Record<string, string>>;
  readonly runner: LabRunner;
  readonly storage: LabStorage;
  /** What the address says about this lab, if it says something. */
  readonly shared: SharedLab | null;
  /** Whether the learner asked for the editor: then the focus goes there. */
  readonly focus: boolean;
  /** A copy of the brief for the focus view. */
  readonly briefOf: () => Node | null;
  readonly openTrace: OpenTrace | undefined;
  readonly onPassed: ((grade: Grade) => void) | undefined;
}
