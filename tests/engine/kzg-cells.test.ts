/** Cells of an extended blob and the setup behind them: each proves itself, any half brings all back, and forgeries are refused. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  cellsOf,
  commitToBlob,
  concatBytes,
  createRandom,
  encodeBlob,
  hexToBytes,
  insecureSetup,
  proveCell,
  readTrustedSetup,
  recoverCells,
  verifyCells,
  type CellClaims,
  type DataBlob,
  reverseBits,
} from '../../src/engine/index.ts';
import { blsPointToBytes, G1_GENERATOR } from '../../src/engine/foundation/bls12-381.ts';
import { blob, codeOf, commitment, field, MALFORMED, RUNS, setup } from './kzg-cases.ts';

// A pairing takes some 15 ms, and a property of 200 runs some hundreds of them.
vi.setConfig({ testTimeout: 240_000 });

describe('cells', () => {
  const all = cellsOf(blob, setup);
  const claims = (...indices: readonly number[]): CellClaims => ({
    commitments: indices.map(() => commitment),
    indices,
    cells: indices.map((index) => all[index] as Uint8Array),
    proofs: indices.map((index) => proveCell(blob, index, setup)),
  });

  test('cut the blob and its extension, the blob first', () => {
    expect(all.length).toBe(16);
    expect(concatBytes(...all.slice(0, 8))).toEqual(encodeBlob(blob));
  });

  test('prove themselves alone, all together, twice, and in any order', () => {
    for (const indices of [[0], [15], [...all.keys()], [3, 3], [9, 1, 4], []])
      expect(codeOf(verifyCells(claims(...indices), setup))).toBe('ok');
  });

  test('of several blobs are checked at once', () => {
    const other: DataBlob = [...blob].reverse();
    const mixed = claims(2, 11);
    const both: CellClaims = {
      commitments: [...mixed.commitments, commitToBlob(other, setup)],
      indices: [...mixed.indices, 2],
      cells: [...mixed.cells, cellsOf(other, setup)[2] as Uint8Array],
      proofs: [...mixed.proofs, proveCell(other, 2, setup)],
    };
    expect(codeOf(verifyCells(both, setup))).toBe('ok');
    expect(codeOf(verifyCells({ ...both, commitments: both.commitments.map(() => commitment) }, setup))).toBe(
      'wrong-proof',
    );
  });

  test('one forged among many is refused, whichever byte of it was changed', () => {
    const honest = claims(1, 6, 12);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 63 }),
        fc.integer({ min: 1, max: 255 }),
        (k, at, by) => {
          const cells = honest.cells.map((cell) => cell.slice());
          const cell = cells[k] as Uint8Array;
          cell[at] = (cell[at] ?? 0) ^ by;
          expect(['wrong-proof', 'invalid-scalar']).toContain(
            codeOf(verifyCells({ ...honest, cells }, setup)),
          );
        },
      ),
      RUNS,
    );
  });

  test('errors that would cancel out in a plain sum are refused all the same', () => {
    const [first, second] = [claims(4), claims(5)];
    const swapped = { ...claims(4, 5), proofs: [...second.proofs, ...first.proofs] };
    expect(codeOf(verifyCells(swapped, setup))).toBe('wrong-proof');
    const exchanged = { ...claims(4, 5), indices: [5, 4] };
    expect(codeOf(verifyCells(exchanged, setup))).toBe('wrong-proof');
  });

  test('what is malformed is refused as what it is', () => {
    const one = claims(0);
    const cell = one.cells[0] as Uint8Array;
    const tooLarge = cell.slice();
    tooLarge.set(hexToBytes(field.modulus.toString(16)), 32);
    const cases: readonly [Partial<CellClaims>, string][] = [
      [{ indices: [16] }, 'cell-index'],
      [{ indices: [-1] }, 'cell-index'],
      [{ indices: [0.5] }, 'cell-index'],
      [{ indices: [] }, 'claim-lists'],
      [{ proofs: [] }, 'claim-lists'],
      [{ cells: [cell, cell] }, 'claim-lists'],
      [{ cells: [cell.subarray(1)] }, 'cell-length'],
      [{ cells: [concatBytes(cell, Uint8Array.of(0))] }, 'cell-length'],
      [{ cells: [tooLarge] }, 'invalid-scalar'],
      ...MALFORMED.flatMap((data): [Partial<CellClaims>, string][] => [
        [{ commitments: [data] }, 'invalid-point'],
        [{ proofs: [data] }, 'invalid-point'],
      ]),
    ];
    for (const [change, code] of cases) expect(codeOf(verifyCells({ ...one, ...change }, setup))).toBe(code);
    expect(() => proveCell(blob, 16, setup)).toThrow(RangeError);
    expect(() => cellsOf(blob.slice(1), setup)).toThrow(RangeError);
  });

  test('recover from any half, and are refused when they are fewer, changed, doubled or out of order', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const kept = createRandom(seed, 'kept')
          .shuffle([...all.keys()])
          .slice(0, 8)
          .sort((a, b) => a - b);
        const cells = kept.map((index) => all[index] as Uint8Array);
        expect(recoverCells(kept, cells, setup)).toEqual({ ok: true, value: all });
      }),
      RUNS,
    );
    const kept = [0, 2, 4, 6, 8, 10, 12, 14];
    const cells = kept.map((index) => all[index] as Uint8Array);
    expect(codeOf(recoverCells(kept.slice(1), cells.slice(1), setup))).toBe('too-few-shares');
    expect(codeOf(recoverCells(kept, cells.slice(1), setup))).toBe('claim-lists');
    expect(codeOf(recoverCells([0, ...kept.slice(0, 7)], cells, setup))).toBe('cell-index');
    expect(codeOf(recoverCells([2, 0, ...kept.slice(2)], cells, setup))).toBe('cell-index');
    expect(codeOf(recoverCells([...kept.slice(0, 7), 16], cells, setup))).toBe('cell-index');
    expect(codeOf(recoverCells([...kept, 15], [...cells, all[14] as Uint8Array], setup))).toBe(
      'inconsistent-shares',
    );
  });
});

describe('a setup', () => {
  /** The insecure setup in the shape in which setups are published. */
  const encoded = () => ({
    lagrange: setup.lagrange.map((_, index) =>
      blsPointToBytes(setup.lagrange[reverseBits(index, 16)] ?? G1_GENERATOR),
    ),
    powers: setup.powers.map(blsPointToBytes),
    powers2: setup.powers2.map(blsPointToBytes),
  });

  test('is read from its bytes', () => {
    const read = readTrustedSetup(encoded());
    expect(read.ok && commitToBlob(blob, read.value)).toEqual(commitment);
  });

  test('with points in another order, of another number or malformed is refused', () => {
    const published = encoded();
    const other = insecureSetup(4845, 16, 2).setup;
    const refused = (change: Partial<ReturnType<typeof encoded>>): string =>
      codeOf(readTrustedSetup({ ...published, ...change }));
    expect(refused({ lagrange: setup.lagrange.map(blsPointToBytes) })).toBe('setup-inconsistent');
    expect(refused({ lagrange: other.lagrange.map(blsPointToBytes) })).toBe('setup-inconsistent');
    expect(refused({ powers2: other.powers2.map(blsPointToBytes) })).toBe('setup-inconsistent');
    expect(refused({ powers: published.powers.slice(1) })).toBe('setup-inconsistent');
    expect(refused({ lagrange: published.lagrange.slice(1) })).toBe('setup-size');
    expect(refused({ powers: published.powers.slice(0, 1) })).toBe('setup-size');
    expect(refused({ powers2: [] })).toBe('setup-size');
    for (const data of MALFORMED)
      expect(refused({ lagrange: [data, ...published.lagrange.slice(1)] })).toBe('invalid-point');
    expect(
      refused({ powers2: published.powers2.map((data, index) => (index === 1 ? data.subarray(48) : data)) }),
    ).toBe('invalid-point');
    expect(() => insecureSetup(1, 12)).toThrow(RangeError);
    expect(() => insecureSetup(1, 2, 4)).toThrow(RangeError);
  });
});
