// fails: a-thousand-payments-become-a-handful-of-transfers
import type { Payment, Settle } from 'strata';

function netOf(payments: readonly Payment[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    net.set(from, (net.get(from) ?? 0n) - amount);
    net.set(to, (net.get(to) ?? 0n) + amount);
  }
  return net;
}

// Cuts every debt evenly between all creditors where it divides: fair to see, and a transfer for almost every pair.
export const settle: Settle = (payments) => {
  const open = netOf(payments);
  const creditors = [...open].filter(([, balance]) => balance > 0n).map(([party]) => party);
  const transfers: Payment[] = [];
  for (const [from, balance] of [...open].filter(([, owed]) => owed < 0n)) {
    let owed = -balance;
    creditors.forEach((to, index) => {
      const due = open.get(to) ?? 0n;
      const share = owed / BigInt(creditors.length - index);
      const amount = share < due ? share : due;
      if (amount === 0n) return;
      transfers.push({ from, to, amount });
      open.set(to, due - amount);
      owed -= amount;
    });
    for (const to of creditors) {
      const due = open.get(to) ?? 0n;
      const amount = owed < due ? owed : due;
      if (amount === 0n) continue;
      transfers.push({ from, to, amount });
      open.set(to, due - amount);
      owed -= amount;
    }
  }
  return transfers;
};
