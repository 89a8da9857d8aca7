/** The three messages of compact block relay as bytes: announcement, request and answer (BIP-152, "New data structures"). */
import { concatBytes, hexToBytes, reverseBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import { WireReader, compactSize, u64le } from '../../foundation/wire.ts';
import { encodeHeader, readHeader } from '../chain/header.ts';
import { atMost, encodeTransaction, readTransaction } from '../ledger/transaction.ts';
import type { Transaction } from '../ledger/transaction.ts';
import { checkPlaces } from './compact-blocks.ts';
import type { CompactBlock } from './compact-blocks.ts';

const RULE = 'BIP-152, "New data structures"';
const SMALLEST_TRANSACTION = 10;
/** The last place that 16 bits can name. */
const LAST_PLACE = 0xffff;

/** A request for the transactions of `block`, by its id in display order, at `places`, ascending (`getblocktxn`). */
export interface TransactionRequest {
  readonly block: Hash;
  readonly places: readonly number[];
}

/** The transactions asked for, in the order of the request (`blocktxn`). */
export interface TransactionAnswer {
  readonly block: Hash;
  readonly transactions: readonly Transaction[];
}

const shortIdBytes = (short: number): Uint8Array => u64le(BigInt(short)).subarray(0, 6);
const idBytes = (id: Hash): Uint8Array => reverseBytes(hexToBytes(id));
const readId = (reader: WireReader): Hash => hashHex(reverseBytes(reader.bytes(32)));
const whole = (transaction: Transaction): Uint8Array => encodeTransaction(transaction, { witness: true });

/** Each place as its distance from the one before, less one, so that most take a single byte. @throws RangeError for places out of order */
const distances = (places: readonly number[]): readonly Uint8Array[] =>
  places.map((place, index) => compactSize(place - (places[index - 1] ?? -1) - 1));

/** The next place after `last`; stops at one that 16 bits cannot name. */
function readPlace(reader: WireReader, last: number): number {
  const place = last + 1 + reader.compactSize();
  if (place > LAST_PLACE) malformed('compact-wrong-place', RULE, 'A place has 16 bits.', place, LAST_PLACE);
  return place;
}

/** `compact` as it is announced (`cmpctblock`). @throws RangeError when a field does not fit */
export const encodeCompactBlock = ({ header, nonce, shortIds, prefilled }: CompactBlock): Uint8Array => {
  const gaps = distances(prefilled.map(({ index }) => index));
  return concatBytes(
    encodeHeader(header),
    u64le(nonce),
    compactSize(shortIds.length),
    ...shortIds.map(shortIdBytes),
    compactSize(prefilled.length),
    ...prefilled.flatMap(({ transaction }, index) => [gaps[index] as Uint8Array, whole(transaction)]),
  );
};

/** The compact block that exactly `data` encodes. Refused: places that no block has, sizes not in their shortest form, trailing bytes. */
export const decodeCompactBlock = (data: Uint8Array): Result<CompactBlock> =>
  decoding(() => {
    const reader = new WireReader(data);
    const header = readHeader(reader);
    const nonce = reader.u64();
    const shortIds = Array.from(
      { length: atMost(reader, 6) },
      () => reader.u32() + (reader.u8() + reader.u8() * 256) * 2 ** 32,
    );
    let last = -1;
    const prefilled = Array.from({ length: atMost(reader, 1 + SMALLEST_TRANSACTION) }, () => {
      last = readPlace(reader, last);
      return { index: last, transaction: readTransaction(reader) };
    });
    reader.end();
    const places = checkPlaces({ shortIds, prefilled });
    if (!places.ok) {
      const { code, rule, message, received, expected } = places.rejection;
      malformed(code, rule, message, received, expected);
    }
    return { header, nonce, shortIds, prefilled };
  });

/** `request` as it is sent (`getblocktxn`). @throws RangeError for places out of order */
export const encodeTransactionRequest = ({ block, places }: TransactionRequest): Uint8Array =>
  concatBytes(idBytes(block), compactSize(places.length), ...distances(places));

/** The request that exactly `data` encodes. Refused: a place beyond 16 bits, sizes not in their shortest form, trailing bytes. */
export const decodeTransactionRequest = (data: Uint8Array): Result<TransactionRequest> =>
  decoding(() => {
    const reader = new WireReader(data);
    const block = readId(reader);
    let last = -1;
    const places = Array.from({ length: atMost(reader, 1) }, () => (last = readPlace(reader, last)));
    reader.end();
    return { block, places };
  });

/** `answer` as it is sent (`blocktxn`). */
export const encodeTransactionAnswer = ({ block, transactions }: TransactionAnswer): Uint8Array =>
  concatBytes(idBytes(block), compactSize(transactions.length), ...transactions.map(whole));

/** The answer that exactly `data` encodes; sizes not in their shortest form and trailing bytes are refused. */
export const decodeTransactionAnswer = (data: Uint8Array): Result<TransactionAnswer> =>
  decoding(() => {
    const reader = new WireReader(data);
    const block = readId(reader);
    const transactions = Array.from({ length: atMost(reader, SMALLEST_TRANSACTION) }, () =>
      readTransaction(reader),
    );
    reader.end();
    return { block, transactions };
  });
