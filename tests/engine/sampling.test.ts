/** Sampling: a proposer that hides enough to matter is noticed as often as the closed forms say. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  binomialBounds,
  checkSamples,
  columnsOfGroup,
  columnsToRecover,
  createRandom,
  custodyGroups,
  custodyOfValidators,
  drawSamples,
  drawWithReplacement,
  log10WithholdingBound,
  missInColumns,
  missInSquare,
  missWithReplacement,
  PEER_DAS,
  runWithholding,
  sampledColumns,
  samplesFor,
  type WithholdingSettings,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };

/** How many of the nodes of many runs were convinced. */
function convinced(
  settings: Omit<WithholdingSettings, 'seed'>,
  runs: number,
): { hits: number; draws: number } {
  let [hits, draws] = [0, 0];
  for (let seed = 0; seed < runs; seed += 1) {
    const run = runWithholding({ ...settings, seed });
    hits += run.convinced;
    draws += run.nodes;
  }
  return { hits, draws };
}

/**
 * A node's draws are fair and its own, whatever is hidden, so that the convinced are binomially distributed; 4 standard
 * deviations, which a fair run leaves once in 16,000.
 */
function expectRate({ hits, draws }: { hits: number; draws: number }, chance: number): void {
  const { least, most } = binomialBounds(draws, chance);
  expect(hits).toBeGreaterThanOrEqual(least);
  expect(hits).toBeLessThanOrEqual(most);
}

describe('a story: a proposer hides a quarter of a square', () => {
  const run = runWithholding({ seed: 1, nodes: 400 });

  test('it keeps back 289 of 1,024 shares, in 17 rows and columns, and nobody can get the data back', () => {
    expect([run.shares, run.withheld]).toEqual([1024, 289]);
    expect(run.available).toBe(false);
    expect(run.recovered).toBe(false);
  });

  test('of 400 light nodes with 15 samples each a few are convinced, as many as the formula says', () => {
    expectRate({ hits: run.convinced, draws: run.nodes }, missInSquare(16, 15));
    expect(run.convinced).toBeLessThan(15);
  });

  test('each node’s samples and verdict stand in the trace', () => {
    const kinds = (kind: string): number => run.trace.events.filter((event) => event.kind === kind).length;
    expect(kinds('shares-sampled')).toBe(400);
    expect(kinds('block-received')).toBe(run.convinced);
    expect(kinds('block-rejected')).toBe(400 - run.convinced);
    expect(kinds('data-recovered')).toBe(0);
  });

  test('were one share fewer hidden, nobody would need it: what the nodes hold brings all back', () => {
    const honest = runWithholding({ seed: 1, nodes: 400, withheld: 288 });
    expect(honest.available).toBe(true);
    expect(honest.recovered).toBe(true);
    expect(honest.held).toBeLessThan(honest.shares);
    expect(honest.trace.events.at(-1)).toMatchObject({ kind: 'data-recovered', shares: 1024 });
  });
});

describe('simulation against the closed forms', () => {
  test('a withheld quarter of the square is detected at the stated rate', () => {
    for (const [k, samples] of [
      [16, 5],
      [16, 15],
      [4, 10],
    ] as const)
      expectRate(convinced({ k, samples, nodes: 500 }, 20), missInSquare(k, samples));
  });

  test('PeerDAS with 63 of 128 columns convinces as many nodes as choices of columns say', () => {
    for (const samples of [2, 4, 8])
      expectRate(convinced({ shape: 'line', samples, nodes: 1000 }, 20), missInColumns(samples).chance);
  });

  test('drawing with replacement from a line of which half and one more is hidden misses with just under 2^−s', () => {
    const [k, samples] = [64, 4];
    const chance = missWithReplacement(samples, (k + 1) / (2 * k));
    expect(chance).toBeLessThan(missWithReplacement(samples));
    expectRate(convinced({ shape: 'line', k, samples, nodes: 1000, draw: drawWithReplacement }, 20), chance);
  });

  test('a draw that always asks for the same place is fooled or not, but never by the formula', () => {
    const { hits, draws } = convinced(
      { draw: (_, samples) => Array<number>(samples).fill(0), nodes: 100 },
      20,
    );
    // In each run all or none: the rate over 20 runs is that of one share, about 72 %.
    expect(hits % 100).toBe(0);
    expect(hits / draws).toBeGreaterThan(0.3);
  });
});

describe('the closed forms', () => {
  test('different samples beat repeated ones, and more beat fewer', () => {
    for (let samples = 1; samples < 30; samples += 1) {
      expect(missInColumns(samples).chance).toBeLessThanOrEqual(missWithReplacement(samples));
      expect(missInColumns(samples + 1).chance).toBeLessThan(missInColumns(samples).chance);
      expect(missInSquare(32, samples + 1)).toBeLessThan(missInSquare(32, samples));
    }
    expect(missInColumns(64).chance).toBe(0);
    expect(missInSquare(2, 16, 1)).toBe(0);
  });

  test('a large square comes near (3/4)^s', () => {
    expect(missInSquare(4096, 15) / 0.75 ** 15).toBeCloseTo(1, 2);
  });

  test('8 samples of 128 columns are mistaken 27 times in 10,000; one in a million takes 18 of them, and 20 drawn with replacement', () => {
    expect(missInColumns(8).chance).toBeCloseTo(0.0027089, 7);
    expect(samplesFor(1e-6, (samples) => missInColumns(samples).chance)).toBe(18);
    expect(samplesFor(1e-6)).toBe(20);
    expect(samplesFor(1)).toBe(0);
    expect(() => samplesFor(0)).toThrow(RangeError);
  });

  test('fooling 2 % of 10,000 nodes at once has a chance below 10^−20, and 1 % is beyond the bound', () => {
    expect(log10WithholdingBound(0.02)).toBeCloseTo(-20.04, 2);
    expect(log10WithholdingBound(0.01)).toBe(0);
  });
});

describe('samples', () => {
  test('are different, in range, and as many as asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(), fc.nat(), (shares, some, seed) => {
        const samples = some % (shares + 1);
        const places = drawSamples(shares, samples, createRandom(seed, 'draw'));
        expect(new Set(places).size).toBe(samples);
        expect(places.every((place) => place >= 0 && place < shares)).toBe(true);
      }),
      RUNS,
    );
    expect(() => drawSamples(3, 4, createRandom(1, 'draw'))).toThrow(RangeError);
  });

  test('that do not come are named', () => {
    expect(checkSamples([3, 1, 2], (place) => place !== 1)).toMatchObject({
      rejection: { code: 'sample-missing', received: [1] },
    });
    expect(checkSamples([3, 1, 2], () => true).ok).toBe(true);
  });

  test('that are none, and more hidden than there is, end the run with a sentence', () => {
    expect(() => runWithholding({ seed: 1, draw: () => [1024] })).toThrow(/none of the 1024 shares/);
    expect(() => runWithholding({ seed: 1, draw: () => [0.5] })).toThrow(RangeError);
    expect(() => runWithholding({ seed: 1, withheld: 1025 })).toThrow(/cannot be kept back/);
    expect(() => runWithholding({ seed: 1, k: 5 })).toThrow(RangeError);
  });
});

describe('PeerDAS', () => {
  const id = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });

  test('a node’s groups follow from its id: hashes of it and of the numbers behind it', () => {
    const little = (value: bigint): Buffer =>
      Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
    const drawn = (value: bigint): number =>
      Number(createHash('sha256').update(little(value)).digest().readBigUInt64LE(0) % 128n);
    fc.assert(
      fc.property(id, (nodeId) => {
        const first = drawn(nodeId);
        expect(custodyGroups(nodeId, 1)).toEqual([first]);
        const next = drawn((nodeId + 1n) % (1n << 256n));
        if (next !== first) expect(custodyGroups(nodeId, 2)).toEqual([first, next].sort((a, b) => a - b));
      }),
      RUNS,
    );
    // The number behind the last is zero.
    expect(custodyGroups((1n << 256n) - 1n, 128).length).toBe(128);
  });

  test('they are different and ascending, and more groups keep those of fewer', () => {
    fc.assert(
      fc.property(id, fc.integer({ min: 1, max: 127 }), (nodeId, count) => {
        const [few, more] = [custodyGroups(nodeId, count), custodyGroups(nodeId, count + 1)];
        expect(few).toEqual([...new Set(few)].sort((a, b) => a - b));
        expect(few.length).toBe(count);
        expect(few.every((group) => more.includes(group))).toBe(true);
      }),
      RUNS,
    );
  });

  test('a node samples 8 columns at least, its own among them, and half of all bring the rest back', () => {
    expect(sampledColumns(5n, PEER_DAS.custody).length).toBe(8);
    expect(sampledColumns(5n, 20).length).toBe(20);
    expect(custodyGroups(5n, 4).every((column) => sampledColumns(5n, 4).includes(column))).toBe(true);
    expect(columnsToRecover()).toBe(64);
    expect(columnsOfGroup(3, { ...PEER_DAS, groups: 32 })).toEqual([3, 35, 67, 99]);
  });

  test('validators keep a group for each 32 ether, 8 at least and all at most', () => {
    const ether = 1_000_000_000n;
    expect(custodyOfValidators(32n * ether)).toBe(8);
    expect(custodyOfValidators(9n * 32n * ether - 1n)).toBe(8);
    expect(custodyOfValidators(9n * 32n * ether)).toBe(9);
    expect(custodyOfValidators(128n * 32n * ether)).toBe(128);
    expect(custodyOfValidators(10n ** 30n)).toBe(128);
  });

  test('ids, groups and counts that there are not end in a RangeError', () => {
    expect(() => custodyGroups(-1n, 1)).toThrow(RangeError);
    expect(() => custodyGroups(1n << 256n, 1)).toThrow(RangeError);
    expect(() => custodyGroups(0n, 129)).toThrow(RangeError);
    expect(() => columnsOfGroup(128)).toThrow(RangeError);
    expect(() => columnsOfGroup(-1)).toThrow(RangeError);
  });
});
