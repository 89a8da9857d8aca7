/** The bounds within which a count of fair draws lies almost always: exact binomial tails, summed in logarithms. */

/** The smallest and the greatest count that is not surprising. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** ln(k!) for k = 0 … n. */
function logFactorials(n: number): Float64Array {
  const sums = new Float64Array(n + 1);
  for (let k = 1; k <= n; k += 1) sums[k] = (sums[k - 1] ?? 0) + Math.log(k);
  return sums;
}

/**
 * The counts of `n` draws, each a hit with the chance `p`, that leave at most `tail` of probability below and above.
 * With `tail` 0.005, 99 of 100 honest counts lie between the two, both included.
 */
export function binomialBounds(n: number, p: number, tail = 0.005): Bounds {
  if (n === 0 || p <= 0) return { low: 0, high: 0 };
  if (p >= 1) return { low: n, high: n };
  const logs = logFactorials(n);
  const mass = (k: number): number =>
    Math.exp(
      (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0) + k * Math.log(p) + (n - k) * Math.log(1 - p),
    );
  let low = 0;
  for (let below = mass(0); below <= tail && low < n; below += mass(low)) low += 1;
  let high = n;
  for (let above = mass(n); above <= tail && high > 0; above += mass(high)) high -= 1;
  return { low, high };
}
