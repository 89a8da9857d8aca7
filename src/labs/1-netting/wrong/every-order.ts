// fails: one-transfer-fewer-than-parties-is-always-enough
import type { Payment, Settle } from 'strata';

function netOf(payments: readonly Payment[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    net.set(from, (net.get(from) ?? 0n) - amount);
    net.set(to, (net.get(to) ?? 0n) + amount);
  }
  return net;
}

// Tries every partner for every party, however many there are: right for eight, not done for forty.
export const settle: Settle = (payments) => {
  let best: readonly Payment[] | undefined;
  const search = (open: readonly (readonly [string, bigint])[], made: readonly Payment[]): void => {
    const [first, ...rest] = open.filter(([, balance]) => balance !== 0n);
    if (!first) {
      if (!best || made.length < best.length) best = made;
      return;
    }
    const [party, balance] = first;
    rest.forEach(([other, otherBalance], index) => {
      if (balance < 0n === otherBalance < 0n) return;
      const payment: Payment =
        balance < 0n ? { from: party, to: other, amount: -balance } : { from: other, to: party, amount: balance };
      search(rest.with(index, [other, otherBalance + balance]), [...made, payment]);
    });
  };
  search([...netOf(payments)], []);
  return best ?? [];
};
