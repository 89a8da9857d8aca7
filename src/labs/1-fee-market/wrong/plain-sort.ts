// fails: a-child-never-stands-before-its-parent-or-without-it
import type { Pending, SelectTransactions } from 'strata';

// Sorted by rate and cut at the limit, as if no transaction spent the output of another.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  let room = limit;
  return [...pool]
    .sort((a, b) => {
      const left = a.fee * BigInt(b.weight);
      const right = b.fee * BigInt(a.weight);
      return left === right ? (a.id < b.id ? -1 : 1) : left > right ? -1 : 1;
    })
    .filter(({ weight }) => {
      if (weight > room) return false;
      room -= weight;
      return true;
    });
};
