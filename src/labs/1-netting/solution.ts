/** Settles a day: balances first, then as many groups that settle among themselves as there are, then each group for itself. */
import type { Payment, Settle } from 'strata';

// #region balances
interface Position {
  readonly party: string;
  /** What the day gave (positive) or took (negative). */
  readonly balance: bigint;
}

function positionsOf(payments: readonly Payment[]): Position[] {
  const balances = new Map<string, bigint>();
  const add = (party: string, amount: bigint): void => {
    balances.set(party, (balances.get(party) ?? 0n) + amount);
  };
  for (const { from, to, amount } of payments) {
    add(from, -amount);
    add(to, amount);
  }
  return [...balances]
    .map(([party, balance]) => ({ party, balance }))
    .filter(({ balance }) => balance !== 0n)
    .sort((a, b) => (a.party < b.party ? -1 : 1));
}
// #endregion

// #region one-group
/** Settles positions that add up to nothing: each transfer brings one party at least to its balance, the last one two. */
function settleGroup(positions: readonly Position[]): Payment[] {
  const debtors = positions
    .filter(({ balance }) => balance < 0n)
    .map(({ party, balance }) => ({ party, left: -balance }));
  const creditors = positions
    .filter(({ balance }) => balance > 0n)
    .map(({ party, balance }) => ({ party, left: balance }));
  const transfers: Payment[] = [];
  let debtor = debtors.shift();
  let creditor = creditors.shift();
  while (debtor && creditor) {
    const amount = debtor.left < creditor.left ? debtor.left : creditor.left;
    transfers.push({ from: debtor.party, to: creditor.party, amount });
    debtor.left -= amount;
    creditor.left -= amount;
    if (debtor.left === 0n) debtor = debtors.shift();
    if (creditor.left === 0n) creditor = creditors.shift();
  }
  return transfers;
}
// #endregion

// #region groups
/**
 * Splits positions into as many groups that add up to nothing as possible.
 * `most[set]` is the number of such groups on the best way to build `set` one party at a time; sets are bit masks.
 */
function zeroSumGroups(positions: readonly Position[]): Position[][] {
  const sums = [0n];
  const most = [0];
  const last = [0];
  for (let set = 1; set < 1 << positions.length; set++) {
    let best = -1;
    positions.forEach((position, index) => {
      if (!(set & (1 << index))) return;
      const rest = set ^ (1 << index);
      sums[set] = (sums[rest] ?? 0n) + position.balance;
      const groups = most[rest] ?? 0;
      if (groups > best) {
        best = groups;
        last[set] = index;
      }
    });
    most[set] = best + (sums[set] === 0n ? 1 : 0);
  }
  const groups: Position[][] = [];
  for (let set = (1 << positions.length) - 1; set > 0;) {
    if (sums[set] === 0n) groups.push([]);
    const index = last[set] ?? 0;
    const position = positions[index];
    if (position) groups.at(-1)?.push(position);
    set ^= 1 << index;
  }
  return groups;
}
// #endregion

/** Up to here all subsets are looked at, 2^12 of them; beyond, the count may miss the fewest. */
const MOST_PARTIES_EXACT = 12;

// #region settle
export const settle: Settle = (payments) => {
  const positions = positionsOf(payments);
  if (positions.length > MOST_PARTIES_EXACT) return settleGroup(positions);
  return zeroSumGroups(positions).flatMap(settleGroup);
};
// #endregion
