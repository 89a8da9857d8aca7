/** Bytes and their hexadecimal form: the only two shapes in which data crosses the engine's doors. */
import type { Hex } from './units.ts';

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** Value of each ASCII hexadecimal digit, 255 for anything else. */
const DIGIT = new Uint8Array(128).fill(255);
for (let digit = 0; digit < 16; digit += 1) {
  DIGIT[digit.toString(16).charCodeAt(0)] = digit;
  DIGIT[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** `data` as lower-case hexadecimal with `0x`, two digits a byte. */
export function bytesToHex(data: Uint8Array): Hex {
  let text = '0x';
  for (let index = 0; index < data.length; index += 1) text += HEX_OF_BYTE[data[index] as number];
  return text as Hex;
}

/**
 * Whether `text` is `0x` and an even number of lower-case hexadecimal digits; with `length`, exactly that many bytes.
 * Upper case is refused: two spellings of one address would be two keys of a map.
 */
export function isHex(text: unknown, length?: number): text is Hex {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !text.startsWith('0x')) return false;
  if (length !== undefined && text.length !== 2 + 2 * length) return false;
  for (let index = 2; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}

/**
 * The bytes of `hex`, with or without `0x`.
 * @throws RangeError for an odd number of digits or a character that is no hexadecimal digit
 */
export function hexToBytes(hex: string): Uint8Array {
  const start = hex.startsWith('0x') ? 2 : 0;
  if (hex.length % 2 !== 0)
    throw new RangeError(`Hexadecimal needs two digits a byte; got ${hex.length - start}.`);
  const data = new Uint8Array((hex.length - start) / 2);
  writeHex(hex, start, data, 0);
  return data;
}

/**
 * Writes the digits of `hex` from `start` into `into` at `offset`: {@link hexToBytes} without a new array.
 * @throws RangeError for a character that is no hexadecimal digit
 */
function writeHex(hex: string, start: number, into: Uint8Array, offset: number): void {
  for (let from = start, to = offset; from < hex.length; from += 2, to += 1) {
    const high = DIGIT[hex.charCodeAt(from)] ?? 255;
    const low = DIGIT[hex.charCodeAt(from + 1)] ?? 255;
    if ((high | low) > 15) throw new RangeError(`"${hex.slice(from, from + 2)}" is no hexadecimal byte.`);
    into[to] = (high << 4) | low;
  }
}

/** All `parts` one after the other in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether `a` and `b` have the same length and the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** Order of `a` and `b` as unsigned bytes, first difference first, then the shorter: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** `data` in reverse order, as a new array: Bitcoin prints its hashes backwards. */
export const reverseBytes = (data: Uint8Array): Uint8Array => data.slice().reverse();

/**
 * The UTF-8 bytes of `text` (RFC 3629). A lone surrogate becomes U+FFFD, as the Encoding Standard has it.
 */
export function utf8(text: string): Uint8Array {
  const data: number[] = [];
  for (const character of text) {
    let point = character.codePointAt(0) as number;
    if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
    if (point < 0x80) data.push(point);
    else if (point < 0x800) data.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000)
      data.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else
      data.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      );
  }
  return Uint8Array.from(data);
}

/** `value` as big-endian bytes without leading zeros; zero is no bytes at all. @throws RangeError below zero */
export function bigintToBytes(value: bigint): Uint8Array {
  if (value < 0n) throw new RangeError(`A quantity cannot be negative; got ${value}.`);
  if (value === 0n) return new Uint8Array(0);
  const digits = value.toString(16);
  return hexToBytes(digits.length % 2 === 0 ? digits : `0${digits}`);
}

/** `value` as exactly `length` big-endian bytes. @throws RangeError when it does not fit */
export function bigintToFixedBytes(value: bigint, length: number): Uint8Array {
  const data = bigintToBytes(value);
  if (data.length > length) throw new RangeError(`${value} does not fit into ${length} bytes.`);
  const padded = new Uint8Array(length);
  padded.set(data, length - data.length);
  return padded;
}

/** Big-endian `data` as an integer; no bytes are zero. */
export const bytesToBigint = (data: Uint8Array): bigint =>
  data.length === 0 ? 0n : BigInt(bytesToHex(data));
