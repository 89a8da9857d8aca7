/** Bitcoin's wire format: little-endian integers and the compact size before every list (developer reference, "CompactSize Unsigned Integers"). */
import { concatBytes } from './bytes.ts';
import { malformed } from './errors.ts';

const RULE = 'Bitcoin Core, serialize.h: ReadCompactSize';
/** The most that Bitcoin Core lets a compact size announce (serialize.h: MAX_SIZE, 32 MiB). */
const MAX_SIZE = 0x02000000;

/** `value` as 4 little-endian bytes; negative values in two's complement, as a block's version may be. @throws RangeError beyond 32 bits */
export function u32le(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < -0x80000000 || value > 0xffffffff)
    throw new RangeError(`${value} is no 32-bit integer.`);
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
}

/** `value` as 8 little-endian bytes. @throws RangeError below 0 or from 2^64 */
export function u64le(value: bigint): Uint8Array {
  if (value < 0n || value >= 1n << 64n) throw new RangeError(`${value} is no unsigned 64-bit integer.`);
  return concatBytes(u32le(Number(value & 0xffffffffn)), u32le(Number(value >> 32n)));
}

/** `value` as a compact size: 1, 3, 5 or 9 bytes, the shortest that holds it. @throws RangeError for anything but a safe whole number */
export function compactSize(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no size.`);
  if (value < 0xfd) return Uint8Array.of(value);
  if (value <= 0xffff) return Uint8Array.of(0xfd, value & 255, value >> 8);
  if (value <= 0xffffffff) return concatBytes(Uint8Array.of(0xfe), u32le(value));
  return concatBytes(Uint8Array.of(0xff), u64le(BigInt(value)));
}

/** `data` with its length before it. */
export const sizedBytes = (data: Uint8Array): Uint8Array => concatBytes(compactSize(data.length), data);

/** Reads a message from front to back; the first byte that is missing or out of rule stops the decoder around it. */
export class WireReader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#at;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#data.length - this.#at;
  }

  /** The next byte, left in place; undefined at the end. */
  peek(ahead = 0): number | undefined {
    return this.#data[this.#at + ahead];
  }

  /** The next `length` bytes, copied. */
  bytes(length: number): Uint8Array {
    if (length > this.left)
      malformed(
        'wire-too-short',
        RULE,
        `${length} bytes were expected, ${this.left} are left.`,
        this.left,
        length,
      );
    const data = this.#data.slice(this.#at, this.#at + length);
    this.#at += length;
    return data;
  }

  u8(): number {
    return this.bytes(1)[0] as number;
  }

  u32(): number {
    const [a, b, c, d] = this.bytes(4) as unknown as [number, number, number, number];
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }

  i32(): number {
    return this.u32() | 0;
  }

  u64(): bigint {
    const low = this.u32();
    return BigInt(low) | (BigInt(this.u32()) << 32n);
  }

  /** A compact size, refused when a shorter form would have held it, so that each size has one encoding. */
  compactSize(): number {
    const first = this.u8();
    if (first < 0xfd) return first;
    const value =
      first === 0xfd
        ? BigInt(this.u8() | (this.u8() << 8))
        : first === 0xfe
          ? BigInt(this.u32())
          : this.u64();
    const least = first === 0xfd ? 0xfdn : first === 0xfe ? 0x10000n : 0x100000000n;
    if (value < least)
      malformed(
        'wire-not-shortest',
        RULE,
        `The size ${value} has a shorter form.`,
        value,
        `at least ${least}`,
      );
    if (value > BigInt(MAX_SIZE))
      malformed('wire-too-large', RULE, `A size may not exceed ${MAX_SIZE}.`, value, MAX_SIZE);
    return Number(value);
  }

  sized(): Uint8Array {
    return this.bytes(this.compactSize());
  }

  /** Stops the decoder unless every byte has been read. */
  end(): void {
    if (this.left !== 0) malformed('wire-trailing-bytes', RULE, 'Bytes follow the message.', this.left, 0);
  }
}
