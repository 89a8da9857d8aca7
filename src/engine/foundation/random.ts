/** Chance from a seed: each actor draws from its own named stream, so that one more draw here changes nothing there. */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { utf8 } from './bytes.ts';
import { sha256 } from './hash.ts';
import { ms } from './units.ts';
import type { Ms } from './units.ts';

/** A stream of chance. Every draw moves it on; the same seed and name give the same stream everywhere. */
export interface Random {
  /** A whole number from `min` to `max`, both included, all equally likely. @throws RangeError for an empty range */
  int(min: number, max: number): number;
  /** A bigint from 0 up to, not including, `below`. @throws RangeError when `below` is not positive */
  bigint(below: bigint): bigint;
  /** True in `numerator` of `denominator` cases. */
  chance(numerator: number, denominator: number): boolean;
  /** One of `items`, all equally likely. @throws RangeError when there are none */
  pick<T>(items: readonly T[]): T;
  /** `items` in a random order, as a new array (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** A waiting time with mean `mean`, exponentially distributed and rounded to whole milliseconds; integers only. */
  exponentialMs(mean: number): Ms;
  /** A new stream named `name` under this one's name; it does not depend on how far this one has moved. */
  fork(name: string): Random;
}

/** Fractional bits of the fixed-point logarithm. */
const FRACTION = 32n;
const ONE = 1n << FRACTION;
/** ln 2 in 32 fractional bits, rounded. */
const LN_2 = 2977044472n;

/** −ln(u / 2^32) for u in 1 … 2^32, with 32 fractional bits, by squaring: one binary digit of the logarithm a step. */
function minusLog(u: bigint): bigint {
  let characteristic = 0n;
  let x = u;
  while (x < ONE >> 1n) {
    x <<= 1n;
    characteristic += 1n;
  }
  // Now 1/2 ≤ x ≤ 1; 1/x has its binary logarithm in 0 … 1.
  let y = (ONE << FRACTION) / x;
  let digits = 0n;
  for (let step = 0n; step < FRACTION; step += 1n) {
    y = (y * y) >> FRACTION;
    digits <<= 1n;
    if (y >= ONE << 1n) {
      y >>= 1n;
      digits |= 1n;
    }
  }
  return (((characteristic << FRACTION) + digits) * LN_2) >> FRACTION;
}

/**
 * The stream called `stream` of `seed` (any safe integer).
 * The generator is xoroshiro128+, its state the first 128 bits of SHA-256 over seed and name.
 */
export function createRandom(seed: number, stream = ''): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is a whole number; got ${seed}.`);
  const digest = sha256(utf8(`${seed}/${stream}`));
  const word = (at: number): number =>
    ((digest[at] as number) << 24) |
    ((digest[at + 1] as number) << 16) |
    ((digest[at + 2] as number) << 8) |
    (digest[at + 3] as number);
  const generator = xoroshiro128plusFromState([word(0), word(4), word(8), word(12)]);
  const next32 = (): number => generator.next() >>> 0;

  const random: Random = {
    int(min, max) {
      const size = max - min + 1;
      if (
        !Number.isSafeInteger(min) ||
        !Number.isSafeInteger(max) ||
        size < 1 ||
        !Number.isSafeInteger(size)
      ) {
        throw new RangeError(`There is no whole number from ${min} to ${max}.`);
      }
      if (size > 0x100000000) return min + Number(random.bigint(BigInt(size)));
      // Draws past the last full multiple of `size` are thrown away: a plain remainder would favour small results.
      const limit = 0x100000000 - (0x100000000 % size);
      let drawn = next32();
      while (drawn >= limit) drawn = next32();
      return min + (drawn % size);
    },
    bigint(below) {
      if (below <= 0n) throw new RangeError(`Nothing lies below ${below}.`);
      const bits = (below - 1n).toString(2).length;
      for (;;) {
        let drawn = 0n;
        for (let got = 0; got < bits; got += 32) drawn = (drawn << 32n) | BigInt(next32());
        drawn &= (1n << BigInt(bits)) - 1n;
        if (drawn < below) return drawn;
      }
    },
    chance(numerator, denominator) {
      return random.int(1, denominator) <= numerator;
    },
    pick(items) {
      if (items.length === 0) throw new RangeError('There is nothing to pick from.');
      return items[random.int(0, items.length - 1)] as (typeof items)[number];
    },
    shuffle(items) {
      const order = [...items];
      for (let last = order.length - 1; last > 0; last -= 1) {
        const other = random.int(0, last);
        const moved = order[last] as (typeof items)[number];
        order[last] = order[other] as (typeof items)[number];
        order[other] = moved;
      }
      return order;
    },
    exponentialMs(mean) {
      if (!Number.isSafeInteger(mean) || mean < 0)
        throw new RangeError(`A mean wait is a whole number of ms; got ${mean}.`);
      const wait = minusLog(BigInt(next32()) + 1n) * BigInt(mean);
      return ms(Number((wait + (ONE >> 1n)) >> FRACTION));
    },
    fork(name) {
      return createRandom(seed, `${stream}/${name}`);
    },
  };
  return random;
}
