/** Netting: what a day of payments comes down to when only the differences are settled on chain. */

/** One payment between two named parties; the amount is positive, in any one unit. */
export interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
}

/** The payments that settle others; the labs' type for a learner's own {@link settle}. */
export type Settle = (payments: readonly Payment[]) => readonly Payment[];

/** Up to so many parties with a balance, {@link settle} finds the fewest transfers; beyond, it takes a good guess. */
export const EXACT_SETTLEMENT_PARTIES = 12;

interface Position {
  readonly party: string;
  readonly net: bigint;
}

/** What each party gains (positive) or owes (negative) after all `payments`, in order of name; parties at zero included. */
export function netPositions(payments: readonly Payment[]): ReadonlyMap<string, bigint> {
  const nets = new Map<string, bigint>();
  for (const { from, to, amount } of payments) {
    if (amount < 0n) throw new RangeError(`A payment cannot be negative; got ${amount}.`);
    nets.set(from, (nets.get(from) ?? 0n) - amount);
    nets.set(to, (nets.get(to) ?? 0n) + amount);
  }
  return new Map([...nets].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/**
 * Splits `open` into as many groups as possible that each sum to zero. A group of k parties needs k − 1 transfers,
 * so more groups are fewer transfers. Finding them is NP-hard (it contains subset sum); 2^12 subsets are quick.
 */
function zeroSumGroups(open: readonly Position[]): Position[][] {
  const subsets = 1 << open.length;
  const sums = new Array<bigint>(subsets).fill(0n);
  // groups[s]: the most zero-sum prefixes on any way of adding the members of s one by one.
  const groups = new Int8Array(subsets);
  const last = new Int8Array(subsets);
  for (let subset = 1; subset < subsets; subset += 1) {
    let best = -1;
    for (let member = 0; member < open.length; member += 1) {
      if ((subset & (1 << member)) === 0) continue;
      const rest = subset ^ (1 << member);
      if (best < 0) sums[subset] = (sums[rest] as bigint) + (open[member] as Position).net;
      if ((groups[rest] as number) > best) {
        best = groups[rest] as number;
        last[subset] = member;
      }
    }
    groups[subset] = best + (sums[subset] === 0n ? 1 : 0);
  }
  const found: Position[][] = [];
  let group: Position[] = [];
  for (let subset = subsets - 1; subset > 0;) {
    if (sums[subset] === 0n && group.length > 0) {
      found.push(group);
      group = [];
    }
    const member = last[subset] as number;
    group.push(open[member] as Position);
    subset ^= 1 << member;
  }
  if (group.length > 0) found.push(group);
  return found;
}

/** Settles one zero-sum group: the largest debtor pays the largest creditor until nothing is owed. */
function settleGroup(group: readonly Position[]): Payment[] {
  const byName = (a: Position, b: Position): number => (a.party < b.party ? -1 : 1);
  const largestFirst = (a: [Position, bigint], b: [Position, bigint]): number =>
    a[1] === b[1] ? byName(a[0], b[0]) : a[1] > b[1] ? -1 : 1;
  let debts = group
    .filter(({ net }) => net < 0n)
    .map((position): [Position, bigint] => [position, -position.net]);
  let claims = group
    .filter(({ net }) => net > 0n)
    .map((position): [Position, bigint] => [position, position.net]);
  const payments: Payment[] = [];
  while (debts.length > 0 && claims.length > 0) {
    debts.sort(largestFirst);
    claims.sort(largestFirst);
    // A debt that meets an equal claim closes both with one transfer.
    const equal = debts.flatMap((debt) =>
      claims.filter((claim) => claim[1] === debt[1]).map((claim) => [debt, claim] as const),
    )[0];
    const [debt, claim] =
      equal ?? ([debts[0] as [Position, bigint], claims[0] as [Position, bigint]] as const);
    const amount = debt[1] < claim[1] ? debt[1] : claim[1];
    payments.push({ from: debt[0].party, to: claim[0].party, amount });
    debt[1] -= amount;
    claim[1] -= amount;
    debts = debts.filter(([, owed]) => owed > 0n);
    claims = claims.filter(([, due]) => due > 0n);
  }
  return payments;
}

/**
 * Payments that leave every party where `payments` would have left it, with the fewest transfers: exactly the fewest
 * for up to {@link EXACT_SETTLEMENT_PARTIES} parties with a balance, otherwise largest debtor to largest creditor.
 * The order is that of names, so the result is the same everywhere. @throws RangeError for a negative amount
 */
export const settle: Settle = (payments) => {
  const open = [...netPositions(payments)]
    .filter(([, net]) => net !== 0n)
    .map(([party, net]): Position => ({ party, net }));
  if (open.length > EXACT_SETTLEMENT_PARTIES) return settleGroup(open);
  return zeroSumGroups(open).flatMap(settleGroup);
};
