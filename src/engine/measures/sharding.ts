/** What sharding can gain, in closed form. */

/**
 * Share of transfers whose two ends live on different shards when accounts are placed evenly and partners are picked
 * evenly: 1 − 1/s. @throws RangeError unless there is a whole number of shards from 1
 */
export function crossShardShare(shards: number): number {
  if (!Number.isInteger(shards) || shards < 1) throw new RangeError(`There are ${shards} shards.`);
  return 1 - 1 / shards;
}

/**
 * How many times what one shard carries `shards` of them carry together, when a transfer across shards takes a place in
 * a block twice: s / (1 + (1 − 1/s)), about half of what their number promises.
 */
export const shardingGain = (shards: number): number => shards / (1 + crossShardShare(shards));

/** Longest that a schedule without needless idling takes (R. L. Graham, 1969): work / m + path × (1 − 1/m). */
export const grahamBound = (work: number, criticalPath: number, workers: number): number =>
  work / workers + criticalPath * (1 - 1 / workers);
