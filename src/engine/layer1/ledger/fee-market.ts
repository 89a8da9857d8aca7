/** A block has room for so much weight: which waiting transactions go in, when some spend what others create. */
import { createQueue } from '../../foundation/priority-queue.ts';
import type { Hash, Ms, Sat, Weight } from '../../foundation/units.ts';

/** A transaction that waits, with what a miner needs to know of it. */
export interface Pending<T> {
  readonly id: Hash;
  readonly transaction: T;
  readonly fee: Sat;
  readonly weight: Weight;
  /** Transactions whose outputs it spends. One that is not in the pool is confirmed already. */
  readonly parents: readonly Hash[];
  readonly arrivedAt: Ms;
}

/** A block's transactions out of a pool, parents first; the labs' type for a learner's own {@link selectByFeeRate}. */
export type SelectTransactions = <T>(pool: readonly Pending<T>[], limit: Weight) => readonly Pending<T>[];

/** A transaction with all its ancestors that are not chosen yet: what choosing it brings along. */
interface Package {
  readonly position: number;
  readonly ancestors: Set<number>;
  fee: bigint;
  weight: bigint;
  /** Raised whenever an ancestor is chosen; a queue entry with an older version is out of date. */
  version: number;
}

interface Entry {
  readonly package: Package;
  readonly version: number;
  readonly fee: bigint;
  readonly weight: bigint;
}

/** Whether `a` pays more for its weight than `b`; ties go to the one that stands earlier in the pool. */
function before(a: Entry, b: Entry): boolean {
  const left = a.fee * b.weight;
  const right = b.fee * a.weight;
  return left === right ? a.package.position < b.package.position : left > right;
}

/** Positions of each transaction's ancestors, itself included. @throws RangeError when transactions spend each other in a ring */
function ancestorsOf(pool: readonly Pending<unknown>[]): Set<number>[] {
  const position = new Map(pool.map(({ id }, index) => [id, index]));
  if (position.size !== pool.length) throw new RangeError('A pool holds each transaction once.');
  const found: (Set<number> | 'open' | undefined)[] = pool.map(() => undefined);
  for (let start = 0; start < pool.length; start += 1) {
    // An explicit stack: a long line of dependants must not exhaust the call stack.
    const stack = [start];
    while (stack.length > 0) {
      const index = stack.at(-1) as number;
      const state = found[index];
      const parents = (pool[index] as Pending<unknown>).parents.flatMap((id) => position.get(id) ?? []);
      if (state === undefined) {
        found[index] = 'open';
        for (const parent of parents) {
          if (found[parent] === 'open') throw new RangeError('Transactions spend each other in a ring.');
          if (found[parent] === undefined) stack.push(parent);
        }
        continue;
      }
      stack.pop();
      if (state !== 'open') continue;
      const all = new Set([index]);
      for (const parent of parents) for (const ancestor of found[parent] as Set<number>) all.add(ancestor);
      found[index] = all;
    }
  }
  return found as Set<number>[];
}

/**
 * Chooses by the fee rate of whole packages, a transaction with its ancestors, best first; a package that no longer
 * fits is passed over, and what it would have paid for others is counted anew once its ancestors are in
 * (Bitcoin Core, node/miner.cpp: `addPackageTxs`; the mempool's "ancestor score"). Never exceeds `limit`; parents
 * come before children. A child that pays well thereby carries its parent.
 * @throws RangeError for a pool that names a transaction twice or holds a ring of parents
 */
export const selectByFeeRate: SelectTransactions = (pool, limit) => {
  const ancestors = ancestorsOf(pool);
  const descendants: number[][] = pool.map(() => []);
  ancestors.forEach((all, index) => all.forEach((ancestor) => descendants[ancestor]?.push(index)));
  const packages = ancestors.map((all, position): Package => {
    let fee = 0n;
    let weight = 0n;
    for (const index of all) {
      fee += (pool[index] as Pending<unknown>).fee;
      weight += BigInt((pool[index] as Pending<unknown>).weight);
    }
    return { position, ancestors: new Set(all), fee, weight, version: 0 };
  });
  const queue = createQueue(before);
  const enqueue = (one: Package): void =>
    queue.push({ package: one, version: one.version, fee: one.fee, weight: one.weight });
  packages.forEach(enqueue);

  const chosen: number[] = [];
  const isChosen = new Uint8Array(pool.length);
  let room = BigInt(limit);
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    const { position, version } = entry.package;
    if (isChosen[position] === 1 || entry.version !== version || entry.weight > room) continue;
    // Fewer ancestors first puts parents before children.
    const members = [...entry.package.ancestors].sort(
      (a, b) => (ancestors[a] as Set<number>).size - (ancestors[b] as Set<number>).size || a - b,
    );
    for (const index of members) {
      chosen.push(index);
      isChosen[index] = 1;
      room -= BigInt((pool[index] as Pending<unknown>).weight);
    }
    const changed = new Set<Package>();
    for (const index of members) {
      for (const descendant of descendants[index] as number[]) {
        const one = packages[descendant] as Package;
        if (isChosen[descendant] === 1) continue;
        one.ancestors.delete(index);
        one.fee -= (pool[index] as Pending<unknown>).fee;
        one.weight -= BigInt((pool[index] as Pending<unknown>).weight);
        changed.add(one);
      }
    }
    for (const one of changed) {
      one.version += 1;
      enqueue(one);
    }
  }
  return chosen.map((index) => pool[index] as (typeof pool)[number]);
};
