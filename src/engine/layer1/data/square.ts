/**
 * A square of shares extended in both directions, so that every row and every column is a codeword of its own
 * (M. Al-Bassam, A. Sonnino, V. Buterin, Fraud and Data Availability Proofs, 2018, section 5, "2D Reed-Solomon").
 */
import { ok, reject, type Result } from '../../foundation/result.ts';
import {
  extendData,
  recoverData,
  type ExtendData,
  type KnownShares,
  type RecoverData,
} from './erasure-coding.ts';

/** Rows of shares, all of one length; null stands for a share that nobody has. */
export type KnownSquare = readonly KnownShares[];

const column = <T>(square: readonly (readonly T[])[], index: number): T[] =>
  square.map((row) => row[index] as T);
const transpose = <T>(square: readonly (readonly T[])[]): T[][] =>
  (square[0] ?? []).map((_, index) => column(square, index));

/**
 * A 2k × 2k square from k × k scalars: rows are extended, then all columns. The order makes no difference: the lower
 * right quarter is the same either way. Throws RangeError unless it is a square with a power of two as its side.
 */
export function extendSquare(
  data: readonly (readonly bigint[])[],
  extend: ExtendData = extendData,
): readonly (readonly bigint[])[] {
  if (data.some((row) => row.length !== data.length))
    throw new RangeError('A square has as many rows as columns.');
  return transpose(transpose(data.map(extend)).map(extend));
}

/**
 * The whole square from what is known of it: rows and columns with at least half of their shares are filled in, again
 * and again, until nothing is missing or nothing more can be done. Refused: a shape that is no extended square
 * (`square-shape`), a row or column that is refused for what is in it, and a square with a stopping set, where no row or column with a hole
 * has half of its shares (`not-recoverable`, with how many shares are missing still): k + 1 rows and as many columns
 * have to be hit, so nothing below (k + 1)² withheld shares does it.
 */
export function recoverSquare(
  known: KnownSquare,
  recover: RecoverData = recoverData,
): Result<readonly (readonly bigint[])[]> {
  const side = known.length;
  const rule = 'Al-Bassam, Sonnino, Buterin 2018, section 5';
  if (side < 2 || known.some((row) => row.length !== side)) {
    const message = 'An extended square has as many rows as columns.';
    return reject({
      code: 'square-shape',
      rule,
      message,
      received: known.map((row) => row.length),
      expected: side,
    });
  }
  let square: KnownSquare = known;
  for (let before = Infinity, missing = holes(square); ; before = missing, missing = holes(square)) {
    if (missing === before) {
      const message = `${missing} shares are missing and every row and column with a hole lacks more than half.`;
      return reject({ code: 'not-recoverable', rule, message, received: missing, expected: 0 });
    }
    for (let direction = 0; direction < 2; direction += 1) {
      const filled: KnownShares[] = [];
      for (const line of square) {
        const enough = 2 * line.filter((share) => share !== null).length >= side;
        const recovered = enough ? recover(line) : ok(line);
        if (!recovered.ok) return recovered;
        filled.push(recovered.value);
      }
      square = transpose(filled);
    }
    if (holes(square) === 0) return ok(square as readonly (readonly bigint[])[]);
  }
}

const holes = (square: KnownSquare): number =>
  square.reduce((sum, row) => sum + row.filter((share) => share === null).length, 0);
