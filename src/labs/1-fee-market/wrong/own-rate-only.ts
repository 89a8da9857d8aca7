// fails: a-child-pays-for-its-parent
import type { Hash, Pending, SelectTransactions } from 'strata';

// Each transaction is judged alone: a poor parent keeps its rich child waiting.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const known = new Set(pool.map(({ id }) => id));
  const placed = new Set<Hash>();
  const block: Pending<T>[] = [];
  let room = limit;
  const sorted = [...pool].sort((a, b) => {
    const left = a.fee * BigInt(b.weight);
    const right = b.fee * BigInt(a.weight);
    return left === right ? (a.id < b.id ? -1 : 1) : left > right ? -1 : 1;
  });
  for (;;) {
    const next = sorted.find(
      (pending) =>
        !placed.has(pending.id) &&
        pending.weight <= room &&
        pending.parents.every((id) => placed.has(id) || !known.has(id)),
    );
    if (!next) return block;
    block.push(next);
    placed.add(next.id);
    room -= next.weight;
  }
};
