// Blobs: commitment, extension into cells, recovery, values at points, and the proofs of all of it.
import { bytesToHex, concatBytes, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import { BLS_SCALARS } from '../../src/engine/foundation/field.ts';
import { sha256 } from '../../src/engine/foundation/hash.ts';
import type { Result } from '../../src/engine/foundation/result.ts';
import { decodeBlob, encodeBlob } from '../../src/engine/layer1/data/blobs.ts';
import type { DataBlob } from '../../src/engine/layer1/data/blobs.ts';
import { cellsOf, proveCell, recoverCells, verifyCells } from '../../src/engine/layer1/data/kzg-cells.ts';
import type { TrustedSetup } from '../../src/engine/layer1/data/kzg-setup.ts';
import { commitToBlob, provePoint, verifyPoint } from '../../src/engine/layer1/data/kzg.ts';
import { expectSame, has, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';
import { NO_SETUP, setupAmong } from './kzg-setup.ts';

function need<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.rejection.code}: ${result.rejection.message}`);
  return result.value;
}

/** A blob as a case writes it: its bytes, or one scalar `count` times with exceptions. */
function blobOf(one: VectorCase): DataBlob {
  const written = one['blob'];
  if (typeof written === 'string') return need(decodeBlob(hexToBytes(written)));
  const blob = written as VectorCase;
  const scalars = Array<string>(number(blob, 'count')).fill(text(blob, 'repeat'));
  for (const exception of has(blob, 'except') ? list(blob, 'except') : []) {
    const [index, value] = exception as readonly [number, string];
    scalars[index] = value;
  }
  return need(decodeBlob(concatBytes(...scalars.map(hexToBytes)), scalars.length));
}

const texts = (one: VectorCase, name: string): readonly string[] => list(one, name).map(String);

/** Cells that are proven anew and compared byte for byte: one of the data and one of the extension, at a commitment's cost each. */
const PROVEN_ANEW = [1, 126];

/**
 * A proof is the only point that its equation holds for, so that each which verifies is the one that proving makes; the first
 * and the last are made anew all the same.
 */
function checkEvaluations(
  one: VectorCase,
  blob: DataBlob,
  commitment: Uint8Array,
  setup: TrustedSetup,
): void {
  const evaluations = list(one, 'evaluations') as readonly VectorCase[];
  for (const [index, evaluation] of evaluations.entries()) {
    const z = BLS_SCALARS.decode(hexToBytes(text(evaluation, 'z')));
    if (z === null) throw new Error(`evaluation ${index}: z is no scalar`);
    const y = hexToBytes(text(evaluation, 'y'));
    const proof = hexToBytes(text(evaluation, 'proof'));
    if (index === 0 || index === evaluations.length - 1) {
      const made = provePoint(blob, z, setup);
      expectSame(`value ${index}`, bytesToHex(BLS_SCALARS.encode(made.y)), text(evaluation, 'y'));
      expectSame(`proof ${index}`, bytesToHex(made.proof), text(evaluation, 'proof'));
    }
    need(verifyPoint({ commitment, z: BLS_SCALARS.encode(z), y, proof }, setup));
  }
}

export const kzgBlobs: Format = {
  name: 'KZG blobs and cells',
  recognises: (first) => has(first, 'blob', 'commitment', 'cellsSha256'),
  run(one, inputs) {
    const setup = setupAmong(inputs);
    if (setup === undefined) return NO_SETUP;
    const blob = blobOf(one);
    const commitment = commitToBlob(blob, setup);
    expectSame('commitment', bytesToHex(commitment), text(one, 'commitment'));

    const cells = cellsOf(blob, setup);
    const digests = texts(one, 'cellsSha256');
    expectSame('number of cells', cells.length, digests.length);
    cells.forEach((cell, index) =>
      expectSame(`SHA-256 of cell ${index}`, bytesToHex(sha256(cell)), `0x${digests[index]}`),
    );
    const half = cells.slice(0, cells.length / 2);
    expectSame('cells of the data', bytesToHex(concatBytes(...half)), bytesToHex(encodeBlob(blob)));
    (has(one, 'extensionCells') ? texts(one, 'extensionCells') : []).forEach((cell, index) =>
      expectSame(`extension cell ${index}`, bytesToHex(cells[half.length + index] as Uint8Array), cell),
    );

    const proofs = texts(one, 'cellProofs');
    const claims = {
      commitments: cells.map(() => commitment),
      indices: cells.map((_, index) => index),
      cells,
      proofs: proofs.map(hexToBytes),
    };
    need(verifyCells(claims, setup));
    for (const index of PROVEN_ANEW)
      expectSame(`proof of cell ${index}`, bytesToHex(proveCell(blob, index, setup)), proofs[index]);

    for (const recovery of (has(one, 'recover') ? list(one, 'recover') : []) as readonly VectorCase[]) {
      const given = list(recovery, 'givenCellIndices').map(Number);
      const back = need(
        recoverCells(
          given,
          given.map((index) => cells[index] as Uint8Array),
          setup,
        ),
      );
      expectSame('recovered', bytesToHex(concatBytes(...back)), bytesToHex(concatBytes(...cells)));
    }
    checkEvaluations(one, blob, commitment, setup);
    return undefined;
  },
};
