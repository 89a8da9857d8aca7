/** What runs an example of the engine's reference: a lab whose one check calls `main`. */
import type { LabManifest } from '../contract/types.ts';

/** The project's file with the check, for whoever bundles it. */
export const exampleChecks = 'src/workbench/example/checks.ts';

/** The manifest that the sandbox takes; an example is one run from one seed, and keeps nothing. */
export const exampleManifest: LabManifest = {
  id: 'engine-example',
  title: 'An example of the engine',
  version: 1,
  replaces: 'nothing',
  entry: 'example.ts',
  budgetMs: 10_000,
  seeds: [1],
  minutes: 1,
  buildsOn: [],
};
