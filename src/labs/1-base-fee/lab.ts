/** Manifest of the lab in which the learner writes the base fee of the next block. */
import type { LabManifest } from '../../workbench/contract/types.ts';

export default {
  id: 'base-fee',
  title: 'The price of the next block',
  version: 1,
  replaces: 'NextBaseFee',
  withholds: ['nextBaseFee', 'baseFeeAfter'],
  entry: 'base-fee.ts',
  budgetMs: 4000,
  seeds: [1559, 12_965_000, 8],
  minutes: 15,
  buildsOn: [],
} satisfies LabManifest;
