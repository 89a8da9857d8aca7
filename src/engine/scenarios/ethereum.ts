/** What the scenarios of contracts, disputes, shards and parallel execution let out through the engine's door. */
export { runVaultHeist, type VaultHeistRun, type VaultHeistSettings } from './vault-heist.ts';
export {
  runDisputedStep,
  SUM_PROGRAM,
  type DisputedStepRun,
  type DisputedStepSettings,
  type VerifyStep,
} from './disputed-step.ts';
export { addressesOf, drawMoves, type MovesSettings } from './moves.ts';
export { runShardedLedger, type ShardedLedgerRun, type ShardedLedgerSettings } from './sharded-ledger.ts';
export { runParallelBlock, type ParallelBlockRun, type ParallelBlockSettings } from './parallel-block.ts';
