/** Manifest of the lab on the state transition: what it replaces, how long it may run, and the seeds every grading uses. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'state-transition',
  title: 'Apply a transfer, or say why not',
  version: 1,
  replaces: 'ApplyTransfer',
  withholds: ['applyTransfer', 'checkTransfer'],
  entry: 'state-transition.ts',
  budgetMs: 8000,
  seeds: [1, 1559, 155],
  minutes: 18,
  buildsOn: [],
};

export default manifest;
