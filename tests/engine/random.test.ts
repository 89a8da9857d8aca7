import { describe, expect, test } from 'vitest';
import { createRandom } from 'strata';

describe('chance from a seed', () => {
  test('is the same for the same seed and name, everywhere and for good', () => {
    const draws = (): readonly number[] => {
      const random = createRandom(7, 'miner');
      return Array.from({ length: 6 }, () => random.int(0, 999_999));
    };
    expect(draws()).toEqual(draws());
    expect(draws()).toEqual([463842, 491382, 762858, 472494, 290255, 695280]);
  });

  test('gives each name its own stream, which does not depend on how far another has moved', () => {
    const [a, b] = [createRandom(1), createRandom(1)];
    a.int(0, 9);
    a.int(0, 9);
    expect(a.fork('x').bigint(1n << 64n)).toBe(b.fork('x').bigint(1n << 64n));
    expect(b.fork('x').bigint(1n << 64n)).not.toBe(b.fork('y').bigint(1n << 64n));
    expect(createRandom(1).bigint(1n << 64n)).not.toBe(createRandom(2).bigint(1n << 64n));
  });

  test('spreads whole numbers evenly over the range, ends included', () => {
    const random = createRandom(3);
    const tally = new Array<number>(7).fill(0);
    for (let draw = 0; draw < 70_000; draw += 1) {
      const value = random.int(-3, 3) + 3;
      tally[value] = (tally[value] ?? 0) + 1;
    }
    // 10,000 each; five standard deviations are 5·√(70000·(1/7)(6/7)) = 463.
    for (const count of tally) expect(Math.abs(count - 10_000)).toBeLessThan(463);
  });

  test('draws bigints below a bound, evenly', () => {
    const random = createRandom(4);
    let above = 0;
    const bound = 3n << 70n;
    for (let draw = 0; draw < 9_000; draw += 1) {
      const value = random.bigint(bound);
      expect(value >= 0n && value < bound).toBe(true);
      if (value >= bound / 3n) above += 1;
    }
    // 6,000; five standard deviations are 5·√(9000·2/9) = 224.
    expect(Math.abs(above - 6_000)).toBeLessThan(224);
  });

  test('waits exponentially: mean, median and memorylessness within five standard errors', () => {
    const random = createRandom(5);
    const waits = Array.from({ length: 20_000 }, () => random.exponentialMs(10_000) as number);
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
    expect(Math.abs(mean - 10_000)).toBeLessThan((5 * 10_000) / Math.sqrt(20_000));
    const share = (of: readonly number[], beyond: number): number =>
      of.filter((wait) => wait > beyond).length / of.length;
    expect(Math.abs(share(waits, 6_931) - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 20_000));
    const late = waits.filter((wait) => wait > 10_000).map((wait) => wait - 10_000);
    expect(Math.abs(share(late, 10_000) - Math.exp(-1))).toBeLessThan(5 * Math.sqrt(0.2325 / late.length));
    for (const wait of waits) expect(Number.isSafeInteger(wait) && wait >= 0).toBe(true);
  });

  test('shuffles into every order equally often and loses nothing', () => {
    const random = createRandom(6);
    const orders = new Map<string, number>();
    for (let draw = 0; draw < 6_000; draw += 1) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    // 1,000 each; five standard deviations are 5·√(6000·5/36) = 144.
    for (const count of orders.values()) expect(Math.abs(count - 1_000)).toBeLessThan(144);
  });

  test('hits as often as the odds say', () => {
    const random = createRandom(8);
    let hits = 0;
    for (let draw = 0; draw < 10_000; draw += 1) if (random.chance(1, 4)) hits += 1;
    expect(Math.abs(hits - 2_500)).toBeLessThan(5 * Math.sqrt(10_000 * (3 / 16)));
    expect(random.chance(0, 5)).toBe(false);
    expect(random.chance(5, 5)).toBe(true);
  });

  test('refuses what has no answer', () => {
    const random = createRandom(9);
    expect(() => random.int(2, 1)).toThrow(RangeError);
    expect(() => random.bigint(0n)).toThrow(RangeError);
    expect(() => random.pick([])).toThrow(RangeError);
    expect(() => random.exponentialMs(-1)).toThrow(RangeError);
    expect(() => createRandom(0.5)).toThrow(RangeError);
  });
});
