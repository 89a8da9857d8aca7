// fails: rate-decides-not-the-size-of-the-fee
import type { Hash, Pending, SelectTransactions } from 'strata';

// Sorts by fee: a heavy transaction with a large fee pushes out many light ones that pay more together.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const waiting = new Map(pool.map((pending) => [pending.id, pending]));
  const family = (pending: Pending<T>, found = new Set<Pending<T>>()): Set<Pending<T>> => {
    for (const id of pending.parents) {
      const parent = waiting.get(id);
      if (parent) family(parent, found);
    }
    return found.add(pending);
  };
  const block: Pending<T>[] = [];
  const placed = new Set<Hash>();
  let room = limit;
  const sorted = [...pool].sort((a, b) => (a.fee === b.fee ? (a.id < b.id ? -1 : 1) : a.fee > b.fee ? -1 : 1));
  for (const pending of sorted) {
    const members = [...family(pending)].filter((member) => !placed.has(member.id));
    const weight = members.reduce((sum, member) => sum + member.weight, 0);
    if (weight > room) continue;
    for (const member of members) {
      block.push(member);
      placed.add(member.id);
    }
    room -= weight;
  }
  return block;
};
