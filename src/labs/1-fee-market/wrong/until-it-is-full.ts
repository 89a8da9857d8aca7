// fails: never-weighs-more-than-the-block-allows
import type { Hash, Pending, SelectTransactions } from 'strata';

// Loops until the block is exactly full. When nothing is left that fits, it loops for good.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const placed = new Set<Hash>();
  const block: Pending<T>[] = [];
  let used = 0;
  while (used < limit) {
    for (const pending of pool) {
      if (placed.has(pending.id) || used + pending.weight > limit) continue;
      if (!pending.parents.every((id) => placed.has(id) || !pool.some((other) => other.id === id))) continue;
      block.push(pending);
      placed.add(pending.id);
      used += pending.weight;
    }
  }
  return block;
};
