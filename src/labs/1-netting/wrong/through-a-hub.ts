// fails: among-a-few-parties-no-transfer-is-one-too-many
import type { Payment, Settle } from 'strata';

function netOf(payments: readonly Payment[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    net.set(from, (net.get(from) ?? 0n) - amount);
    net.set(to, (net.get(to) ?? 0n) + amount);
  }
  return net;
}

// Everybody settles with one party in the middle: simple, and never fewer than parties less one.
export const settle: Settle = (payments) => {
  const open = [...netOf(payments)].filter(([, balance]) => balance !== 0n);
  const [hub, ...others] = open;
  if (!hub) return [];
  return others.map(([party, balance]): Payment =>
    balance < 0n ? { from: party, to: hub[0], amount: -balance } : { from: hub[0], to: party, amount: balance },
  );
};
