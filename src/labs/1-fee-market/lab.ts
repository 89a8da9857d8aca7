/** Manifest of the lab in which the learner fills a block from a crowded pool. */
import type { LabManifest } from '../../workbench/contract/types.ts';

export default {
  id: 'fee-market',
  title: 'Fill a block',
  version: 1,
  replaces: 'SelectTransactions',
  withholds: ['selectByFeeRate', 'Mempool'],
  entry: 'fee-market.ts',
  budgetMs: 8000,
  seeds: [141, 840_000, 17],
  minutes: 25,
  buildsOn: [],
} satisfies LabManifest;
