/** The same choice with scores kept: when a package goes in, only what descends from it is scored again. */
import type { Hash, Pending, SelectTransactions } from 'strata';

class Score<T> {
  readonly pending: Pending<T>;
  readonly ancestors = new Set<Pending<T>>();
  fee = 0n;
  weight = 0;

  constructor(pending: Pending<T>) {
    this.pending = pending;
  }

  reset(byId: ReadonlyMap<Hash, Pending<T>>, placed: ReadonlySet<Hash>): void {
    this.ancestors.clear();
    const open = [this.pending];
    while (open.length > 0) {
      const next = open.pop();
      if (!next || placed.has(next.id) || this.ancestors.has(next)) continue;
      this.ancestors.add(next);
      for (const id of next.parents) {
        const parent = byId.get(id);
        if (parent) open.push(parent);
      }
    }
    this.fee = [...this.ancestors].reduce((sum, { fee }) => sum + fee, 0n);
    this.weight = [...this.ancestors].reduce((sum, { weight }) => sum + weight, 0);
  }
}

function byRate<T>(a: Score<T>, b: Score<T>): number {
  const left = a.fee * BigInt(b.weight);
  const right = b.fee * BigInt(a.weight);
  if (left !== right) return left > right ? -1 : 1;
  return a.pending.id < b.pending.id ? -1 : 1;
}

export const selectTransactions: SelectTransactions = <T>(pool: readonly Pending<T>[], limit: number) => {
  const byId = new Map(pool.map((pending) => [pending.id, pending]));
  const placed = new Set<Hash>();
  const block: Pending<T>[] = [];
  let used = 0;
  let scores = pool.map((pending) => {
    const score = new Score(pending);
    score.reset(byId, placed);
    return score;
  });
  scores.sort(byRate);

  const place = (pending: Pending<T>): void => {
    if (placed.has(pending.id)) return;
    placed.add(pending.id);
    for (const id of pending.parents) {
      const parent = byId.get(id);
      if (parent) place(parent);
    }
    block.push(pending);
    used += pending.weight;
  };

  for (;;) {
    const best = scores.find((score) => used + score.weight <= limit);
    if (!best) return block;
    place(best.pending);
    scores = scores.filter((score) => !placed.has(score.pending.id));
    let touched = false;
    for (const score of scores) {
      if (![...score.ancestors].some((ancestor) => placed.has(ancestor.id))) continue;
      score.reset(byId, placed);
      touched = true;
    }
    if (touched) scores.sort(byRate);
  }
};
