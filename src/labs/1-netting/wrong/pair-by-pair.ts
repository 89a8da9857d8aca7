// fails: a-day-that-cancels-out-sends-nothing
import type { Payment, Settle } from 'strata';

// Nets each pair of parties for itself. A ring of debts stays a ring.
export const settle: Settle = (payments) => {
  const pairs = new Map<string, { readonly low: string; readonly high: string; net: bigint }>();
  for (const { from, to, amount } of payments) {
    if (from === to) continue;
    const [low, high] = from < to ? [from, to] : [to, from];
    const key = JSON.stringify([low, high]);
    const pair = pairs.get(key) ?? { low, high, net: 0n };
    pair.net += from === low ? amount : -amount;
    pairs.set(key, pair);
  }
  const transfers: Payment[] = [];
  for (const { low, high, net } of pairs.values()) {
    if (net > 0n) transfers.push({ from: low, to: high, amount: net });
    if (net < 0n) transfers.push({ from: high, to: low, amount: -net });
  }
  return transfers;
};
