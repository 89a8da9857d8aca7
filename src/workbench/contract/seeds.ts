/** Which seeds a run uses: the lab's own, then a fresh one and one derived from it. */

/** Seeds are whole numbers from 0 to 2^32 - 1, so that they are short in a link. */
export const isSeed = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;

/** A second seed that follows from the first (a xorshift step), so that naming one names both. */
function derived(seed: number): number {
  let x = (seed ^ 0x9e37_79b9) >>> 0;
  x ^= (x << 13) >>> 0;
  x ^= x >>> 17;
  x ^= (x << 5) >>> 0;
  return x >>> 0;
}

/** The seeds of a run whose fresh seed is `fresh`; each once, the lab's first. */
export const seedsOfRun = (labSeeds: readonly number[], fresh: number): readonly number[] => [
  ...new Set([...labSeeds, fresh, derived(fresh)]),
];

/** `count` further seeds that follow from `from`, for gradings on many. */
export function moreSeeds(from: number, count: number): readonly number[] {
  const seeds: number[] = [];
  for (let seed = from; seeds.length < count;) {
    seed = derived(seed + seeds.length);
    seeds.push(seed);
  }
  return seeds;
}
