/** Another way to the fewest: settle the first open position with each partner in turn, and give up on a branch that is already longer. */
import type { Payment, Settle } from 'strata';

function netOf(payments: readonly Payment[]): [string, bigint][] {
  const net: Record<string, bigint> = {};
  for (const { from, to, amount } of payments) {
    net[from] = (net[from] ?? 0n) - amount;
    net[to] = (net[to] ?? 0n) + amount;
  }
  return Object.entries(net).filter(([, balance]) => balance !== 0n);
}

const transfer = (one: string, owes: bigint, other: string): Payment =>
  owes < 0n ? { from: one, to: other, amount: -owes } : { from: other, to: one, amount: owes };

/** Passes each remainder on to the next party: one transfer fewer than parties. */
function inARow(net: readonly (readonly [string, bigint])[]): Payment[] {
  const made: Payment[] = [];
  let carried = 0n;
  net.forEach(([party, balance], index) => {
    const next = net[index + 1];
    carried += balance;
    if (next && carried !== 0n) made.push(transfer(party, carried, next[0]));
  });
  return made;
}

function fewest(net: readonly (readonly [string, bigint])[]): Payment[] {
  let best = inARow(net);
  const search = (open: readonly (readonly [string, bigint])[], made: readonly Payment[]): void => {
    const [first, ...rest] = open.filter(([, balance]) => balance !== 0n);
    if (!first) {
      if (made.length < best.length) best = [...made];
      return;
    }
    // Every transfer closes two positions at the very most, so half of those open is the least that is still to come.
    if (made.length + Math.ceil((rest.length + 1) / 2) >= best.length) return;
    const [party, balance] = first;
    const tried = new Set<bigint>();
    rest.forEach(([other, otherBalance], index) => {
      if (balance < 0n === otherBalance < 0n || tried.has(otherBalance)) return;
      tried.add(otherBalance);
      const next = rest.with(index, [other, otherBalance + balance]);
      search(next, [...made, transfer(party, balance, other)]);
    });
  };
  search(net, []);
  return best;
}

export const settle: Settle = (payments) => {
  const net = netOf(payments);
  return net.length <= 9 ? fewest(net) : inARow(net);
};
