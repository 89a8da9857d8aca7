/** The scenarios of validity. */
export { runValidityRollup } from './validity-rollup.ts';
export type { ForgeryOutcome, ValidityRollupRun, ValidityRollupRunSettings } from './validity-rollup.ts';
export type { ValidityBatchCost } from './validity-world.ts';
