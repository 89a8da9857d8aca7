import type { SelectTransactions } from 'strata';

/** The next block's transactions, in the block's order. */
export const selectTransactions: SelectTransactions = (pool, limit) => {
  const block: (typeof pool)[number][] = [];
  let used = 0;
  // TODO: this takes whatever comes first. It looks at no fee,
  // and it forgets that a child needs its parent.
  for (const pending of pool) {
    if (used + pending.weight > limit) break;
    block.push(pending);
    used += pending.weight;
  }
  return block;
};
