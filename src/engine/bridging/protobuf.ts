/** As much of Protocol Buffers as proofs need: fields of numbers and bytes, one encoding for each message. */
import { concatBytes } from '../foundation/bytes.ts';
import { malformed } from '../foundation/errors.ts';

const RULE = 'Protocol Buffers, "Encoding"';

/** A field as it stands in a message: a number of at most 32 bits, or bytes (a nested message too). */
export type ProtobufValue = number | Uint8Array;

/** `value` in groups of seven bits, the lowest first, all but the last marked (Protocol Buffers, "Base 128 Varints"). */
export function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`A varint is a whole number from 0; got ${value}.`);
  const groups: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) groups.push((rest % 128) | 128);
  return Uint8Array.from([...groups, rest]);
}

/** The varint at `at`, and where it ends. Stops the decoder around for one that is cut off, padded or above 32 bits. */
export function readVarint(data: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = data[at + index];
    if (byte === undefined) malformed('protobuf-cut-off', RULE, 'A varint ends early.', at, data.length);
    value += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) {
      // A last group of zeros could be left out: two encodings of one number.
      if (index > 0 && byte === 0) malformed('protobuf-padded', RULE, 'A varint is padded.', at, 'no zeros');
      if (value >= 2 ** 32) break;
      return { value, end: at + index + 1 };
    }
  }
  return malformed('protobuf-too-large', RULE, 'A number has more than 32 bits.', value, 2 ** 32 - 1);
}

/** What a message may hold: for each field number, its wire type, and whether it may come again. */
export interface ProtobufFields {
  readonly [field: number]: { readonly type: 'number' | 'bytes'; readonly repeated?: boolean };
}

/** A message's fields, each with the values that it has, in their order. */
export type ProtobufMessage = ReadonlyMap<number, readonly ProtobufValue[]>;

/**
 * The fields of `data`. Proto3 lets a reader be lax; this one takes a message in one form only, so that a proof has one
 * encoding. Stops the decoder around for: an unknown field, another wire type, fields out of order, a repeated field that
 * may not be, a number or bytes that are the default and so would not be written, anything cut off.
 */
export function readProtobuf(data: Uint8Array, fields: ProtobufFields, what: string): ProtobufMessage {
  const message = new Map<number, ProtobufValue[]>();
  let last = 0;
  for (let at = 0; at < data.length;) {
    const tag = readVarint(data, at);
    const [field, wire] = [tag.value >>> 3, tag.value & 7];
    const known = fields[field];
    if (known === undefined)
      malformed('protobuf-unknown-field', RULE, `${what} has no field ${field}.`, field, Object.keys(fields));
    const expected = known.type === 'number' ? 0 : 2;
    if (wire !== expected)
      malformed('protobuf-wire-type', RULE, `Field ${field} of ${what} has another type.`, wire, expected);
    if (field < last || (field === last && known.repeated !== true))
      malformed('protobuf-order', RULE, `Field ${field} of ${what} comes again or too late.`, field, last);
    last = field;
    const { value, end } = readVarint(data, tag.end);
    at = end;
    let item: ProtobufValue = value;
    if (known.type === 'bytes') {
      if (end + value > data.length)
        malformed(
          'protobuf-cut-off',
          RULE,
          `Field ${field} of ${what} ends early.`,
          data.length,
          end + value,
        );
      item = data.slice(end, end + value);
      at = end + value;
    } else if (value === 0)
      malformed('protobuf-default', RULE, `Field ${field} of ${what} says what silence says.`, 0, 'no field');
    const items = message.get(field);
    if (items === undefined) message.set(field, [item]);
    else items.push(item);
  }
  return message;
}

/** The number in `field`, or 0. */
export function numberIn(message: ProtobufMessage, field: number): number {
  const value = message.get(field)?.[0];
  return typeof value === 'number' ? value : 0;
}

/** The bytes in `field`, or none. */
export function bytesIn(message: ProtobufMessage, field: number): Uint8Array {
  return nestedIn(message, field)[0] ?? new Uint8Array(0);
}

/** All bytes in `field`, in their order. */
export const nestedIn = (message: ProtobufMessage, field: number): readonly Uint8Array[] =>
  (message.get(field) ?? []).filter((value) => value instanceof Uint8Array);

/** One field on the wire; a default value is not written. */
export function protobufField(field: number, value: ProtobufValue): Uint8Array {
  if (typeof value === 'number')
    return value === 0 ? new Uint8Array(0) : concatBytes(varint(field * 8), varint(value));
  return value.length === 0 ? value : protobufMessage(field, value);
}

/** A nested message on the wire; an empty one is written too. */
export const protobufMessage = (field: number, message: Uint8Array): Uint8Array =>
  concatBytes(varint(field * 8 + 2), varint(message.length), message);
