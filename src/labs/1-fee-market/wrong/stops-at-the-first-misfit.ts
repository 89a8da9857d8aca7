// fails: goes-on-when-one-does-not-fit
import type { Hash, Pending, SelectTransactions } from 'strata';

// One heavy package at the front closes the block, though lighter ones behind it would fit.
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
  let room = limit;
  for (;;) {
    let best: { readonly id: Hash; readonly members: readonly Pending<T>[]; readonly fee: bigint; readonly weight: number } | undefined;
    for (const pending of waiting.values()) {
      const members = [...family(pending)];
      const fee = members.reduce((sum, member) => sum + member.fee, 0n);
      const weight = members.reduce((sum, member) => sum + member.weight, 0);
      const gain = best ? fee * BigInt(best.weight) - best.fee * BigInt(weight) : 1n;
      if (gain > 0n || (gain === 0n && best && pending.id < best.id)) best = { id: pending.id, members, fee, weight };
    }
    if (!best || best.weight > room) return block;
    for (const member of best.members) {
      block.push(member);
      waiting.delete(member.id);
    }
    room -= best.weight;
  }
};
