// fails: never-weighs-more-than-the-block-allows
import type { Hash, Pending, SelectTransactions } from 'strata';

// The parents that a child brings along are put in without being weighed.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const byId = new Map(pool.map((pending) => [pending.id, pending]));
  const placed = new Set<Hash>();
  const block: Pending<T>[] = [];
  let room = limit;
  const place = (pending: Pending<T>): void => {
    if (placed.has(pending.id)) return;
    placed.add(pending.id);
    for (const id of pending.parents) {
      const parent = byId.get(id);
      if (parent) place(parent);
    }
    block.push(pending);
  };
  const sorted = [...pool].sort((a, b) => {
    const left = a.fee * BigInt(b.weight);
    const right = b.fee * BigInt(a.weight);
    return left === right ? (a.id < b.id ? -1 : 1) : left > right ? -1 : 1;
  });
  for (const pending of sorted) {
    if (placed.has(pending.id) || pending.weight > room) continue;
    place(pending);
    room -= pending.weight;
  }
  return block;
};
