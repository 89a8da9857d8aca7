/** Manifest of the lab in which the learner settles a day of payments with as few transfers as can be. */
import type { LabManifest } from '../../workbench/contract/types.ts';

export default {
  id: 'netting',
  title: 'Settle the day',
  version: 1,
  replaces: 'Settle',
  withholds: ['settle'],
  entry: 'netting.ts',
  budgetMs: 4000,
  seeds: [7, 2016, 96],
  minutes: 20,
  buildsOn: [],
} satisfies LabManifest;
