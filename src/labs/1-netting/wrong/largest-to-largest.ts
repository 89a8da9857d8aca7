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

// The largest debtor pays the largest creditor. Good, often best, and sometimes one too many.
export const settle: Settle = (payments) => {
  const open = netOf(payments);
  const transfers: Payment[] = [];
  for (;;) {
    const sorted = [...open].sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] < b[0] ? -1 : 1));
    const debtor = sorted.at(0);
    const creditor = sorted.at(-1);
    if (!debtor || !creditor || debtor[1] === 0n || creditor[1] === 0n) return transfers;
    const amount = -debtor[1] < creditor[1] ? -debtor[1] : creditor[1];
    transfers.push({ from: debtor[0], to: creditor[0], amount });
    open.set(debtor[0], debtor[1] + amount);
    open.set(creditor[0], creditor[1] - amount);
  }
};
