// fails: one-transfer-fewer-than-parties-is-always-enough
import type { Payment, Settle } from 'strata';

// Adds up what goes the same way between the same two parties, and offsets nothing.
export const settle: Settle = (payments) => {
  const sums = new Map<string, Payment>();
  for (const { from, to, amount } of payments) {
    if (from === to) continue;
    const key = JSON.stringify([from, to]);
    sums.set(key, { from, to, amount: (sums.get(key)?.amount ?? 0n) + amount });
  }
  return [...sums.values()];
};
