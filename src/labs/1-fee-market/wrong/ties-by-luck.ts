// fails: the-same-pool-in-any-order-gives-the-same-block
import type { Pending, SelectTransactions } from 'strata';

// Equal rates stay in the order of the pool, which is the order in which gossip happened to arrive.
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
    let best: { readonly members: readonly Pending<T>[]; readonly fee: bigint; readonly weight: number } | undefined;
    for (const pending of waiting.values()) {
      const members = [...family(pending)];
      const fee = members.reduce((sum, member) => sum + member.fee, 0n);
      const weight = members.reduce((sum, member) => sum + member.weight, 0);
      if (weight > room) continue;
      if (!best || fee * BigInt(best.weight) > best.fee * BigInt(weight)) best = { members, fee, weight };
    }
    if (!best) return block;
    for (const member of best.members) {
      block.push(member);
      waiting.delete(member.id);
    }
    room -= best.weight;
  }
};
