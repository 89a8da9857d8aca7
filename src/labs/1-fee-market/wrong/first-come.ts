// fails: earns-what-a-miner-would-and-more-than-first-come-first-served
import type { Hash, Pending, SelectTransactions } from 'strata';

// A fair queue: valid blocks, and a fee buys nothing in them.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const known = new Set(pool.map(({ id }) => id));
  const placed = new Set<Hash>();
  const block: Pending<T>[] = [];
  let room = limit;
  const queue = [...pool].sort((a, b) => a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : 1));
  for (;;) {
    const next = queue.find(
      ({ id, weight, parents }) =>
        !placed.has(id) && weight <= room && parents.every((parent) => placed.has(parent) || !known.has(parent)),
    );
    if (!next) return block;
    block.push(next);
    placed.add(next.id);
    room -= next.weight;
  }
};
