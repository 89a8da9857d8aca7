/** Block building by ancestor fee rate, the rule Bitcoin Core used from 0.13 (2016) until its mempool learnt clusters. */
import type { Hash, Pending, SelectTransactions } from 'strata';

// #region package
/** A transaction with every ancestor that is still waiting, parents first: what has to go in together. */
interface Package<T> {
  readonly members: readonly Pending<T>[];
  readonly fee: bigint;
  readonly weight: number;
}

function packageOf<T>(pending: Pending<T>, waiting: ReadonlyMap<Hash, Pending<T>>): Package<T> {
  const members = new Set<Pending<T>>();
  const visit = (member: Pending<T>): void => {
    if (members.has(member)) return;
    for (const id of member.parents) {
      const parent = waiting.get(id);
      if (parent) visit(parent);
    }
    members.add(member);
  };
  visit(pending);
  let fee = 0n;
  let weight = 0;
  for (const member of members) {
    fee += member.fee;
    weight += member.weight;
  }
  return { members: [...members], fee, weight };
}
// #endregion

// #region better
/** True when `a` pays more for its weight than `b`: compared by products, since a quotient would round. */
function paysMore<T>(a: Package<T>, b: Package<T>): boolean {
  const left = a.fee * BigInt(b.weight);
  const right = b.fee * BigInt(a.weight);
  if (left !== right) return left > right;
  return lastId(a) < lastId(b);
}

const lastId = <T>({ members }: Package<T>): string => members.at(-1)?.id ?? '';
// #endregion

// #region select
export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const waiting = new Map(pool.map((pending) => [pending.id, pending]));
  const block: Pending<T>[] = [];
  let room = limit;
  for (;;) {
    let best: Package<T> | undefined;
    for (const pending of waiting.values()) {
      const candidate = packageOf(pending, waiting);
      if (candidate.weight <= room && (!best || paysMore(candidate, best))) best = candidate;
    }
    if (!best) return block;
    for (const member of best.members) {
      block.push(member);
      waiting.delete(member.id);
    }
    room -= best.weight;
  }
};
// #endregion
