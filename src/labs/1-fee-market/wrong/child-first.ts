// fails: a-child-never-stands-before-its-parent-or-without-it
import type { Hash, Pending, SelectTransactions } from 'strata';

// The right packages in the wrong order: each child is pushed, then its parents.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const waiting = new Map(pool.map((pending) => [pending.id, pending]));
  const family = (pending: Pending<T>, found = new Set<Pending<T>>()): Set<Pending<T>> => {
    found.add(pending);
    for (const id of pending.parents) {
      const parent = waiting.get(id);
      if (parent) family(parent, found);
    }
    return found;
  };
  const block: Pending<T>[] = [];
  let room = limit;
  for (;;) {
    let best: { readonly members: readonly Pending<T>[]; readonly fee: bigint; readonly weight: number } | undefined;
    let bestId: Hash | undefined;
    for (const pending of waiting.values()) {
      const members = [...family(pending)];
      const fee = members.reduce((sum, member) => sum + member.fee, 0n);
      const weight = members.reduce((sum, member) => sum + member.weight, 0);
      if (weight > room) continue;
      const gain = best ? fee * BigInt(best.weight) - best.fee * BigInt(weight) : 1n;
      if (gain > 0n || (gain === 0n && bestId && pending.id < bestId)) {
        best = { members, fee, weight };
        bestId = pending.id;
      }
    }
    if (!best) return block;
    for (const member of best.members) {
      block.push(member);
      waiting.delete(member.id);
    }
    room -= best.weight;
  }
};
