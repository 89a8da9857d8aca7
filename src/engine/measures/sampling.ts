/**
 * Closed forms of data availability sampling: how likely it is that data is gone and those who look at random do not
 * notice. Floating point is allowed here: no trace and no hash depends on it.
 */

/**
 * The chance that `samples` draws, each of any share at all, miss when the part `withheld` is missing: (1 − withheld)^samples. A
 * codeword that twice the data makes cannot be recovered only if more than half is missing, so 2^−samples bounds it.
 */
export const missWithReplacement = (samples: number, withheld = 1 / 2): number => (1 - withheld) ** samples;

/**
 * The chance that `samples` different shares of a 2k × 2k square miss when (k + 1)² of them are withheld, the least that
 * keeps it from being recovered: ∏ (1 − (k + 1)² / (4k² − i)). Near (3/4)^samples for a large square (M. Al-Bassam,
 * A. Sonnino, V. Buterin, Fraud and Data Availability Proofs, 2018, theorem on sampling).
 */
export function missInSquare(k: number, samples: number, withheld = (k + 1) ** 2): number {
  let chance = 1;
  for (let drawn = 0; drawn < samples; drawn += 1) chance *= Math.max(0, 1 - withheld / (4 * k * k - drawn));
  return chance;
}

/**
 * Out of how many choices of `samples` different columns how many miss, as exact numbers: C(available, samples) of
 * C(columns, samples). With 63 of 128 columns one is missing for recovery (consensus-specs, fulu/das-core.md).
 */
export const missInColumns = (
  samples: number,
  available = 63,
  columns = 128,
): { readonly missing: bigint; readonly choices: bigint; readonly chance: number } => {
  const [missing, choices] = [choose(available, samples), choose(columns, samples)];
  // Scaled up before dividing, so that small chances keep their digits.
  const scaled = (missing * 10n ** 40n) / choices;
  return { missing, choices, chance: Number(scaled) / 1e40 };
};

/** How many ways there are to take `taken` of `from`. */
function choose(from: number, taken: number): bigint {
  let ways = 1n;
  for (let index = 0; index < taken; index += 1) ways = (ways * BigInt(from - index)) / BigInt(index + 1);
  return ways;
}

/**
 * The logarithm to base 10 of a bound on the chance that `nodes` · `share` nodes are all convinced although the data cannot
 * be recovered: C(nodes, fooled) choices of them, C(columns, columns/2) of what is shown, and 2^−samples for each; at most
 * 0, which says nothing (EIP-7594, "Security Considerations").
 */
export function log10WithholdingBound(share: number, nodes = 10_000, columns = 128, samples = 8): number {
  const fooled = Math.round(share * nodes);
  const bound =
    log10Choose(nodes, fooled) + log10Choose(columns, columns / 2) - samples * fooled * Math.log10(2);
  return Math.min(0, bound);
}

function log10Choose(from: number, taken: number): number {
  let sum = 0;
  for (let index = 0; index < taken; index += 1) sum += Math.log10((from - index) / (index + 1));
  return sum;
}

/** The fewest samples after which the chance to miss is at most `chance`; `miss` gives it for a number of samples. Throws RangeError unless it is above 0. */
export function samplesFor(chance: number, miss: (samples: number) => number = missWithReplacement): number {
  if (!(chance > 0)) throw new RangeError('No number of samples makes an error impossible.');
  let samples = 0;
  while (miss(samples) > chance) samples += 1;
  return samples;
}

/** The factor by which a blob's price changes over a block that uses `used` of blob gas with `target` aimed at: e^((used − target) / fraction) (EIP-4844). */
export const blobFeeChange = (used: bigint, target: bigint, fraction: bigint): number =>
  Math.exp(Number(used - target) / Number(fraction));
