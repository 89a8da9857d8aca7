/** Who may build the next block: work, its targets, and the stake draw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  drawProposer,
  frontierDifficulty,
  headerId,
  homesteadDifficulty,
  meetsTarget,
  mine,
  ms,
  retarget,
  slot,
  targetOf,
  type BitcoinHeader,
  type Hash,
  type RetargetWindow,
  type Validator,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const hash = (digit: string): Hash => `0x${digit.repeat(64)}` as Hash;

describe("retargeting is Bitcoin's", () => {
  const window: RetargetWindow = {
    target: targetOf(0x1d00ffff),
    firstTimestamp: ms(0),
    lastTimestamp: ms(2016 * 600_000),
    blocks: 2016,
    intervalMs: ms(600_000),
    maxTarget: targetOf(0x1d00ffff),
  };
  const hard = { ...window, target: window.target / 1000n };

  test('the first change of all, at block 32,256: from bits 1d00ffff to 1d00d86a', () => {
    // Timestamps of blocks 30,240 and 32,255, seconds (Bitcoin Core, src/test/pow_tests.cpp, get_next_work).
    const taken = { firstTimestamp: ms(1_261_130_161_000), lastTimestamp: ms(1_262_152_739_000) };
    const next = retarget({ ...window, ...taken });
    expect(next >= targetOf(0x1d00d86a) && next < targetOf(0x1d00d86b)).toBe(true);
  });

  test('a window on time keeps its target', () => {
    expect(retarget(hard)).toBe(hard.target);
  });

  test('no window changes it by more than four times, up or down', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (taken) => {
        const next = retarget({ ...hard, lastTimestamp: ms(taken) });
        expect(next >= hard.target / 4n && next <= hard.target * 4n).toBe(true);
      }),
    );
    expect(retarget({ ...hard, lastTimestamp: ms(1) })).toBe(hard.target / 4n);
    expect(retarget({ ...hard, lastTimestamp: ms(10 ** 12) })).toBe(hard.target * 4n);
  });

  test('the target never passes the easiest', () => {
    expect(retarget({ ...window, lastTimestamp: ms(10 ** 12) })).toBe(window.maxTarget);
  });

  test('slower blocks never make it harder', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 10), fc.nat(10 ** 10), (a, b) => {
        const [fast, slow] = [Math.min(a, b), Math.max(a, b)].map((taken) =>
          retarget({ ...hard, lastTimestamp: ms(taken) }),
        );
        expect((fast ?? 0n) <= (slow ?? 0n)).toBe(true);
      }),
    );
  });

  test('a window without blocks is a mistake', () => {
    expect(() => retarget({ ...window, blocks: 0 })).toThrow(RangeError);
  });
});

describe('proof of work', () => {
  // Bitcoin's first block, 3 January 2009.
  const genesis: BitcoinHeader = {
    version: 1,
    prevId: hash('0'),
    merkleRoot: '0x4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b' as Hash,
    timestamp: 1_231_006_505,
    bits: 0x1d00ffff,
    nonce: 2_083_236_893,
  };

  test("finds Satoshi's nonce, and nothing in the thousand before it", () => {
    expect(mine(genesis, { from: genesis.nonce - 1000, tries: 1000 })).toBeNull();
    expect(mine(genesis, { from: genesis.nonce - 1000, tries: 1001 })).toEqual({
      nonce: genesis.nonce,
      hashes: 1001,
    });
  });

  test('a found nonce meets the target and no earlier one of the range does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (timestamp) => {
        const header = { ...genesis, timestamp, bits: 0x2007ffff };
        const found = mine(header, { from: 5, tries: 5000 });
        const target = targetOf(header.bits);
        if (!found) throw new Error('5,000 tries at 32 hashes a block find nothing once in 10^68 times.');
        for (let nonce = 5; nonce <= found.nonce; nonce++)
          expect(meetsTarget(headerId({ ...header, nonce }), target)).toBe(nonce === found.nonce);
        expect(found.hashes).toBe(found.nonce - 4);
      }),
      { numRuns: runs(20) },
    );
  });

  test('a hash equal to the target meets it, one more does not', () => {
    expect(meetsTarget(hash('1'), BigInt(hash('1')))).toBe(true);
    expect(meetsTarget(hash('1'), BigInt(hash('1')) - 1n)).toBe(false);
  });

  test('the search ends at the last nonce of 32 bits', () => {
    expect(mine(genesis, { from: 2 ** 32 - 2, tries: 1000 })).toBeNull();
    expect(() => mine(genesis, { from: -1, tries: 1 })).toThrow(RangeError);
  });
});

describe("Ethereum's difficulty", () => {
  const parent = { parentDifficulty: 10_000_000n, parentTimestamp: 1000n, number: 1n };

  test('Frontier steps up below 13 seconds and down from there', () => {
    expect(frontierDifficulty({ ...parent, timestamp: 1012n })).toBe(10_000_000n + 4882n);
    expect(frontierDifficulty({ ...parent, timestamp: 1013n })).toBe(10_000_000n - 4882n);
  });

  test('Homestead weighs how late a block was, at most 99 steps', () => {
    expect(homesteadDifficulty({ ...parent, timestamp: 1010n })).toBe(10_000_000n);
    expect(homesteadDifficulty({ ...parent, timestamp: 1020n })).toBe(10_000_000n - 4882n);
    expect(homesteadDifficulty({ ...parent, timestamp: 9000n })).toBe(10_000_000n - 99n * 4882n);
  });

  test('the bomb begins at block 200,000 and doubles every 100,000', () => {
    const at = (number: bigint): bigint =>
      homesteadDifficulty({ ...parent, timestamp: 1010n, number }) - 10_000_000n;
    expect([199_999n, 200_000n, 300_000n, 1_000_000n].map(at)).toEqual([0n, 1n, 2n, 256n]);
  });

  test('nothing is easier than the minimum', () => {
    expect(frontierDifficulty({ ...parent, parentDifficulty: 131_072n, timestamp: 2000n })).toBe(131_072n);
  });
});

describe('the stake draw is fair', () => {
  const beacon = hash('7');
  const stakes = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 20 })
    .filter((all) => all.some((stake) => stake > 0n));
  const listed = (all: readonly bigint[]): Validator[] => all.map((stake, id) => ({ id, stake }));

  test('only someone with stake is drawn', () => {
    fc.assert(
      fc.property(stakes, fc.nat(), (all, turn) => {
        const drawn = drawProposer(listed(all), beacon, slot(turn));
        expect(all[drawn]).toBeGreaterThan(0n);
      }),
    );
  });

  test('splitting a stake among several ids changes nobody’s luck, in any slot', () => {
    fc.assert(
      fc.property(stakes, fc.nat(), fc.nat(), fc.nat(100), (all, turn, at, percent) => {
        const whole = listed(all);
        const place = at % all.length;
        const { stake } = whole[place] as Validator;
        const part = (stake * BigInt(percent)) / 100n;
        const split = whole.toSpliced(
          place,
          1,
          { id: place, stake: part },
          { id: 1000, stake: stake - part },
        );
        const drawn = drawProposer(split, beacon, slot(turn));
        expect(drawn === 1000 ? place : drawn).toBe(drawProposer(whole, beacon, slot(turn)));
      }),
    );
  });

  test('two equal stakes of the smallest unit come up equally often', () => {
    const two = listed([1n, 1n]);
    const drawn = Array.from({ length: 1000 }, (_, turn) => drawProposer(two, beacon, slot(turn)));
    // Binomial: 500 ± 4 × √250 = 63.
    expect(Math.abs(drawn.filter((id) => id === 0).length - 500)).toBeLessThan(64);
  });

  test('another beacon or slot is another draw', () => {
    const many = listed(Array.from({ length: 100 }, () => 1n));
    const draws = (of: Hash): number[] =>
      Array.from({ length: 20 }, (_, turn) => drawProposer(many, of, slot(turn)));
    expect(draws(beacon)).toEqual(draws(beacon));
    expect(draws(beacon)).not.toEqual(draws(hash('8')));
    expect(new Set(draws(beacon)).size).toBeGreaterThan(10);
  });

  test('without stake, or with one below zero, there is no draw', () => {
    expect(() => drawProposer([], beacon, slot(0))).toThrow(RangeError);
    expect(() => drawProposer(listed([0n]), beacon, slot(0))).toThrow(RangeError);
    expect(() => drawProposer(listed([5n, -1n]), beacon, slot(0))).toThrow(RangeError);
  });
});
