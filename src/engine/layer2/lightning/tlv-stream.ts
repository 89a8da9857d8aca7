/** Type-length-value streams and their numbers (BOLT 1): how an onion's payload and a failure's extras are written. */
import { bigintToBytes, bigintToFixedBytes, bytesToBigint, concatBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';

/** One record of a TLV stream: its type, a whole number below 2^64, and the bytes of its value. */
export interface TlvRecord {
  readonly type: bigint;
  readonly value: Uint8Array;
}

const RULE = 'BOLT 1, "Type-Length-Value Format"';
const BIG_SIZE = 'BOLT 1, appendix A, "BigSize Test Vectors"';

/** `value` as a BigSize: 1, 3, 5 or 9 bytes, big-endian (BOLT 1, "Fundamental Types"). @throws RangeError from 2^64 */
export function encodeBigSize(value: bigint | number): Uint8Array {
  const number = BigInt(value);
  if (number < 0xfdn) return bigintToFixedBytes(number, 1);
  if (number <= 0xffffn) return concatBytes(Uint8Array.of(0xfd), bigintToFixedBytes(number, 2));
  if (number <= 0xffff_ffffn) return concatBytes(Uint8Array.of(0xfe), bigintToFixedBytes(number, 4));
  return concatBytes(Uint8Array.of(0xff), bigintToFixedBytes(number, 8));
}

/** A number read from bytes, and where the bytes after it begin. */
export interface ReadBigSize {
  readonly value: bigint;
  readonly next: number;
}

/** The BigSize at `at`, inside a decoder: stops it at too few bytes and at a number in more bytes than it needs. */
function readBigSize(data: Uint8Array, at: number): ReadBigSize {
  const first = data[at];
  if (first === undefined) malformed('truncated', BIG_SIZE, 'A number is missing.', 'no byte', 'a BigSize');
  if (first < 0xfd) return { value: BigInt(first), next: at + 1 };
  const width = first === 0xfd ? 2 : first === 0xfe ? 4 : 8;
  const next = at + 1 + width;
  if (next > data.length)
    malformed('truncated', BIG_SIZE, 'A number ends early.', data.length - at - 1, `${width} bytes`);
  const value = bytesToBigint(data.subarray(at + 1, next));
  const least = width === 2 ? 0xfdn : 1n << BigInt(4 * width);
  if (value < least)
    malformed(
      'not-minimal',
      BIG_SIZE,
      'A number takes more bytes than it needs.',
      value,
      `at least ${least}`,
    );
  return { value, next };
}

/** The BigSize at `at` (0 unless told) of `data`. Refused: too few bytes, and one in more bytes than it needs. */
export const decodeBigSize = (data: Uint8Array, at = 0): Result<ReadBigSize> =>
  decoding(() => readBigSize(data, at));

/** A truncated integer, `tu32` or `tu64`: big-endian without leading zeros, zero in no bytes (BOLT 1, "Fundamental Types"). */
export const encodeTruncated = (value: bigint | number): Uint8Array => bigintToBytes(BigInt(value));

/** A truncated integer of at most `most` bytes. Refused: more bytes, and a leading zero. */
export const decodeTruncated = (data: Uint8Array, most: 4 | 8): Result<bigint> =>
  decoding(() => {
    if (data.length > most)
      malformed(
        'too-long',
        RULE,
        `A truncated integer has at most ${most} bytes.`,
        data.length,
        `at most ${most}`,
      );
    if (data[0] === 0)
      malformed(
        'not-minimal',
        RULE,
        'A truncated integer begins with a zero.',
        0,
        'a first byte from 1 to 255',
      );
    return bytesToBigint(data);
  });

/** `records` as one stream. @throws RangeError unless their types ascend */
export function encodeTlvStream(records: readonly TlvRecord[]): Uint8Array {
  let last = -1n;
  const parts: Uint8Array[] = [];
  for (const { type, value } of records) {
    if (type <= last) throw new RangeError(`Types ascend in a TLV stream; ${type} came after ${last}.`);
    last = type;
    parts.push(encodeBigSize(type), encodeBigSize(value.length), value);
  }
  return concatBytes(...parts);
}

/**
 * The records of a stream. Refused: types that do not strictly ascend, so that there is one way to write a stream and a
 * type comes once; a length beyond the end; numbers that are not minimal; and an even type that is not among `known`: "it
 * is fine to be odd", and a reader that does not understand an even one has to stop (BOLT 1, "Requirements").
 */
export const decodeTlvStream = (data: Uint8Array, known: readonly bigint[]): Result<readonly TlvRecord[]> =>
  decoding(() => {
    const records: TlvRecord[] = [];
    let last = -1n;
    for (let at = 0; at < data.length;) {
      const type = readBigSize(data, at);
      if (type.value <= last)
        malformed('types-descend', RULE, 'The types of a stream ascend.', type.value, `more than ${last}`);
      if (type.value % 2n === 0n && !known.includes(type.value))
        malformed(
          'unknown-even-type',
          RULE,
          `Type ${type.value} has to be understood.`,
          type.value,
          'a known type',
        );
      const length = readBigSize(data, type.next);
      const end = length.next + Number(length.value);
      if (end > data.length)
        malformed(
          'truncated',
          RULE,
          'A value ends early.',
          data.length - length.next,
          `${length.value} bytes`,
        );
      records.push({ type: type.value, value: data.slice(length.next, end) });
      last = type.value;
      at = end;
    }
    return records;
  });
