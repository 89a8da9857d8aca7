/** KZG commitments: what is committed can be proven at any point and in any cell, and nothing else can. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blobChallenge,
  BLS_SCALARS,
  bytesToHex,
  cellCount,
  cellsOf,
  commitToBlob,
  concatBytes,
  createRandom,
  encodeBlob,
  hexToBytes,
  insecureSetup,
  packBlob,
  pointEvaluation,
  proveBlob,
  proveCell,
  provePoint,
  readTrustedSetup,
  recoverCells,
  unpackBlob,
  utf8,
  verifyBlob,
  verifyCells,
  verifyPoint,
  versionedHash,
  type CellClaims,
  type DataBlob,
  type PointClaim,
  type Result,
} from '../../src/engine/index.ts';
import { blsPointToBytes, G1_GENERATOR, multiplyG1 } from '../../src/engine/foundation/bls12-381.ts';
import { reverseBits } from '../../src/engine/foundation/polynomial.ts';

const RUNS = { numRuns: 200 };
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
const field = BLS_SCALARS;
const { setup, secret } = insecureSetup(4844, 16, 2);
const scalar = fc.bigInt({ min: 0n, max: field.modulus - 1n });
const blobs = fc.array(scalar, { minLength: 16, maxLength: 16 });

const random = createRandom(1, 'kzg-test');
const blob: DataBlob = Array.from({ length: 16 }, () => random.bigint(field.modulus));
const commitment = commitToBlob(blob, setup);
const claimAt = (z: bigint, of: DataBlob = blob): PointClaim => {
  const { y, proof } = provePoint(of, z, setup);
  return { commitment: commitToBlob(of, setup), z: field.encode(z), y: field.encode(y), proof };
};
const plusOne = (data: Uint8Array): Uint8Array => field.encode(field.add(field.decode(data) ?? 0n, 1n));

/** x = 4 lies on the curve, and on no point of the subgroup; x = 1 on no point at all. */
const point = (x: number): Uint8Array => {
  const data = new Uint8Array(48);
  [data[0], data[47]] = [0x80, x];
  return data;
};
/** The generator with its x written with the field's modulus added, or with the flag of compression taken away. */
const unreduced = hexToBytes(
  (
    (0x80n << 376n) |
    (1n + 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn)
  )
    .toString(16)
    .padStart(96, '0'),
);
const uncompressed = blsPointToBytes(G1_GENERATOR).map((byte, index) => (index === 0 ? byte & 0x7f : byte));
const infinityAndMore = hexToBytes(`c0${'00'.repeat(46)}01`);
const MALFORMED = [
  point(1),
  point(4),
  unreduced,
  uncompressed,
  infinityAndMore,
  new Uint8Array(48),
  new Uint8Array(0),
];

describe('a story: a rollup posts its data and proves a piece of it', () => {
  const posted = packBlob(utf8('alice pays bob 5; bob pays carol 2; carol pays dave 1'), 16);
  const data = posted.ok ? posted.value : [];
  const name = versionedHash(commitToBlob(data, setup));

  test('48 bytes commit to the blob, and a hash of them names it', () => {
    expect(commitToBlob(data, setup).length).toBe(48);
    expect(name).toMatch(/^0x01[0-9a-f]{62}$/);
  });

  test('a contract that sees only the name is shown the value at a point', () => {
    const claim = claimAt(123_456_789n, data);
    const call = concatBytes(hexToBytes(name), claim.z, claim.y, claim.commitment, claim.proof);
    const answer = pointEvaluation(call, setup);
    expect(answer.ok && bytesToHex(answer.value)).toBe(
      `0x${(16).toString(16).padStart(64, '0')}${field.modulus.toString(16)}`,
    );
  });

  test('half of the cells are lost, and the content comes back from the others, each of which proves itself', () => {
    const kept = Array.from({ length: cellCount(setup) }, (_, index) => index).filter(
      (index) => index % 2 === 1,
    );
    const cells = kept.map((index) => cellsOf(data, setup)[index] as Uint8Array);
    const proofs = kept.map((index) => proveCell(data, index, setup));
    const commitments = kept.map(() => commitToBlob(data, setup));
    expect(codeOf(verifyCells({ commitments, indices: kept, cells, proofs }, setup))).toBe('ok');
    const recovered = recoverCells(kept, cells, setup);
    expect(recovered).toEqual({ ok: true, value: cellsOf(data, setup) });
    expect(unpackBlob(data)).toMatchObject({ ok: true });
  });

  test('who knows the secret of the setup proves whatever he likes: so nobody may', () => {
    // proof = (f(τ) − y) / (τ − z), for a y that is not the blob's.
    const [z, y] = [5n, 1_000_000n];
    const tau = claimAt(secret, data).y;
    const lie = field.multiply(
      field.subtract(field.decode(tau) ?? 0n, y),
      field.inverse(field.subtract(secret, z)),
    );
    const proof = blsPointToBytes(multiplyG1(G1_GENERATOR, lie));
    const claim = { commitment: commitToBlob(data, setup), z: field.encode(z), y: field.encode(y), proof };
    expect(claimAt(z, data).y).not.toEqual(claim.y);
    expect(codeOf(verifyPoint(claim, setup))).toBe('ok');
  });
});

describe('commitments', () => {
  test('to a constant are that many generators under any setup, as published for the number 2', () => {
    const two =
      '0xa572cbea904d67468808c8eb50a9450c9721db309128012543902d0ac358a62ae28f75bb8f1c7c42c39a8c5529bf0f4e';
    expect(bytesToHex(commitToBlob(Array<bigint>(16).fill(2n), setup))).toBe(two);
    expect(bytesToHex(commitToBlob(Array<bigint>(16).fill(0n), setup))).toBe(`0xc0${'00'.repeat(47)}`);
  });

  test('are the polynomial at the secret', () => {
    const { y } = provePoint(blob, secret, setup);
    expect(commitment).toEqual(blsPointToBytes(multiplyG1(G1_GENERATOR, y)));
  });

  test('are of blobs of the setup’s size only', () => {
    expect(() => commitToBlob(blob.slice(1), setup)).toThrow(RangeError);
    expect(() => provePoint([...blob, ...blob], 1n, setup)).toThrow(RangeError);
  });
});

describe('point proofs', () => {
  test('hold for every blob at every point, on the domain too, and for no other value', () => {
    const onDomain = fc
      .integer({ min: 0, max: 15 })
      .map((power) => field.power(field.rootOfUnity(16), BigInt(power)));
    fc.assert(
      fc.property(blobs, fc.oneof(scalar, onDomain), (of, z) => {
        const claim = claimAt(z, of);
        expect(codeOf(verifyPoint(claim, setup))).toBe('ok');
        expect(codeOf(verifyPoint({ ...claim, y: plusOne(claim.y) }, setup))).toBe('wrong-proof');
      }),
      RUNS,
    );
  });

  test('on the domain give the blob’s own scalars', () => {
    blob.forEach((value, index) => {
      const z = field.power(field.rootOfUnity(16), BigInt(reverseBits(index, 16)));
      expect(provePoint(blob, z, setup).y).toBe(value);
    });
  });

  test('forged ones are refused: another point, another commitment, any other proof', () => {
    const claim = claimAt(7n);
    const other = commitToBlob([...blob].reverse(), setup);
    expect(codeOf(verifyPoint({ ...claim, z: plusOne(claim.z) }, setup))).toBe('wrong-proof');
    expect(codeOf(verifyPoint({ ...claim, commitment: other }, setup))).toBe('wrong-proof');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: field.modulus - 1n }), (multiple) => {
        const proof = blsPointToBytes(multiplyG1(G1_GENERATOR, multiple));
        expect(codeOf(verifyPoint({ ...claim, proof }, setup))).toBe('wrong-proof');
      }),
      RUNS,
    );
  });

  test('what is no point or no scalar is refused as that', () => {
    const claim = claimAt(7n);
    for (const data of MALFORMED) {
      expect(codeOf(verifyPoint({ ...claim, commitment: data }, setup))).toBe('invalid-point');
      expect(codeOf(verifyPoint({ ...claim, proof: data }, setup))).toBe('invalid-point');
    }
    const modulus = hexToBytes(field.modulus.toString(16));
    for (const data of [modulus, claim.z.subarray(1), concatBytes(claim.z, Uint8Array.of(0))]) {
      expect(codeOf(verifyPoint({ ...claim, z: data }, setup))).toBe('invalid-scalar');
      expect(codeOf(verifyPoint({ ...claim, y: data }, setup))).toBe('invalid-scalar');
    }
  });

  test('whatever bytes stand for a proof, it is refused and nothing breaks', () => {
    const claim = claimAt(7n);
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ minLength: 48, maxLength: 48 })),
        (proof) => {
          expect(['invalid-point', 'wrong-proof']).toContain(codeOf(verifyPoint({ ...claim, proof }, setup)));
        },
      ),
      RUNS,
    );
  });
});

describe('whole blobs', () => {
  test('are checked against their commitment at a point that hangs on both', () => {
    const proof = proveBlob(blob, commitment, setup);
    expect(codeOf(verifyBlob(blob, commitment, proof, setup))).toBe('ok');
    const changed = blob.map((value, index) => (index === 3 ? field.add(value, 1n) : value));
    expect(codeOf(verifyBlob(changed, commitment, proof, setup))).toBe('wrong-proof');
    expect(codeOf(verifyBlob(blob, commitToBlob(changed, setup), proof, setup))).toBe('wrong-proof');
    expect(blobChallenge(blob, commitment)).not.toBe(blobChallenge(changed, commitment));
  });
});

describe('the point evaluation contract', () => {
  const claim = claimAt(99n);
  const name = hexToBytes(versionedHash(commitment));
  const call = concatBytes(name, claim.z, claim.y, claim.commitment, claim.proof);

  test('refuses another length, another name, and another value', () => {
    expect(codeOf(pointEvaluation(call, setup))).toBe('ok');
    expect(codeOf(pointEvaluation(call.subarray(1), setup))).toBe('input-length');
    expect(codeOf(pointEvaluation(concatBytes(call, Uint8Array.of(0)), setup))).toBe('input-length');
    for (const [at, code] of [
      [0, 'wrong-versioned-hash'],
      [31, 'wrong-versioned-hash'],
      [95, 'wrong-proof'],
    ] as const) {
      const changed = call.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(codeOf(pointEvaluation(changed, setup))).toBe(code);
    }
  });
});

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
