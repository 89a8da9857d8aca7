/** Recursive Length Prefix, Ethereum's encoding of byte strings and lists of them (Yellow Paper, appendix B). */
import { bigintToBytes, bytesToBigint, bytesToHex } from './bytes.ts';
import { decoding, malformed } from './errors.ts';
import type { Result } from './result.ts';

/** What RLP can say: a byte string, or a list of such items. Numbers go in through {@link rlpInteger}. */
export type RlpItem = Uint8Array | readonly RlpItem[];

const RULE = 'Ethereum Yellow Paper, appendix B';
/** Nesting that a decoder follows; the protocol's own structures stay below ten. */
const DEEPEST = 64;

const NOTHING = new Uint8Array(0);

/** `value` as RLP writes a quantity: big-endian, no leading zeros, zero is the empty string. @throws RangeError below zero */
export function rlpInteger(value: bigint | number): Uint8Array {
  if (typeof value === 'bigint' && value > 0xffffffffn) return bigintToBytes(value);
  const small = Number(value);
  if (!Number.isSafeInteger(small) || small < 0) throw new RangeError(`Not a quantity: ${value}.`);
  if (small === 0) return NOTHING;
  if (small < 0x100) return Uint8Array.of(small);
  if (small < 0x10000) return Uint8Array.of(small >> 8, small);
  if (small < 0x1000000) return Uint8Array.of(small >> 16, small >> 8, small);
  if (small <= 0xffffffff) return Uint8Array.of(small >>> 24, small >> 16, small >> 8, small);
  return bigintToBytes(BigInt(small));
}

/** Bytes of the prefix before a payload of `length` bytes. */
function prefixSize(length: number): number {
  if (length <= 55) return 1;
  let size = 2;
  for (let left = length; left > 0xff; left = Math.floor(left / 256)) size += 1;
  return size;
}

const payloadSize = (items: readonly RlpItem[]): number => {
  let size = 0;
  for (const item of items) size += sizeOf(item);
  return size;
};

function sizeOf(item: RlpItem): number {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && (item[0] as number) < 0x80) return 1;
    return prefixSize(item.length) + item.length;
  }
  const payload = payloadSize(item);
  return prefixSize(payload) + payload;
}

function writePrefix(length: number, short: number, into: Uint8Array, at: number): number {
  if (length <= 55) {
    into[at] = short + length;
    return at + 1;
  }
  const size = prefixSize(length);
  into[at] = short + 54 + size;
  for (let place = at + size - 1, left = length; place > at; place -= 1, left = Math.floor(left / 256))
    into[place] = left;
  return at + size;
}

/** Writes `item` from `at` on and returns where it ends. */
function write(item: RlpItem, into: Uint8Array, at: number): number {
  if (item instanceof Uint8Array) {
    // A single byte below 0x80 stands for itself.
    const alone = item.length === 1 && (item[0] as number) < 0x80;
    const start = alone ? at : writePrefix(item.length, 0x80, into, at);
    into.set(item, start);
    return start + item.length;
  }
  let end = writePrefix(payloadSize(item), 0xc0, into, at);
  for (const inner of item) end = write(inner, into, end);
  return end;
}

/** The RLP of `item`. */
export const encodeRlp = (item: RlpItem): Uint8Array => encodeTypedRlp(NOTHING, item);

/** The bytes of `type` and then the RLP of `item`, as typed transactions have it (EIP-2718). */
export function encodeTypedRlp(type: Uint8Array, item: RlpItem): Uint8Array {
  const encoded = new Uint8Array(type.length + sizeOf(item));
  encoded.set(type, 0);
  write(item, encoded, type.length);
  return encoded;
}

interface Read {
  readonly item: RlpItem;
  readonly end: number;
}

/** Where an item's payload begins and how long it is, refusing every length not written in its shortest form. */
function payload(
  data: Uint8Array,
  at: number,
  end: number,
  short: number,
): { start: number; length: number } {
  const first = data[at] as number;
  if (first <= short + 55) return { start: at + 1, length: first - short };
  const digits = first - short - 55;
  const start = at + 1 + digits;
  if (start > end)
    malformed('rlp-too-short', RULE, `The length needs ${digits} bytes.`, end - at - 1, digits);
  const written = data.subarray(at + 1, start);
  if (written[0] === 0)
    malformed(
      'rlp-leading-zero',
      RULE,
      'A length has a leading zero.',
      bytesToHex(written),
      'no leading zero',
    );
  const length = bytesToBigint(written);
  if (length <= 55n)
    malformed('rlp-not-shortest', RULE, `A length of ${length} fits the first byte.`, digits, 0);
  // Anything longer than the input is refused below; the comparison there must not lose digits.
  if (length > BigInt(end - start)) {
    malformed(
      'rlp-too-short',
      RULE,
      `${length} bytes were announced, ${end - start} are there.`,
      end - start,
      length,
    );
  }
  return { start, length: Number(length) };
}

function read(data: Uint8Array, at: number, end: number, depth: number): Read {
  if (at >= end) malformed('rlp-empty', RULE, 'There is no item to read.', 0, 'at least 1 byte');
  if (depth > DEEPEST)
    malformed('rlp-too-deep', RULE, `Lists are nested deeper than ${DEEPEST}.`, depth, DEEPEST);
  const first = data[at] as number;
  if (first < 0x80) return { item: data.slice(at, at + 1), end: at + 1 };
  const isList = first >= 0xc0;
  const { start, length } = payload(data, at, end, isList ? 0xc0 : 0x80);
  const stop = start + length;
  if (stop > end)
    malformed(
      'rlp-too-short',
      RULE,
      `${length} bytes were announced, ${end - start} are there.`,
      end - start,
      length,
    );
  if (!isList) {
    if (length === 1 && (data[start] as number) < 0x80) {
      malformed(
        'rlp-not-shortest',
        RULE,
        'A single byte below 0x80 stands for itself.',
        bytesToHex(data.subarray(at, stop)),
        bytesToHex(data.subarray(start, stop)),
      );
    }
    return { item: data.slice(start, stop), end: stop };
  }
  const items: RlpItem[] = [];
  let next = start;
  while (next < stop) {
    const inner = read(data, next, stop, depth + 1);
    items.push(inner.item);
    next = inner.end;
  }
  return { item: items, end: stop };
}

/**
 * The item that `data` encodes. Refused: trailing bytes, lengths beyond the input, and any form that is not the
 * one {@link encodeRlp} would write, so that no two encodings mean the same.
 */
export const decodeRlp = (data: Uint8Array): Result<RlpItem> =>
  decoding(() => {
    const { item, end } = read(data, 0, data.length, 0);
    if (end !== data.length)
      malformed('rlp-trailing-bytes', RULE, 'Bytes follow the item.', data.length, end);
    return item;
  });

/** `item` as the list of `length` items that a structure expects; stops the decoder otherwise. */
export function rlpList(
  item: RlpItem | undefined,
  length: number,
  what: string,
  rule: string,
): readonly RlpItem[] {
  if (item === undefined || item instanceof Uint8Array)
    malformed('rlp-not-a-list', rule, `${what} is a list.`, 'bytes', 'list');
  if (item.length !== length)
    malformed('rlp-wrong-count', rule, `${what} has ${length} fields.`, item.length, length);
  return item;
}

/** `item` as bytes, of `length` where one is given; stops the decoder otherwise. */
export function rlpBytes(item: RlpItem | undefined, what: string, rule: string, length?: number): Uint8Array {
  if (!(item instanceof Uint8Array))
    malformed('rlp-not-bytes', rule, `${what} is a byte string.`, 'list', 'bytes');
  if (length !== undefined && item.length !== length) {
    malformed('rlp-wrong-length', rule, `${what} has ${length} bytes.`, item.length, length);
  }
  return item;
}

/** `item` as a quantity below 2^`bits`; a leading zero stops the decoder, and so does one that is too large. */
export function rlpQuantity(item: RlpItem | undefined, what: string, rule: string, bits = 256): bigint {
  const digits = rlpBytes(item, what, rule);
  if (digits[0] === 0)
    malformed('rlp-leading-zero', rule, `${what} has a leading zero.`, bytesToHex(digits), 'no leading zero');
  if (digits.length * 8 > bits)
    malformed('rlp-too-large', rule, `${what} is below 2^${bits}.`, bytesToHex(digits), `${bits / 8} bytes`);
  return bytesToBigint(digits);
}
