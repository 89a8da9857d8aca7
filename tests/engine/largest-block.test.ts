/** The largest block in time: the bisection against a plain walk, and against a network of nodes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, ms } from '../../src/engine/foundation/units.ts';
import { largestBlock } from '../../src/engine/layer1/scaling/largest-block.ts';
import { runGossip } from '../../src/engine/scenarios/gossip.ts';

describe('the largest block in time', () => {
  test('is what a walk through all sizes finds, for any times that never fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 1500 }),
        (rises, within) => {
          const times = rises.map((_, last) => rises.slice(0, last + 1).reduce((sum, rise) => sum + rise, 0));
          let asked = 0;
          const found = largestBlock(
            (size) => {
              asked += 1;
              return ms(times[size / 10 - 1] ?? expect.fail(`${size} is no size to ask about.`));
            },
            { withinMs: ms(within), step: bytes(10), most: bytes(10 * times.length) },
          );
          expect(found).toBe(10 * times.filter((time) => time <= within).length);
          expect(asked).toBeLessThanOrEqual(Math.ceil(Math.log2(times.length + 1)));
        },
      ),
    );
  });

  test('of a network arrives in time, and one step more does not', () => {
    const reach = (blockBytes: ReturnType<typeof bytes>) =>
      ms(runGossip({ seed: 3, blockBytes, bandwidth: 62_500, blocks: 2 }).ninetiethMs);
    const limit = { withinMs: ms(600_000), step: bytes(50_000), most: bytes(16_000_000) };
    const size = largestBlock(reach, limit);
    expect(reach(size)).toBeLessThanOrEqual(limit.withinMs);
    expect(reach(bytes(size + limit.step))).toBeGreaterThan(limit.withinMs);
  });

  test('cannot be asked for without a step', () => {
    expect(() => largestBlock(() => ms(1), { withinMs: ms(1), step: bytes(0), most: bytes(5) })).toThrow(
      RangeError,
    );
  });
});
