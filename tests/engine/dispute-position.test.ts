/** Positions of the dispute game, and the figures with which two rollups are deployed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ARBITRUM_ONE,
  alphabetStateBefore,
  alphabetStep,
  attackPosition,
  blocksToMs,
  defendPosition,
  depthOf,
  gamePosition,
  indexAtDepth,
  longestGame,
  MAINNET_DISPUTE,
  positionAfter,
  positionAt,
  relativePosition,
  requiredBond,
  ROOT_POSITION,
  traceAncestor,
  traceAncestorWithin,
  traceIndex,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const DAY = 86_400_000;
/** Positions that moves can reach within `maxDepth` levels, as lists of attacks and defences. */
const moves = (maxDepth: number) => fc.array(fc.boolean(), { maxLength: maxDepth });
const play = (attacks: readonly boolean[]) =>
  attacks.reduce((at, isAttack) => positionAfter(at, at === ROOT_POSITION || isAttack), ROOT_POSITION);

describe('positions', () => {
  test('a claim at 6 is attacked at 12, and one at 4 defended at 10, as the specification draws it', () => {
    expect(attackPosition(gamePosition(6n))).toBe(12n);
    expect(defendPosition(gamePosition(4n))).toBe(10n);
  });

  test('depth and index make the position again', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 1n << 74n), (index) => {
        const position = gamePosition(index);
        expect(positionAt(depthOf(position), indexAtDepth(position))).toBe(position);
      }),
      { numRuns: runs() },
    );
  });

  test('an attack commits to less than the claim, a defence to more', () => {
    fc.assert(
      fc.property(moves(60), (attacks) => {
        const at = play(attacks);
        const index = traceIndex(at, 73);
        expect(traceIndex(attackPosition(at), 73) < index).toBe(true);
        if (at !== ROOT_POSITION) expect(traceIndex(defendPosition(at), 73) > index).toBe(true);
      }),
      { numRuns: runs() },
    );
  });

  test('moves lead to even places only, one level deeper each', () => {
    fc.assert(
      fc.property(moves(73), (attacks) => {
        const at = play(attacks);
        expect(depthOf(at)).toBe(attacks.length);
        if (attacks.length > 0) expect(indexAtDepth(at) % 2n).toBe(0n);
      }),
      { numRuns: runs() },
    );
  });

  test('the neighbours of a leaf stand on the path above it, or the trace begins there', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 40 }), (attacks) => {
        const path = attacks.map((_, count) => play(attacks.slice(0, count)));
        const leaf = play(attacks);
        expect(path).toContain(traceAncestor(gamePosition(leaf + 1n)));
        if (indexAtDepth(leaf) > 0n) expect(path).toContain(traceAncestor(gamePosition(leaf - 1n)));
      }),
      { numRuns: runs() },
    );
  });

  test('a trace ancestor commits to the same index, is highest, and stays within its subtree when told', () => {
    fc.assert(
      fc.property(fc.bigInt(16n, 1n << 40n), (index) => {
        const position = gamePosition(index);
        const ancestor = traceAncestor(position);
        expect(traceIndex(ancestor, 50)).toBe(traceIndex(position, 50));
        expect(ancestor === ROOT_POSITION || ancestor % 2n === 0n).toBe(true);
        const within = traceAncestorWithin(position, 4);
        expect(depthOf(within)).toBeGreaterThanOrEqual(4);
        expect(traceIndex(within, 50)).toBe(traceIndex(position, 50));
      }),
      { numRuns: runs() },
    );
  });

  test('what lies outside the tree is refused', () => {
    expect(() => gamePosition(0n)).toThrow(RangeError);
    expect(() => positionAt(3, 8n)).toThrow(RangeError);
    expect(() => traceIndex(gamePosition(8n), 2)).toThrow(RangeError);
    expect(() => traceAncestorWithin(gamePosition(2n), 2)).toThrow(RangeError);
    expect(relativePosition(gamePosition(3n), 2)).toMatchObject({
      rejection: { code: 'position-above-ancestor' },
    });
  });
});

describe('the alphabet', () => {
  test('each state is one step after the one before it', () => {
    const trace = { startingBlock: 3n, depth: 4 };
    for (let index = 0n; index < 16n; index += 1n) {
      const [before, after] = [index, index + 1n].map((at) => alphabetStateBefore(trace, at));
      if (before?.ok !== true || after?.ok !== true) throw new Error('The trace ends early.');
      expect(alphabetStep(3n, before.value)).toEqual(after.value);
    }
    expect(alphabetStateBefore(trace, 17n).ok).toBe(false);
  });
});

describe('deployed figures', () => {
  test('a game on mainnet is over within 16.25 days, and one that nobody disputes in 3.5', () => {
    expect(longestGame(MAINNET_DISPUTE) / DAY).toBe(7 + (74 * 3) / 24);
    expect(MAINNET_DISPUTE.maxClockDuration / DAY).toBe(3.5);
  });

  test('bonds grow from 0.08 ether to about 60 at depth 73, as the formula has it', () => {
    expect(requiredBond(MAINNET_DISPUTE, 0)).toBe(80_000_000_000_000_000n);
    const deepest = requiredBond(MAINNET_DISPUTE, 73);
    // 400,000 gas become 300 million over 73 levels; the published multiplier is rounded to five digits.
    expect(deepest > 59_900_000_000_000_000_000n && deepest < 60_100_000_000_000_000_000n).toBe(true);
  });

  test("Arbitrum's period of 45,818 blocks is about 6.4 days", () => {
    expect(blocksToMs(ARBITRUM_ONE.confirmPeriodBlocks) / DAY).toBeCloseTo(6.3636, 4);
  });
});
