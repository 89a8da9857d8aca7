/** The manifest of the lab on mining a header and keeping the interval steady. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'proof-of-work',
  title: 'Find a nonce, keep the pace',
  version: 1,
  replaces: 'Mine and Retarget',
  withholds: ['mine', 'retarget'],
  entry: 'proof-of-work.ts',
  budgetMs: 8000,
  seeds: [1, 2, 3],
  minutes: 25,
  buildsOn: [],
};

export default manifest;
