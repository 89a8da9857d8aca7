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

// Whoever the day gave money to pays: the signs are taken the wrong way round.
export const settle: Settle = (payments) => {
  const open = netOf(payments);
  const transfers: Payment[] = [];
  for (;;) {
    const gained = [...open].find(([, balance]) => balance > 0n);
    const lost = [...open].find(([, balance]) => balance < 0n);
    if (!gained || !lost) return transfers;
    const amount = gained[1] < -lost[1] ? gained[1] : -lost[1];
    transfers.push({ from: gained[0], to: lost[0], amount });
    open.set(gained[0], gained[1] - amount);
    open.set(lost[0], lost[1] + amount);
  }
};
