/** KZG commitments: what is committed can be proven at any point, and nothing else can. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  blobChallenge,
  bytesToHex,
  cellCount,
  cellsOf,
  commitToBlob,
  concatBytes,
  hexToBytes,
  packBlob,
  pointEvaluation,
  proveBlob,
  proveCell,
  provePoint,
  recoverCells,
  unpackBlob,
  utf8,
  verifyBlob,
  verifyCells,
  verifyPoint,
  versionedHash,
  reverseBits,
} from '../../src/engine/index.ts';
import { blsPointToBytes, G1_GENERATOR, multiplyG1 } from '../../src/engine/foundation/bls12-381.ts';
import {
  codeOf,
  field,
  setup,
  secret,
  scalar,
  blobs,
  blob,
  commitment,
  claimAt,
  plusOne,
  MALFORMED,
  RUNS,
} from './kzg-cases.ts';

// A pairing takes some 15 ms, and a property of 200 runs some hundreds of them.
vi.setConfig({ testTimeout: 240_000 });

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
