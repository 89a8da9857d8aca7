// fails: every-transfer-moves-something-from-one-party-to-another
import type { Payment, Settle } from 'strata';

function netOf(payments: readonly Payment[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    net.set(from, (net.get(from) ?? 0n) - amount);
    net.set(to, (net.get(to) ?? 0n) + amount);
  }
  return net;
}

// Passes the remainder down a row of parties, whatever it is: nothing, or less than nothing.
export const settle: Settle = (payments) => {
  const row = [...netOf(payments)].filter(([, balance]) => balance !== 0n);
  const transfers: Payment[] = [];
  let carried = 0n;
  row.forEach(([party, balance], index) => {
    carried += balance;
    const next = row[index + 1];
    if (next) transfers.push({ from: party, to: next[0], amount: carried });
  });
  return transfers;
};
