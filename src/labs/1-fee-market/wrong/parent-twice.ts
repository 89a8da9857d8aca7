// fails: takes-each-transaction-once-and-none-from-elsewhere
import type { Pending, SelectTransactions } from 'strata';

// Two children of one parent each bring it along: the block holds it twice and pays its fee once.
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const byId = new Map(pool.map((pending) => [pending.id, pending]));
  const family = (pending: Pending<T>, found = new Set<Pending<T>>()): Set<Pending<T>> => {
    for (const id of pending.parents) {
      const parent = byId.get(id);
      if (parent) family(parent, found);
    }
    return found.add(pending);
  };
  const packages = pool.map((pending) => {
    const members = [...family(pending)];
    return {
      id: pending.id,
      members,
      fee: members.reduce((sum, member) => sum + member.fee, 0n),
      weight: members.reduce((sum, member) => sum + member.weight, 0),
    };
  });
  packages.sort((a, b) => {
    const left = a.fee * BigInt(b.weight);
    const right = b.fee * BigInt(a.weight);
    return left === right ? (a.id < b.id ? -1 : 1) : left > right ? -1 : 1;
  });
  const block: Pending<T>[] = [];
  let room = limit;
  for (const { members, weight } of packages) {
    if (weight > room) continue;
    block.push(...members);
    room -= weight;
  }
  return block;
};
