/** The same choice in rounds of array functions: score what is left, sort, take the first package that fits, repeat. */
import type { Pending, SelectTransactions } from 'strata';

const family = <T>(pending: Pending<T>, left: readonly Pending<T>[]): readonly Pending<T>[] => {
  const above = pending.parents.flatMap((id) => {
    const parent = left.find((other) => other.id === id);
    return parent ? family(parent, left) : [];
  });
  return [...new Set([...above, pending])];
};

const total = <T>(members: readonly Pending<T>[]) => ({
  members,
  fee: members.reduce((sum, member) => sum + member.fee, 0n),
  weight: members.reduce((sum, member) => sum + member.weight, 0),
});

export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  let left = [...pool].sort((a, b) => (a.id < b.id ? -1 : 1));
  let families = new Map(left.map((pending) => [pending.id, total(family(pending, left))]));
  const block: Pending<T>[] = [];
  let room = limit;
  for (;;) {
    const fitting = left.flatMap((pending) => {
      const candidate = families.get(pending.id);
      return candidate && candidate.weight <= room ? [candidate] : [];
    });
    const [first, ...others] = fitting;
    if (!first) return block;
    const best = others.reduce(
      (top, next) => (next.fee * BigInt(top.weight) > top.fee * BigInt(next.weight) ? next : top),
      first,
    );
    block.push(...best.members);
    room -= best.weight;
    const gone = new Set(best.members);
    left = left.filter((pending) => !gone.has(pending));
    const orphaned = left.filter((pending) =>
      families.get(pending.id)?.members.some((member) => gone.has(member)),
    );
    const rescored = orphaned.map((pending) => [pending.id, total(family(pending, left))] as const);
    families = new Map([...families, ...rescored]);
  }
};
