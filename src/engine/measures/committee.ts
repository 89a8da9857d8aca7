/** Committees drawn by chance: how likely it is that an attacker has too many seats, exactly. */

/** A fraction, not reduced. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The chance that at least `atLeast` of `seats` fall to an attacker with the share `share`, when each seat is
 * drawn by itself (with replacement): Σ_{k ≥ atLeast} C(n, k)·p^k·(1 − p)^(n − k), exact, over the n-th power of the
 * share's denominator.
 * At a share of 1/3, 111 seats keep the chance of two thirds below 2^-40 (C.-C. Liang, Minimum Committee Size
 * Explained, 2019). Throws RangeError for a share outside 0 to 1 or seats that are no whole number from 0.
 */
export function committeeTail(seats: number, atLeast: number, share: Fraction): Fraction {
  const { numerator: p, denominator: d } = share;
  if (d <= 0n || p < 0n || p > d) throw new RangeError(`A share lies between 0 and 1, not at ${p}/${d}.`);
  if (!Number.isSafeInteger(seats) || seats < 0) throw new RangeError(`A committee has no ${seats} seats.`);
  const n = BigInt(seats);
  let ways = 1n;
  let sum = 0n;
  for (let k = 0n; k <= n; k++) {
    if (k >= atLeast) sum += ways * p ** k * (d - p) ** (n - k);
    ways = (ways * (n - k)) / (k + 1n);
  }
  return { numerator: sum, denominator: d ** n };
}

/** The logarithm to base 2 of a fraction, to about 15 digits; minus infinity of 0. */
export const log2Of = ({ numerator, denominator }: Fraction): number =>
  numerator === 0n ? Number.NEGATIVE_INFINITY : log2OfInteger(numerator) - log2OfInteger(denominator);

/** Two thirds of a committee, rounded up: what a quorum takes. */
export const twoThirdsOf = (seats: number): number => Math.ceil((2 * seats) / 3);

/**
 * The fewest seats from which on an attacker with the share `share` gets two thirds with a chance of at most
 * 2^-`bits`. Rounding two thirds up makes the chance go up and down with the remainder by three, so three sizes in
 * a row must meet the bound: 109 for a third and 40 bits, though 107 meets it and 108 does not. Throws RangeError
 * for a share of two thirds or more.
 */
export function leastCommittee(share: Fraction, bits: number): number {
  if (share.numerator * 3n >= share.denominator * 2n)
    throw new RangeError('With two thirds of all, no committee is large enough.');
  const meets = (seats: number): boolean => log2Of(committeeTail(seats, twoThirdsOf(seats), share)) <= -bits;
  let inARow = 0;
  for (let seats = 1; ; seats++) {
    inARow = meets(seats) ? inARow + 1 : 0;
    if (inARow === 3) return seats - 2;
  }
}

function log2OfInteger(n: bigint): number {
  const bits = n.toString(2).length;
  const shift = Math.max(0, bits - 53);
  return Math.log2(Number(n >> BigInt(shift))) + shift;
}
