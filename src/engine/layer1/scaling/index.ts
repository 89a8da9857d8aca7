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
  deliveriesOf,
  proposeShardBlock,
  receiptId,
  redeemReceipt,
  shardOf,
  shardRoot,
  type CrossReceipt,
  type Delivery,
  type MoveOutcome,
  type ReceiptsRootAt,
  type RedeemReceipt,
  type Shard,
  type ShardBlock,
  type ShardOf,
} from './shard.ts';
