/** A proof as bytes: fixed sizes, every length written once, and only one way to write it. */
import { concatBytes } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import type { Result } from '../../../foundation/result.ts';
import type { FriLayer } from './fri.ts';
import { STARK_FIELD } from './stark-field.ts';
import type { StarkProof } from './stark.ts';

const RULE = 'Strata STARK proof';
const HASH = 32;
const { bytes: ELEMENT, encode } = STARK_FIELD;

const count = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 255);
const elements = (list: readonly bigint[]): Uint8Array => concatBytes(...list.map(encode));
const hashes = (list: readonly Uint8Array[]): Uint8Array => concatBytes(count(list.length), ...list);

/** A list of rows, all equally long: both lengths, then the elements. */
const table = (rows: readonly (readonly bigint[])[]): Uint8Array =>
  concatBytes(count(rows.length), count(rows[0]?.length ?? 0), ...rows.map(elements));

/** The proof as bytes: roots and hashes of 32, elements of 16, counts of 2. */
export const encodeStarkProof = ({
  traceRoot,
  traceRows,
  traceSiblings,
  composition,
}: StarkProof): Uint8Array =>
  concatBytes(
    traceRoot,
    table(traceRows),
    hashes(traceSiblings),
    count(composition.layers.length),
    ...composition.layers.flatMap(({ root, pairs, siblings }) => [root, table(pairs), hashes(siblings)]),
    table([composition.coefficients]),
  );

/**
 * The proof in these bytes. Refused: too few or too many of them, and an element that is not below p
 * (`malformed-proof`). What a proof of this shape says is for `verifyStark`.
 */
export const decodeStarkProof = (data: Uint8Array): Result<StarkProof> =>
  decoding(() => {
    let at = 0;
    const take = (length: number): Uint8Array => {
      if (at + length > data.length)
        malformed('malformed-proof', RULE, 'The proof is cut off.', data.length, at + length);
      at += length;
      return data.slice(at - length, at);
    };
    const number = (): number => take(2).reduce((value, byte) => 256 * value + byte, 0);
    const element = (): bigint => {
      const encoded = take(ELEMENT);
      const value = STARK_FIELD.decode(encoded);
      return (
        value ??
        malformed('malformed-proof', RULE, 'An element is not below p.', encoded, STARK_FIELD.modulus)
      );
    };
    const listOf = <T>(length: number, read: () => T): readonly T[] => Array.from({ length }, read);
    const readTable = (): readonly (readonly bigint[])[] => {
      const [rows, width] = [number(), number()];
      // Rows of nothing would take no bytes, however many: there is another way to write that.
      if ((rows === 0) !== (width === 0))
        malformed(
          'malformed-proof',
          RULE,
          'A table has rows and columns or neither.',
          { rows, width },
          'both',
        );
      return listOf(rows, () => listOf(width, element));
    };
    const readHashes = (): readonly Uint8Array[] => listOf(number(), () => take(HASH));
    const readLayer = (): FriLayer => {
      const root = take(HASH);
      const pairs = readTable().map((row): readonly [bigint, bigint] => {
        const [here, there] = row;
        if (row.length !== 2 || here === undefined || there === undefined)
          malformed('malformed-proof', RULE, 'A layer opens pairs.', row.length, 2);
        return [here, there];
      });
      return { root, pairs, siblings: readHashes() };
    };
    const traceRoot = take(HASH);
    const traceRows = readTable();
    const traceSiblings = readHashes();
    const layers = listOf(number(), readLayer);
    const last = readTable();
    const [coefficients = []] = last;
    if (last.length > 1) malformed('malformed-proof', RULE, 'There is one last polynomial.', last.length, 1);
    if (at !== data.length)
      malformed('malformed-proof', RULE, 'Bytes follow the proof.', data.length - at, 0);
    return { traceRoot, traceRows, traceSiblings, composition: { layers, coefficients } };
  });
