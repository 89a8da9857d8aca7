/** Sharing a sum by holdings so that the shares are the sum, to the last unit. */

/** How a dividend is shared; the labs' type for a learner's own {@link splitDividend}. */
export type SplitDividend = (total: bigint, holdings: readonly bigint[]) => readonly bigint[];

/**
 * The share of each holding in `total`: its exact share rounded down, and one unit more for those with the largest
 * remainders, the earlier of equals first, until all is given out. So the shares add up to `total`, and each is less
 * than one unit from exact. It is the method of largest remainders (A. Hamilton, 1792). With no holdings at all nobody gets anything.
 * @throws RangeError for a negative total or holding
 */
export const splitDividend: SplitDividend = (total, holdings) => {
  if (total < 0n || holdings.some((held) => held < 0n))
    throw new RangeError('A dividend and holdings are not negative.');
  const all = holdings.reduce((sum, held) => sum + held, 0n);
  if (all === 0n) return holdings.map(() => 0n);
  const shares = holdings.map((held) => (total * held) / all);
  const left = Number(total - shares.reduce((sum, share) => sum + share, 0n));
  const byRemainder = holdings
    .map((held, index) => ({ index, remainder: (total * held) % all }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  const luckier = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return shares.map((share, index) => (luckier.has(index) ? share + 1n : share));
};
