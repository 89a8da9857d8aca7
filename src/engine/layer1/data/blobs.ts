/** Blobs: data that a block carries beside its transactions, cheap because it is kept for weeks and no contract can read it (EIP-4844). */
import { concatBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { BLS_SCALARS } from '../../foundation/field.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { isPowerOfTwo } from '../../foundation/polynomial.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';

/**
 * A blob as scalars of BLS12-381: values of a polynomial on roots of unity in bit-reversed order. Ethereum's have 4,096;
 * any power of two will do here.
 */
export type DataBlob = readonly bigint[];

/** Scalars of one of Ethereum's blobs (EIP-4844, `FIELD_ELEMENTS_PER_BLOB`). */
export const SCALARS_PER_BLOB = 4096;
/** Bytes of one scalar (EIP-4844, `BYTES_PER_FIELD_ELEMENT`). */
export const BYTES_PER_SCALAR = 32;
/** Bytes of one of Ethereum's blobs: 128 KiB. */
export const BYTES_PER_BLOB = SCALARS_PER_BLOB * BYTES_PER_SCALAR;
/** Bytes of any content that a scalar holds for certain: 32 of them could exceed the modulus. */
const CONTENT_PER_SCALAR = BYTES_PER_SCALAR - 1;
/** Bytes at the front of packed content that say how long it is. */
const LENGTH_BYTES = 4;

/**
 * The scalars of `data`, 32 bytes each, big-endian. Refused: a length that does not hold `scalars` of them
 * (`blob-length`), and a number from the modulus on (`invalid-scalar`, with its place), since two encodings of one scalar
 * would be two blobs of one commitment (consensus-specs, deneb/polynomial-commitments.md, `blob_to_polynomial`).
 */
export const decodeBlob = (data: Uint8Array, scalars = SCALARS_PER_BLOB): Result<DataBlob> =>
  decoding(() => {
    const rule = 'consensus-specs, deneb/polynomial-commitments.md, blob_to_polynomial';
    const bytes = scalars * BYTES_PER_SCALAR;
    if (data.length !== bytes)
      malformed(
        'blob-length',
        rule,
        `${data.length} bytes do not hold ${scalars} scalars.`,
        data.length,
        bytes,
      );
    return Array.from({ length: scalars }, (_, index) => {
      const part = data.subarray(index * BYTES_PER_SCALAR, (index + 1) * BYTES_PER_SCALAR);
      const message = `Scalar ${index} is not below the modulus.`;
      return (
        BLS_SCALARS.decode(part) ??
        malformed('invalid-scalar', rule, message, { index, part }, 'below the modulus')
      );
    });
  });

/** The bytes of a blob or a part of one, 32 a scalar. Throws RangeError for what is no scalar. */
export const encodeBlob = (blob: DataBlob): Uint8Array =>
  concatBytes(
    ...blob.map((scalar) => {
      if (scalar < 0n || scalar >= BLS_SCALARS.modulus) throw new RangeError(`${scalar} is no scalar.`);
      return BLS_SCALARS.encode(scalar);
    }),
  );

/** Bytes of content that {@link packBlob} gets into a blob of so many scalars. */
export const contentBytes = (scalars = SCALARS_PER_BLOB): number =>
  scalars * CONTENT_PER_SCALAR - LENGTH_BYTES;

/**
 * Any `content` as a blob: its length in 4 bytes, then itself, 31 bytes a scalar, and zeros. Rollups have packings of
 * their own; this one is ours. Refused: more content than there is room for (`content-too-long`). Throws RangeError unless `scalars` is a power of two.
 */
export const packBlob = (content: Uint8Array, scalars = SCALARS_PER_BLOB): Result<DataBlob> =>
  decoding(() => {
    if (!isPowerOfTwo(scalars)) throw new RangeError(`A blob has a power of two of scalars; got ${scalars}.`);
    const room = contentBytes(scalars);
    if (content.length > room) {
      const message = `${content.length} bytes of content do not fit into ${room}.`;
      malformed('content-too-long', 'one blob', message, content.length, room);
    }
    const packed = new Uint8Array(scalars * CONTENT_PER_SCALAR);
    new DataView(packed.buffer).setUint32(0, content.length);
    packed.set(content, LENGTH_BYTES);
    return Array.from({ length: scalars }, (_, index) => {
      const scalar = new Uint8Array(BYTES_PER_SCALAR);
      scalar.set(packed.subarray(index * CONTENT_PER_SCALAR, (index + 1) * CONTENT_PER_SCALAR), 1);
      return BLS_SCALARS.decode(scalar) as bigint;
    });
  });

/** The content of a packed blob. Refused: what {@link packBlob} does not make (`not-packed`): one content, one blob. */
export const unpackBlob = (blob: DataBlob): Result<Uint8Array> =>
  decoding(() => {
    const packed = new Uint8Array(blob.length * CONTENT_PER_SCALAR);
    const refuse = (message: string, received: unknown, expected: unknown): never =>
      malformed('not-packed', 'one blob', message, received, expected);
    blob.forEach((scalar, index) => {
      if (scalar >> BigInt(8 * CONTENT_PER_SCALAR) !== 0n)
        refuse(`Scalar ${index} has 32 bytes.`, scalar, '31 bytes');
      packed.set(BLS_SCALARS.encode(scalar).subarray(1), index * CONTENT_PER_SCALAR);
    });
    const room = contentBytes(blob.length);
    const length = room < 0 ? Infinity : new DataView(packed.buffer).getUint32(0);
    if (length > room) refuse('The content would not fit.', length, room);
    const end = LENGTH_BYTES + length;
    if (packed.subarray(end).some((byte) => byte !== 0))
      refuse('There is something behind the end.', packed.subarray(end), 'zeros');
    return packed.slice(LENGTH_BYTES, end);
  });

/**
 * The hash by which a transaction names a blob: the version 1 and 31 bytes of the SHA-256 of its commitment (EIP-4844,
 * `kzg_to_versioned_hash`), so that another kind of commitment can follow one day.
 */
export const versionedHash = (commitment: Uint8Array): Hash =>
  hashHex(concatBytes(Uint8Array.of(1), sha256(commitment).subarray(1)));
