/** Cells: an extended blob in pieces, each with a proof of its own, so that a piece can be checked without the rest (EIP-7594). */
import { bigintToFixedBytes, bytesToHex, concatBytes, utf8 } from '../../foundation/bytes.ts';
import { blsPointToBytes, combineG1, G2_GENERATOR, pairingsCancel } from '../../foundation/bls12-381.ts';
import type { G1Point, G2Point } from '../../foundation/bls12-381.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import { coefficientsOf, geometric, reverseBits, valuesOnDomain } from '../../foundation/polynomial.ts';
import { ok, type Result } from '../../foundation/result.ts';
import { BYTES_PER_SCALAR, encodeBlob, type DataBlob } from './blobs.ts';
import { extendData, recoverData } from './erasure-coding.ts';
import { hashToScalar, readPoint, readScalar } from './kzg.ts';
import type { TrustedSetup } from './kzg-setup.ts';

/** Claims about cells, as bytes from outside: lists of one length, where the n-th of each make a claim. */
export interface CellClaims {
  /** 48 bytes each; claims about one blob repeat its commitment. */
  readonly commitments: readonly Uint8Array[];
  readonly indices: readonly number[];
  readonly cells: readonly Uint8Array[];
  /** 48 bytes each. */
  readonly proofs: readonly Uint8Array[];
}

const FIELD = BLS_SCALARS;
const RULE = 'consensus-specs, fulu/polynomial-commitments-sampling.md';

/** How many cells an extended blob has under this setup; Ethereum's has 128 (`CELLS_PER_EXT_BLOB`). */
export const cellCount = ({ scalars, cellScalars }: TrustedSetup): number => (2 * scalars) / cellScalars;

/** What the points of a cell have in common: they are this times the roots of unity of a cell's order (`coset_shift_for_cell`). */
function shiftOf(index: number, setup: TrustedSetup): bigint {
  const place = reverseBits(index, cellCount(setup));
  return FIELD.power(FIELD.rootOfUnity(2 * setup.scalars), BigInt(place));
}

const cut = (codeword: readonly bigint[], setup: TrustedSetup): readonly Uint8Array[] =>
  Array.from({ length: cellCount(setup) }, (_, index) =>
    encodeBlob(codeword.slice(index * setup.cellScalars, (index + 1) * setup.cellScalars)),
  );

/** The cells of a blob, its own first and those of its extension behind them (`compute_cells`). Throws RangeError for another size than the setup's. */
export function cellsOf(blob: DataBlob, setup: TrustedSetup): readonly Uint8Array[] {
  if (blob.length !== setup.scalars)
    throw new RangeError(`A blob has ${setup.scalars} scalars; got ${blob.length}.`);
  return cut(extendData(blob), setup);
}

/**
 * The proof of a cell, 48 bytes: the commitment to f(X) divided by the polynomial that is zero at the cell's points,
 * X^n − shift^n (`compute_kzg_proof_multi_impl`). One at a time, as a commitment costs; nodes get all of a blob's at once
 * by D. Feist and D. Khovratovich's method. Throws RangeError for an index or a blob that the setup does not have.
 */
export function proveCell(blob: DataBlob, index: number, setup: TrustedSetup): Uint8Array {
  checkIndex(index, setup, (message) => {
    throw new RangeError(message);
  });
  if (blob.length !== setup.scalars)
    throw new RangeError(`A blob has ${setup.scalars} scalars; got ${blob.length}.`);
  const size = setup.cellScalars;
  const constant = FIELD.power(shiftOf(index, setup), BigInt(size));
  const quotient = coefficientsOf(FIELD, blob);
  for (let term = blob.length - 1; term >= 0; term -= 1) {
    // Above, `quotient` holds the quotient already, moved up by `size`.
    const carried = term + size < blob.length ? (quotient[term + size] as bigint) * constant : 0n;
    quotient[term] = FIELD.create((quotient[term] as bigint) + carried);
  }
  const moved = quotient.map((_, term) => quotient[term + size] ?? 0n);
  return blsPointToBytes(combineG1(setup.lagrange, valuesOnDomain(FIELD, moved)));
}

function checkIndex(index: number, setup: TrustedSetup, refuse: (message: string) => void): void {
  if (!Number.isInteger(index) || index < 0 || index >= cellCount(setup))
    refuse(`There is no cell ${index}.`);
}

const refuseIndex = (index: number, setup: TrustedSetup): void => {
  checkIndex(index, setup, (message) => {
    malformed('cell-index', RULE, message, index, `below ${cellCount(setup)}`);
  });
};

/** Stops unless `data` is a cell (`cell_to_coset_evals`). */
function readCell(data: Uint8Array, number: number, { cellScalars }: TrustedSetup): readonly bigint[] {
  const bytes = cellScalars * BYTES_PER_SCALAR;
  if (data.length !== bytes)
    malformed('cell-length', RULE, `Cell ${number} has ${data.length} bytes.`, data.length, bytes);
  return Array.from({ length: cellScalars }, (_, at) =>
    readScalar(
      data.subarray(at * BYTES_PER_SCALAR, (at + 1) * BYTES_PER_SCALAR),
      `scalar ${at} of cell ${number}`,
    ),
  );
}

/**
 * Whether all cells belong to their commitments, by two pairings however many there are: the equations are summed with
 * powers of a challenge, which hangs on everything claimed, so that errors cannot be chosen to cancel out
 * (`verify_cell_kzg_proof_batch`, "universal verification equation"). No claims hold. Refused: lists of several lengths
 * (`claim-lists`), an index that is none (`cell-index`), a cell of another length (`cell-length`), what is no point or scalar
 * (`invalid-point`, `invalid-scalar`), and a claim among them that its proof does not prove (`wrong-proof`).
 */
export const verifyCells = (claims: CellClaims, setup: TrustedSetup): Result<void> =>
  decoding(() => {
    const { commitments, indices, cells, proofs } = claims;
    const lengths = [commitments.length, indices.length, cells.length, proofs.length];
    if (new Set(lengths).size !== 1)
      malformed('claim-lists', RULE, 'The lists differ in length.', lengths, 'four equal lengths');
    indices.forEach((index) => refuseIndex(index, setup));
    const points = new Map<string, G1Point>();
    for (const data of commitments) {
      const name = bytesToHex(data);
      if (!points.has(name)) points.set(name, readPoint(data, 'commitment'));
    }
    const values = cells.map((cell, number) => readCell(cell, number, setup));
    const proofPoints = proofs.map((proof) => readPoint(proof, 'proof'));

    const names = [...points.keys()];
    const blobs = commitments.map((data) => names.indexOf(bytesToHex(data)));
    const challenge = challengeOf(claims, blobs, [...points.values()], setup);
    const weights = geometric(FIELD, challenge, cells.length);
    const size = setup.cellScalars;

    // Σ r^k · I_k, with I_k the polynomial of a cell's own values, and Σ r^k of each commitment's claims.
    const interpolated = new Array<bigint>(size).fill(0n);
    const ofCommitment = new Array<bigint>(names.length).fill(0n);
    const ofProof: bigint[] = [];
    weights.forEach((weight, k) => {
      const shift = shiftOf(indices[k] as number, setup);
      coefficientsOf(FIELD, values[k] as readonly bigint[], shift).forEach((coefficient, term) => {
        interpolated[term] = FIELD.create((interpolated[term] as bigint) + coefficient * weight);
      });
      const blob = blobs[k] as number;
      ofCommitment[blob] = FIELD.add(ofCommitment[blob] as bigint, weight);
      ofProof.push(FIELD.multiply(weight, FIELD.power(shift, BigInt(size))));
    });
    const left = combineG1(proofPoints, weights);
    const right = combineG1([...points.values()], ofCommitment)
      .subtract(combineG1(setup.powers.slice(0, size), interpolated))
      .add(combineG1(proofPoints, ofProof));
    if (
      !pairingsCancel([
        [left, setup.powers2[size] as G2Point],
        [right.negate(), G2_GENERATOR],
      ])
    ) {
      const message = 'A cell among these is not what its commitment says.';
      malformed(
        'wrong-proof',
        `${RULE}, verify_cell_kzg_proof_batch`,
        message,
        indices,
        'other cells or proofs',
      );
    }
  });

/** `compute_verify_cell_kzg_proof_batch_challenge`: a hash of all that could sway the outcome. */
function challengeOf(
  claims: CellClaims,
  blobs: readonly number[],
  commitments: readonly G1Point[],
  setup: TrustedSetup,
): bigint {
  const number = (value: number): Uint8Array => bigintToFixedBytes(BigInt(value), 8);
  return hashToScalar(
    concatBytes(
      utf8('RCKZGCBATCH__V1_'),
      ...[setup.scalars, setup.cellScalars, commitments.length, claims.cells.length].map(number),
      ...commitments.map(blsPointToBytes),
      ...claims.cells.flatMap((cell, k) => [
        number(blobs[k] as number),
        number(claims.indices[k] as number),
        cell,
        claims.proofs[k] as Uint8Array,
      ]),
    ),
  );
}

/**
 * All cells of a blob from at least half of them; `indices` say which, in ascending order
 * (`recover_cells_and_kzg_proofs`). Refused: lists of two lengths (`claim-lists`), an index that is none, twice there or out
 * of order (`cell-index`), a malformed cell (`cell-length`, `invalid-scalar`), and what `recoverData` refuses.
 */
export const recoverCells = (
  indices: readonly number[],
  cells: readonly Uint8Array[],
  setup: TrustedSetup,
): Result<readonly Uint8Array[]> => {
  const read = decoding(() => {
    if (indices.length !== cells.length)
      malformed('claim-lists', RULE, 'There is not one cell an index.', cells.length, indices.length);
    const shares = new Array<bigint | null>(2 * setup.scalars).fill(null);
    indices.forEach((index, k) => {
      refuseIndex(index, setup);
      if (k > 0 && index <= (indices[k - 1] as number))
        malformed('cell-index', RULE, 'Cells come in ascending order, each once.', indices, 'ascending');
      readCell(cells[k] as Uint8Array, index, setup).forEach((scalar, at) => {
        shares[index * setup.cellScalars + at] = scalar;
      });
    });
    return shares;
  });
  const recovered = read.ok ? recoverData(read.value) : read;
  return recovered.ok ? ok(cut(recovered.value, setup)) : recovered;
};
