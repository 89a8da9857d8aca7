/** Manifest of the lab on block size: what it replaces, how long it may run, and the seeds every grading uses. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'block-size',
  title: 'How much fits, and how much arrives',
  version: 1,
  replaces: 'Capacity, LargestBlock',
  withholds: ['capacity', 'largestBlock'],
  entry: 'block-size.ts',
  budgetMs: 10_000,
  seeds: [1, 2016, 4],
  minutes: 12,
  buildsOn: [],
};

export default manifest;
