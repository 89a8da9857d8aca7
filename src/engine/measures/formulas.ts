/**
 * Closed forms that the simulations are held against. Floating point is allowed here: no trace and no hash
 * depends on it.
 */

/**
 * Blocks whose base fee rises by a factor of at least `factor` when every one is full: the least n with
 * (9/8)^n ≥ factor (EIP-1559).
 */
export const fullBlocksToGrow = (factor: number): number => leastBlocks(factor, 9 / 8);

/**
 * Blocks whose base fee falls to at most 1/`factor` when every one is empty: the least n with (8/7)^n ≥
 * factor (EIP-1559).
 */
export const emptyBlocksToShrink = (factor: number): number => leastBlocks(factor, 8 / 7);

/**
 * The factor by which the base fee has grown after `blocks` full blocks: (9/8)^n (EIP-1559,
 * BASE_FEE_MAX_CHANGE_DENOMINATOR 8).
 */
export const baseFeeGrowth = (blocks: number): number => (9 / 8) ** blocks;

function leastBlocks(factor: number, step: number): number {
  if (!(factor >= 1)) throw new RangeError(`A growth factor is at least 1, not ${factor}.`);
  let blocks = 0;
  for (let grown = 1; grown < factor; grown *= step) blocks += 1;
  return blocks;
}

/**
 * The chance that someone else finds a block while one is still on its way for `delay`, when blocks come
 * every `interval` on average: 1 − e^(−delay/interval), both in the same unit. Blocks come as a Poisson
 * process, so this is the share of blocks that meet a rival (C. Decker, R. Wattenhofer, Information
 * Propagation in the Bitcoin Network, 2013, section on forks).
 */
export const staleRate = (delay: number, interval: number): number => -Math.expm1(-delay / interval);

/**
 * Decker and Wattenhofer's rate from discrete seconds: 1 − (1 − p)^w, with p the chance of a block in a
 * second and w the seconds for which the average node does not know of a block yet. p = 1/633.68 and w =
 * 11.37 give 1.78 %; the network of 2013 showed 1.69 %.
 */
export const forkRatePerSecond = (p: number, unaware: number): number => 1 - (1 - p) ** unaware;

/**
 * The chance that no block comes within `time` when they come every `interval` on average:
 * e^(−time/interval). It does not matter how long one has waited already.
 */
export const chanceOfNoBlock = (time: number, interval: number): number => Math.exp(-time / interval);

/**
 * Hashes until the first that meets the target, when each does with probability p: on average 1/p, with
 * standard deviation √(1 − p)/p (geometric).
 */
export const expectedHashes = (p: number): { readonly mean: number; readonly deviation: number } => ({
  mean: 1 / p,
  deviation: Math.sqrt(1 - p) / p,
});

/**
 * The range in which a count of hits should lie when each of `draws` hits with probability p: mean ±
 * `deviations` standard deviations, √(draws·p·(1 − p)) each. At 4 deviations a fair draw falls outside about
 * once in 16,000 runs (normal approximation).
 */
export function binomialBounds(
  draws: number,
  p: number,
  deviations = 4,
): { readonly mean: number; readonly least: number; readonly most: number } {
  const mean = draws * p;
  const margin = deviations * Math.sqrt(draws * p * (1 - p));
  return { mean, least: Math.max(0, mean - margin), most: Math.min(draws, mean + margin) };
}

/**
 * The relative standard error of the mean of n exponential waits: 1/√n. By it the tolerance of a measured
 * block interval follows from how many blocks were measured.
 */
export const relativeErrorOfMeanWait = (waits: number): number => 1 / Math.sqrt(waits);

/**
 * The chance that an attacker with the share q of the hash rate ever catches up from z blocks behind, by the
 * whitepaper: 1 − Σ_{k≤z} λ^k e^(−λ)/k! · (1 − (q/p)^(z−k)), λ = z·q/p. It takes the honest blocks to come at
 * their average pace, so it is an approximation (S. Nakamoto, Bitcoin, 2008, section 11). 1 from q = 1/2 on.
 */
export function doubleSpendByWhitepaper(q: number, z: number): number {
  const p = 1 - q;
  if (q >= p) return 1;
  const lambda = (z * q) / p;
  let poisson = Math.exp(-lambda);
  let missed = 0;
  for (let k = 0; k <= z; k++) {
    missed += poisson * (1 - (q / p) ** (z - k));
    poisson *= lambda / (k + 1);
  }
  return 1 - missed;
}

/**
 * The same chance without the approximation: the attacker's blocks in the time of z honest ones follow the
 * negative binomial distribution (M. Rosenfeld, Analysis of Hashrate-Based Double Spending, 2014,
 * arXiv:1402.2009, section 4, with the attacker starting level and needing to draw level, as in the
 * whitepaper's table). 1 from q = 1/2 on.
 */
export function doubleSpendByRosenfeld(q: number, z: number): number {
  const p = 1 - q;
  if (q >= p) return 1;
  let chance = p ** z;
  let missed = 0;
  for (let k = 0; k <= z; k++) {
    missed += chance * (1 - (q / p) ** (z - k));
    chance *= (q * (z + k)) / (k + 1);
  }
  return 1 - missed;
}
