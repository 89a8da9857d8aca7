// fails: never-weighs-more-than-the-block-allows
import type { Pending, SelectTransactions } from 'strata';

// Tries every subset of the pool: the best block there is, after 2^n steps.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const known = new Set(pool.map(({ id }) => id));
  const ordered = [...pool].sort((a, b) => a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : 1));
  let best: readonly Pending<T>[] = [];
  let bestFee = -1n;
  const tryFrom = (index: number, block: readonly Pending<T>[], used: number, fee: bigint): void => {
    const next = ordered[index];
    if (!next) {
      if (fee > bestFee) {
        best = block;
        bestFee = fee;
      }
      return;
    }
    tryFrom(index + 1, block, used, fee);
    const ready = next.parents.every((id) => !known.has(id) || block.some((member) => member.id === id));
    if (ready && used + next.weight <= limit) tryFrom(index + 1, [...block, next], used + next.weight, fee + next.fee);
  };
  tryFrom(0, [], 0, 0n);
  return best;
};
