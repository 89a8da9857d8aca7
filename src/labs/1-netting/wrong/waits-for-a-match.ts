// fails: everyone-ends-where-the-day-left-them
import type { Payment, Settle } from 'strata';

function netOf(payments: readonly Payment[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    net.set(from, (net.get(from) ?? 0n) - amount);
    net.set(to, (net.get(to) ?? 0n) + amount);
  }
  return net;
}

// Pairs debts with equal credits until all are settled. Where no two are equal it looks for ever.
export const settle: Settle = (payments) => {
  const open = netOf(payments);
  const transfers: Payment[] = [];
  while ([...open.values()].some((balance) => balance !== 0n)) {
    for (const [from, owed] of open) {
      const match = [...open].find(([, due]) => owed < 0n && due === -owed);
      if (!match) continue;
      transfers.push({ from, to: match[0], amount: -owed });
      open.set(from, 0n);
      open.set(match[0], 0n);
    }
  }
  return transfers;
};
