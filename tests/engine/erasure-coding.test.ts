/** Erasure coding: any half of a codeword brings it back, less does not, and what belongs to no codeword is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BLS_SCALARS,
  createRandom,
  extendData,
  extendSquare,
  recoverData,
  recoverSquare,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const RUNS = { numRuns: runs() };
const scalar = fc.bigInt({ min: 0n, max: BLS_SCALARS.modulus - 1n });
const data = fc
  .integer({ min: 0, max: 5 })
  .chain((bits) => fc.array(scalar, { minLength: 2 ** bits, maxLength: 2 ** bits }));
const codeOf = (result: ReturnType<typeof recoverData>): string => (result.ok ? 'ok' : result.rejection.code);

/** `list` without `count` of its items, which chance chooses. */
const without = <T>(list: readonly T[], count: number, seed: number): (T | null)[] => {
  const gone = new Set(
    createRandom(seed, 'holes')
      .shuffle(list.map((_, index) => index))
      .slice(0, count),
  );
  return list.map((item, index) => (gone.has(index) ? null : item));
};

describe('a story: a message survives the loss of half of it', () => {
  const message = [72n, 101n, 108n, 112n];
  const codeword = extendData(message);

  test('the message stands in front of its codeword as it is', () => {
    expect(codeword.length).toBe(8);
    expect(codeword.slice(0, 4)).toEqual(message);
  });

  test('all four numbers of the message are lost, and come back from the other four', () => {
    const kept = codeword.map((share, index) => (index < 4 ? null : share));
    expect(recoverData(kept)).toEqual({ ok: true, value: codeword });
  });

  test('a fifth loss is one too many, and the refusal says how many are there', () => {
    const result = recoverData(codeword.map((share, index) => (index < 5 ? null : share)));
    expect(result).toMatchObject({
      ok: false,
      rejection: { code: 'too-few-shares', received: 3, expected: 4 },
    });
  });

  test('a share that somebody changed shows itself as soon as one more than half is there', () => {
    const changed = codeword.map((share, index) => (index === 6 ? share + 1n : index < 3 ? null : share));
    expect(codeOf(recoverData(changed))).toBe('inconsistent-shares');
    // With just half there is always a codeword through them: the code corrects losses, not lies.
    const half = changed.map((share, index) => (index === 3 ? null : share));
    expect(codeOf(recoverData(half))).toBe('ok');
  });
});

describe('one codeword', () => {
  test('recover(extend(x)) = x from any half', () => {
    fc.assert(
      fc.property(data, fc.nat(), (list, seed) => {
        const codeword = extendData(list);
        expect(recoverData(without(codeword, list.length, seed))).toEqual({ ok: true, value: codeword });
      }),
      RUNS,
    );
  });

  test('and from any number above half, but from none below', () => {
    fc.assert(
      fc.property(data, fc.nat(), fc.nat(), (list, seed, some) => {
        const codeword = extendData(list);
        const lost = some % (list.length + 1);
        expect(recoverData(without(codeword, lost, seed))).toEqual({ ok: true, value: codeword });
        expect(codeOf(recoverData(without(codeword, list.length + 1 + (some % list.length), seed)))).toBe(
          'too-few-shares',
        );
      }),
      RUNS,
    );
  });

  test('one changed share among more than half is always refused', () => {
    fc.assert(
      fc.property(data, fc.nat(), fc.nat(), fc.bigInt({ min: 1n, max: 1000n }), (list, seed, at, by) => {
        const shares = without(extendData(list), list.length - 1, seed);
        const known = shares.flatMap((share, index) => (share === null ? [] : [index]));
        const changed = known[at % known.length] ?? 0;
        shares[changed] = BLS_SCALARS.add(shares[changed] ?? 0n, by);
        expect(codeOf(recoverData(shares))).toBe('inconsistent-shares');
      }),
      RUNS,
    );
  });

  test('refuses the modulus, a negative share, and lengths that no codeword has', () => {
    expect(codeOf(recoverData([BLS_SCALARS.modulus, null]))).toBe('share-out-of-range');
    expect(codeOf(recoverData([BLS_SCALARS.modulus - 1n, null]))).toBe('ok');
    expect(codeOf(recoverData([-1n, null]))).toBe('share-out-of-range');
    for (const length of [0, 1, 3, 6])
      expect(codeOf(recoverData(Array.from({ length }, () => 0n)))).toBe('codeword-length');
    expect(() => extendData([1n, 2n, 3n])).toThrow(RangeError);
  });
});

describe('a square', () => {
  const k = 4;
  const square = extendSquare(
    Array.from({ length: k }, (_, row) =>
      Array.from({ length: k }, (_, column) => BigInt(10 * row + column)),
    ),
  );
  const hide = (rows: number, columns: number) =>
    square.map((row, at) => row.map((share, column) => (at < rows && column < columns ? null : share)));

  test('every row and every column is a codeword', () => {
    expect(square.length).toBe(2 * k);
    for (let index = 0; index < 2 * k; index += 1) {
      const column = square.map((row) => row[index] ?? 0n);
      expect(extendData(column.slice(0, k))).toEqual(column);
      expect(extendData(square[index]?.slice(0, k) ?? [])).toEqual(square[index]);
    }
  });

  test('(k + 1)² shares in as many rows and columns hide it; one less, and it comes back', () => {
    expect(recoverSquare(hide(k + 1, k + 1))).toMatchObject({
      ok: false,
      rejection: { code: 'not-recoverable', received: (k + 1) ** 2 },
    });
    const oneBack = hide(k + 1, k + 1).map((row, at) =>
      row.map((share, column) => (at === 0 && column === 0 ? (square[0]?.[0] ?? null) : share)),
    );
    expect(recoverSquare(oneBack)).toEqual({ ok: true, value: square });
  });

  test('whole rows and columns may be gone, up to half', () => {
    expect(recoverSquare(hide(k, 2 * k))).toEqual({ ok: true, value: square });
    expect(recoverSquare(hide(2 * k, k))).toEqual({ ok: true, value: square });
  });

  test('fewer than (k + 1)² lost shares never hide it, wherever they lie', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: (k + 1) ** 2 - 1 }), (seed, lost) => {
        const known = without(square.flat(), lost, seed);
        const rows = square.map((row, at) => known.slice(at * row.length, (at + 1) * row.length));
        expect(recoverSquare(rows)).toEqual({ ok: true, value: square });
      }),
      RUNS,
    );
  });

  test('a changed share is refused, and so is what is no square', () => {
    const wrong = square.map((row, at) =>
      row.map((share, column) => (at === 1 && column === 6 ? share + 1n : share)),
    );
    expect(recoverSquare(wrong.map((row, at) => (at === 0 ? row.map(() => null) : row)))).toMatchObject({
      rejection: { code: 'inconsistent-shares' },
    });
    expect(recoverSquare([[1n, 2n]])).toMatchObject({ rejection: { code: 'square-shape' } });
    expect(recoverSquare([])).toMatchObject({ rejection: { code: 'square-shape' } });
    expect(() => extendSquare([[1n, 2n]])).toThrow(RangeError);
  });
});
