/** How evenly power is spread: the fewest who together have too much of it, and how unequal the shares are. */
import type { Trace } from '../simulation/trace.ts';

/** A part of the whole, as a fraction. */
export interface Part {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** More than half of all hashes rewrites a chain under proof of work. */
export const MORE_THAN_HALF: Part = { numerator: 1n, denominator: 2n };
/** More than a third of all votes stops a quorum of two thirds. */
export const MORE_THAN_A_THIRD: Part = { numerator: 1n, denominator: 3n };

/**
 * The Nakamoto coefficient: the least number of holders who together have more than `part` of the whole;
 * `part` is a half unless told. Null when nobody has anything. Throws RangeError for a share below zero.
 * Source: B. S. Srinivasan, L. Lee, Quantifying Decentralization, 2017, who take 51 % for all subsystems: what
 * counts as too much depends on the mechanism.
 */
export function nakamotoCoefficient(shares: readonly bigint[], part: Part = MORE_THAN_HALF): number | null {
  const total = sumOf(shares);
  if (total === 0n) return null;
  let held = 0n;
  const largest = shares.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  for (const [index, share] of largest.entries()) {
    held += share;
    if (held * part.denominator > total * part.numerator) return index + 1;
  }
  return null;
}

/**
 * The Gini coefficient: 0 when all have the same, (n − 1)/n when one has all. Σ (2i − n − 1)·xᵢ / (n·Σ xᵢ),
 * shares ascending, i from 1. Null of nothing. It says little where anyone can split a holding among many
 * names.
 */
export function gini(shares: readonly bigint[]): number | null {
  const total = sumOf(shares);
  if (total === 0n) return null;
  const n = BigInt(shares.length);
  const ascending = shares.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const weighted = ascending.reduce(
    (sum, share, index) => sum + (2n * BigInt(index + 1) - n - 1n) * share,
    0n,
  );
  return Number((weighted * 1_000_000_000_000n) / (n * total)) / 1e12;
}

/** How many blocks each actor proposed, the most first; of equals, by name. */
export function blocksByProposer(
  trace: Trace,
): readonly { readonly proposer: string; readonly blocks: bigint }[] {
  const blocks = new Map<string, bigint>();
  for (const event of trace.events)
    if (event.kind === 'block-proposed') blocks.set(event.actor, (blocks.get(event.actor) ?? 0n) + 1n);
  return [...blocks]
    .map(([proposer, count]) => ({ proposer, blocks: count }))
    .sort((a, b) => Number(b.blocks - a.blocks) || (a.proposer < b.proposer ? -1 : 1));
}

function sumOf(shares: readonly bigint[]): bigint {
  let total = 0n;
  for (const share of shares) {
    if (share < 0n) throw new RangeError(`A share is not below zero: ${share}.`);
    total += share;
  }
  return total;
}
