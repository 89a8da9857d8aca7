/** What shards and parallel execution let out through the engine's door. */
export { conflicts, criticalPath, dependenciesOf, pathsFrom, type Access } from './access.ts';
export { applyMove, withdraw, type Move } from './move.ts';
export {
  accessOf,
  executeInParallel,
  executeSerially,
  type ConditionalMove,
  type ExecutedBlock,
} from './parallel-execution.ts';
export {
  checkSchedule,
  scheduleByPath,
  serialSchedule,
  type ExecutionTurn,
  type ScheduleTurns,
} from './schedule.ts';
export {
  createShard,
  proposeShardBlock,
  shardOf,
  shardRoot,
  type MoveOutcome,
  type Shard,
  type ShardOf,
} from './shard.ts';
export {
  deliveriesOf,
  receiptId,
  type CrossReceipt,
  type Delivery,
  type ShardBlock,
} from './cross-receipt.ts';
export { redeemReceipt, type ReceiptsRootAt, type RedeemReceipt } from './redeem-receipt.ts';
