/** Manifest of the first lab: what it replaces, how long it may run, and the seeds every grading uses. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'first-transaction',
  title: 'Send one payment',
  version: 1,
  replaces: 'PayFor, AfterPayment',
  withholds: ['payFor', 'afterPayment'],
  entry: 'first-transaction.ts',
  budgetMs: 4000,
  seeds: [1, 7, 21000],
  minutes: 12,
  buildsOn: [],
};

export default manifest;
