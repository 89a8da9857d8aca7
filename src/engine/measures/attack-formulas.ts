/** Closed forms for attacks on agreement, against which the adversaries are held. */

/**
 * The share of all blocks of the chain that a selfish pool makes, with the share `alpha` of the hash rate, when
 * the share `gamma` of the others builds on its block in a tie. Source: I. Eyal, E. G. Sirer, Majority is not
 * Enough, FC 2014 (arXiv:1311.0243), equation (8). For alpha below 1/2; from there on the pool makes all.
 */
export function selfishRevenue(alpha: number, gamma: number): number {
  checkShare(alpha);
  checkShare(gamma);
  if (alpha >= 0.5) return 1;
  const honest = 1 - alpha;
  return (
    (alpha * honest * honest * (4 * alpha + gamma * (1 - 2 * alpha)) - alpha ** 3) /
    (1 - alpha * (1 + (2 - alpha) * alpha))
  );
}

/**
 * The share from which selfish mining pays: (1 − γ)/(3 − 2γ); a third when nobody follows the pool in a tie, a
 * quarter when half do, nothing when all do (Eyal and Sirer, observation 1, equation (9)).
 */
export const selfishThreshold = (gamma: number): number => (1 - gamma) / (3 - 2 * gamma);

/**
 * Blocks until a transaction is in, on average, when proposers with the share `censors` leave it out and the
 * others take it at once: 1/(1 − c), geometric. Infinite when all do.
 */
export const blocksUntilIncluded = (censors: number): number => 1 / (1 - censors);

/**
 * The chance that a transaction is still out after `blocks` blocks, when proposers with the share `censors`
 * leave it out: c^n.
 */
export const chanceStillCensored = (censors: number, blocks: number): number => censors ** blocks;

/**
 * How long a victim that hears of one miner alone waits for `depth` blocks: depth × interval / share, on
 * average, when the miner has the share `share` of the hash rate that the difficulty is set for. So an eclipsed
 * merchant could notice (E. Heilman et al., Eclipse Attacks on Bitcoin's Peer-to-Peer Network, USENIX Security
 * 2015, section 1.1).
 */
export const eclipsedWait = (depth: number, interval: number, share: number): number =>
  (depth * interval) / share;

function checkShare(share: number): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share lies between 0 and 1, not at ${share}.`);
}
