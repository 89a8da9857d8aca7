// fails: everyone-ends-where-the-day-left-them
import type { Payment, Settle } from 'strata';

// Sums in doubles: beyond 2^53 the smallest units are lost.
export const settle: Settle = (payments) => {
  const open = new Map<string, number>();
  for (const { from, to, amount } of payments) {
    open.set(from, (open.get(from) ?? 0) - Number(amount));
    open.set(to, (open.get(to) ?? 0) + Number(amount));
  }
  const transfers: Payment[] = [];
  const parties = [...open.keys()];
  for (const from of parties) {
    for (const to of parties) {
      const owed = -(open.get(from) ?? 0);
      const due = open.get(to) ?? 0;
      const amount = Math.min(owed, due);
      if (amount <= 0) continue;
      transfers.push({ from, to, amount: BigInt(amount) });
      open.set(from, amount - owed);
      open.set(to, due - amount);
    }
  }
  return transfers;
};
