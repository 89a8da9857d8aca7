import type { Pending, SelectTransactions } from 'strata';

/** The transactions of the next block, in the order in which they stand in it. */
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const block: Pending<T>[] = [];
  let used = 0;
  // TODO: first come, first served earns little, and it forgets that a child needs its parent.
  for (const pending of pool) {
    if (used + pending.weight > limit) break;
    block.push(pending);
    used += pending.weight;
  }
  return block;
};
