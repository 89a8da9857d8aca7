/** How a call to a contract stands in a transaction's data: a byte that says which call, then its fields in RLP. */
import { bytesToHex, concatBytes, hexToBytes, isHex } from '../../../foundation/bytes.ts';
import { decoding, malformed } from '../../../foundation/errors.ts';
import type { Result } from '../../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../../foundation/rlp.ts';
import type { RlpItem } from '../../../foundation/rlp.ts';
import type { Address, Hash, Hex } from '../../../foundation/units.ts';
import { isWord } from '../word.ts';

/** What a field of a call can hold, by the name of its kind. */
export interface FieldValues {
  /** A bigint from 0 to 2^256 − 1. */
  readonly word: bigint;
  /** A whole number from 0 to 2^48 − 1. */
  readonly count: number;
  readonly flag: boolean;
  readonly address: Address;
  readonly hash: Hash;
  readonly bytes: Uint8Array;
  readonly words: readonly bigint[];
  readonly addresses: readonly Address[];
  readonly hashes: readonly Hash[];
  readonly byteStrings: readonly Uint8Array[];
}

/** The calls of a contract: for each kind, its fields in the order in which they are written. */
export type CallFields = Readonly<Record<string, Readonly<Record<string, keyof FieldValues>>>>;

/** The calls that `F` describes, as a union told apart by `kind`. */
export type CallsIn<F extends CallFields> = {
  readonly [K in keyof F & string]: { readonly kind: K } & {
    readonly [N in keyof F[K]]: FieldValues[F[K][N]];
  };
}[keyof F & string];

/** Turns calls into the data of a transaction and back. */
export interface CallCodec<Call> {
  /** The data of `call`. @throws TypeError for a call that has no such kind or a field out of its range */
  encode(call: Call): Uint8Array;
  /** The call that `data` is. Refused: an unknown kind, and any form that `encode` would not write. */
  decode(data: Uint8Array): Result<Call>;
}

/** The union of calls that a codec reads. */
export type CallOf<C> = C extends CallCodec<infer Call> ? Call : never;

const RULE = 'Strata contracts, call data';
const COUNT_LIMIT = 2 ** 48;

/** How one kind of field is written and read. */
interface FieldCodec<Value> {
  readonly is: (value: unknown) => boolean;
  readonly write: (value: Value) => RlpItem;
  readonly read: (item: RlpItem | undefined, name: string) => Value;
}

const hexOf =
  <H extends Hex>(bytes: number): FieldCodec<H>['read'] =>
  (item, name) =>
    bytesToHex(rlpBytes(item, name, RULE, bytes)) as H;

const listOf = <Value>(one: FieldCodec<Value>): FieldCodec<readonly Value[]> => ({
  is: (value) => Array.isArray(value) && value.every(one.is),
  write: (values) => values.map(one.write),
  read(item, name) {
    if (item === undefined || item instanceof Uint8Array)
      malformed('rlp-not-a-list', RULE, `${name} is a list.`, 'bytes', 'list');
    return item.map((each) => one.read(each, name));
  },
});

const word: FieldCodec<bigint> = {
  is: isWord,
  write: rlpInteger,
  read: (item, name) => rlpQuantity(item, name, RULE),
};
const address: FieldCodec<Address> = { is: (value) => isHex(value, 20), write: hexToBytes, read: hexOf(20) };
const hash: FieldCodec<Hash> = { is: (value) => isHex(value, 32), write: hexToBytes, read: hexOf(32) };
const bytes: FieldCodec<Uint8Array> = {
  is: (value) => value instanceof Uint8Array,
  write: (value) => value,
  read: (item, name) => rlpBytes(item, name, RULE),
};

const FIELDS: { readonly [K in keyof FieldValues]: FieldCodec<FieldValues[K]> } = {
  word,
  address,
  hash,
  bytes,
  count: {
    is: (value) => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < COUNT_LIMIT,
    write: rlpInteger,
    read: (item, name) => Number(rlpQuantity(item, name, RULE, 48)),
  },
  flag: {
    is: (value) => typeof value === 'boolean',
    write: (value) => rlpInteger(value ? 1 : 0),
    read(item, name) {
      const value = rlpQuantity(item, name, RULE, 8);
      if (value > 1n) malformed('flag-out-of-range', RULE, `${name} is 0 or 1.`, value, '0 or 1');
      return value === 1n;
    },
  },
  words: listOf(word),
  addresses: listOf(address),
  hashes: listOf(hash),
  byteStrings: listOf(bytes),
};

/**
 * The codec of a contract's calls. Ethereum's own form (Solidity, "Contract ABI Specification") pads every field to 32
 * bytes and names the call by four bytes of a hash; this one is shorter, and has one encoding for each call.
 * @throws RangeError for more than 256 kinds
 */
export function callCodec<const F extends CallFields>(calls: F): CallCodec<CallsIn<F>> {
  const kinds = Object.entries(calls);
  if (kinds.length > 256) throw new RangeError(`One byte tells 256 calls apart, not ${kinds.length}.`);
  return {
    encode(call) {
      const index = kinds.findIndex(([kind]) => kind === call.kind);
      const [, fields] = kinds[index] ?? [];
      if (fields === undefined) throw new TypeError(`The contract has no call ${String(call.kind)}.`);
      const items = Object.entries(fields).map(([name, field]): RlpItem => {
        const value: unknown = Reflect.get(call, name);
        const codec = FIELDS[field] as FieldCodec<unknown>;
        if (!codec.is(value))
          throw new TypeError(`${name} of ${call.kind} is a ${field}; got ${String(value)}.`);
        return codec.write(value);
      });
      return concatBytes(Uint8Array.of(index), encodeRlp(items));
    },
    decode: (data) =>
      decoding(() => {
        const [kind, fields] = kinds[data[0] ?? -1] ?? [];
        if (kind === undefined || fields === undefined)
          malformed('unknown-call', RULE, 'The contract has no such call.', data[0], `below ${kinds.length}`);
        const names = Object.entries(fields);
        const decoded = decodeRlp(data.subarray(1));
        if (!decoded.ok) {
          const { code, rule, message, received, expected } = decoded.rejection;
          return malformed(code, rule, message, received, expected);
        }
        const items = rlpList(decoded.value, names.length, `A call of ${kind}`, RULE);
        const values = names.map(([name, field], at) => [name, FIELDS[field].read(items[at], name)]);
        return { kind, ...Object.fromEntries(values) } as CallsIn<F>;
      }),
  };
}
