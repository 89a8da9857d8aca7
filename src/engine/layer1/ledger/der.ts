/** DER, the form in which Bitcoin writes an ECDSA signature: two integers, each as short as can be (X.690; BIP-66). */
import { concatBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';

const RULE = 'BIP-66, "DER encoding reference"';

/** An integer of at most 32 bytes, sign bit clear, in its shortest form. */
function derInteger(value: Uint8Array): Uint8Array {
  const start = value.findIndex((byte) => byte !== 0);
  const digits = start === -1 ? Uint8Array.of(0) : value.subarray(start);
  // A set highest bit would read as a minus sign.
  const padded = (digits[0] as number) > 127 ? concatBytes(Uint8Array.of(0), digits) : digits;
  return concatBytes(Uint8Array.of(0x02, padded.length), padded);
}

/** The DER form of a signature of 64 bytes, r and s: 8 to 72 bytes. @throws RangeError for another length */
export function encodeDer(signature: Uint8Array): Uint8Array {
  if (signature.length !== 64) throw new RangeError(`A signature has 64 bytes; got ${signature.length}.`);
  const body = concatBytes(derInteger(signature.subarray(0, 32)), derInteger(signature.subarray(32)));
  return concatBytes(Uint8Array.of(0x30, body.length), body);
}

/** Reads the integer at `at` into 32 bytes, and says where it ends. */
function readInteger(data: Uint8Array, at: number, name: string): { value: Uint8Array; end: number } {
  const refuse = (code: string, message: string, received: unknown, expected: unknown): never =>
    malformed(code, RULE, `${name} ${message}`, received, expected);
  if (data[at] !== 0x02) refuse('der-no-integer', 'begins with the mark of an integer.', data[at] ?? null, 2);
  const length = data[at + 1] ?? 0;
  const end = at + 2 + length;
  if (length === 0 || end > data.length)
    refuse('der-wrong-length', 'fits into the signature.', length, '1 … 33');
  const digits = data.subarray(at + 2, end);
  const first = digits[0] as number;
  if (first > 127) refuse('der-negative', 'is positive.', first, 'at most 127');
  if (first === 0 && length > 1 && (digits[1] as number) < 128)
    refuse('der-not-shortest', 'has no needless zero before it.', length, length - 1);
  const magnitude = first === 0 ? digits.subarray(1) : digits;
  if (magnitude.length > 32) refuse('der-too-large', 'has at most 256 bits.', 8 * magnitude.length, 256);
  const value = new Uint8Array(32);
  value.set(magnitude, 32 - magnitude.length);
  return { value, end };
}

/**
 * The 64 bytes, r and s, of a signature in strict DER. Refused: anything that has a second spelling, such as needless
 * zeros, a length in long form or bytes behind the end (BIP-66). Whether r and s are in range is for the curve to say.
 */
export const decodeDer = (data: Uint8Array): Result<Uint8Array> =>
  decoding(() => {
    if (data[0] !== 0x30)
      malformed('der-no-sequence', RULE, 'A signature begins with 0x30.', data[0] ?? null, 0x30);
    if (data[1] !== data.length - 2) {
      malformed(
        'der-wrong-length',
        RULE,
        'The second byte counts the rest.',
        data[1] ?? null,
        data.length - 2,
      );
    }
    const r = readInteger(data, 2, 'r');
    const s = readInteger(data, r.end, 's');
    if (s.end !== data.length) {
      malformed('der-trailing-bytes', RULE, 'Nothing follows s.', data.length - s.end, 0);
    }
    return concatBytes(r.value, s.value);
  });

/**
 * The 64 bytes of a signature as it was read before BIP-66, when padding, signs and bytes behind the end were let
 * pass; null where even that finds no two integers. For blocks from before height 363,725 alone.
 */
export function readLooseDer(data: Uint8Array): Uint8Array | null {
  /** A length in short form, or in long form of up to 4 bytes. */
  const lengthAt = (at: number): { length: number; next: number } | null => {
    const first = data[at];
    if (first === undefined) return null;
    if (first < 128) return { length: first, next: at + 1 };
    const count = first & 127;
    if (count === 0 || count > 4 || at + 1 + count > data.length) return null;
    const length = data.subarray(at + 1, at + 1 + count).reduce((sum, byte) => sum * 256 + byte, 0);
    return { length, next: at + 1 + count };
  };
  const sequence = data[0] === 0x30 ? lengthAt(1) : null;
  if (sequence === null) return null;
  const values: Uint8Array[] = [];
  let at = sequence.next;
  while (values.length < 2) {
    const integer = data[at] === 0x02 ? lengthAt(at + 1) : null;
    if (integer === null || integer.next + integer.length > data.length) return null;
    at = integer.next + integer.length;
    const digits = data.subarray(integer.next, at);
    const start = digits.findIndex((byte) => byte !== 0);
    const magnitude = start === -1 ? new Uint8Array(0) : digits.subarray(start);
    if (magnitude.length > 32) return null;
    const value = new Uint8Array(32);
    value.set(magnitude, 32 - magnitude.length);
    values.push(value);
  }
  return concatBytes(...values);
}
