/** Another way to the fewest: peel off the best split by recursion over subsets, remembered by name. */
import type { Payment, Settle } from 'strata';

type Net = readonly (readonly [party: string, balance: bigint])[];

const sum = (net: Net): bigint => net.reduce((total, [, balance]) => total + balance, 0n);

function* subsetsWithFirst(net: Net): Generator<readonly [inside: Net, outside: Net]> {
  const [first, ...rest] = net;
  if (!first) return;
  for (let set = 0; set < 2 ** rest.length; set++) {
    const inside = rest.filter((_, index) => (set >> index) & 1);
    const outside = rest.filter((_, index) => !((set >> index) & 1));
    yield [[first, ...inside], outside];
  }
}

function split(net: Net, known: Map<string, readonly Net[]>): readonly Net[] {
  if (net.length === 0) return [];
  const key = net.map(([party]) => party).join('\n');
  const found = known.get(key);
  if (found) return found;
  let best: readonly Net[] = [net];
  for (const [inside, outside] of subsetsWithFirst(net)) {
    if (outside.length === 0 || sum(inside) !== 0n) continue;
    const groups = [inside, ...split(outside, known)];
    if (groups.length > best.length) best = groups;
  }
  known.set(key, best);
  return best;
}

function clear(group: Net): Payment[] {
  const open = new Map(group);
  const transfers: Payment[] = [];
  for (;;) {
    const debtor = [...open].find(([, balance]) => balance < 0n);
    const creditor = [...open].find(([, balance]) => balance > 0n);
    if (!debtor || !creditor) return transfers;
    const [from, owed] = debtor;
    const [to, due] = creditor;
    const amount = -owed < due ? -owed : due;
    transfers.push({ from, to, amount });
    open.set(from, owed + amount);
    open.set(to, due - amount);
  }
}

export const settle: Settle = (payments) => {
  const balances = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    balances.set(from, (balances.get(from) ?? 0n) - amount);
    balances.set(to, (balances.get(to) ?? 0n) + amount);
  }
  const net = [...balances].filter(([, balance]) => balance !== 0n);
  const groups = net.length <= 10 ? split(net, new Map()) : [net];
  return groups.flatMap(clear);
};
