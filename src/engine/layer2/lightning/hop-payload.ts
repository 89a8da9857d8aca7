/** What an onion tells one hop: how much to forward, until when, and over which channel (BOLT 4, "payload format"). */
import {
  bytesToBigint,
  bytesToHex,
  bigintToFixedBytes,
  concatBytes,
  hexToBytes,
} from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { msat } from '../../foundation/units.ts';
import type { Hash, Msat } from '../../foundation/units.ts';
import { decodeTlvStream, decodeTruncated, encodeTlvStream, encodeTruncated } from './tlv-stream.ts';
import type { TlvRecord } from './tlv-stream.ts';

/** A channel's short id: where its funding output stands on the chain, as block, transaction and output in 8 bytes (BOLT 7, "Definition of `short_channel_id`"). */
export type ShortChannelId = bigint;

/** The short id of output `output` of transaction `transaction` of block `block`: 3, 3 and 2 bytes of one number. */
export const shortChannelId = (block: number, transaction: number, output: number): ShortChannelId =>
  (BigInt(block) << 40n) | (BigInt(transaction) << 16n) | BigInt(output);

/** A short id as people write it, `block x transaction x output` (BOLT 7, same section). */
export const sayShortChannelId = (id: ShortChannelId): string =>
  `${id >> 40n}x${(id >> 16n) & 0xffffffn}x${id & 0xffffn}`;

/** What a hop reads in its layer. Amounts in thousandths of a satoshi, locks as block heights. */
export interface HopPayload {
  /** What the hop sends on; for the last hop, what it gets. */
  readonly amountToForward: Msat;
  /** The lock of the HTLC that the hop offers; for the last hop, the least that it was promised. */
  readonly outgoingCltv: number;
  /** The channel to forward over; absent at the last hop. */
  readonly channel?: ShortChannelId;
  /** What the payee gave to the payer with the invoice; only at the last hop, so that nobody in between can probe. */
  readonly paymentSecret?: Hash;
  /** All parts of a payment together; only at the last hop. */
  readonly total?: Msat;
}

const AMOUNT = 2n;
const CLTV = 4n;
const CHANNEL = 6n;
const PAYMENT_DATA = 8n;
const KNOWN = [AMOUNT, CLTV, CHANNEL, PAYMENT_DATA];

/** `payload` as the TLV stream of BOLT 4, types 2, 4, 6 and 8. */
export function encodeHopPayload(payload: HopPayload): Uint8Array {
  const { amountToForward, outgoingCltv, channel, paymentSecret, total } = payload;
  const records: TlvRecord[] = [
    { type: AMOUNT, value: encodeTruncated(amountToForward) },
    { type: CLTV, value: encodeTruncated(outgoingCltv) },
  ];
  if (channel !== undefined) records.push({ type: CHANNEL, value: bigintToFixedBytes(channel, 8) });
  if (paymentSecret !== undefined) {
    const value = concatBytes(hexToBytes(paymentSecret), encodeTruncated(total ?? amountToForward));
    records.push({ type: PAYMENT_DATA, value });
  }
  return encodeTlvStream(records);
}

const refuse = (message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code: 'invalid_onion_payload', rule: 'BOLT 4, "payload format"', message, received, expected });

/**
 * The payload that `data` writes. Refused as `invalid_onion_payload`: no TLV stream, no amount or lock, an even type that
 * is not known, values of another shape.
 */
export function decodeHopPayload(data: Uint8Array): Result<HopPayload> {
  const stream = decodeTlvStream(data, KNOWN);
  if (!stream.ok)
    return refuse(stream.rejection.message, stream.rejection.received, stream.rejection.expected);
  const valueOf = (type: bigint): Uint8Array | undefined =>
    stream.value.find((record) => record.type === type)?.value;
  const [amount, cltv, channel, paymentData] = [AMOUNT, CLTV, CHANNEL, PAYMENT_DATA].map(valueOf);
  if (amount === undefined || cltv === undefined)
    return refuse(
      'The amount or the lock is missing.',
      [...stream.value].map(({ type }) => type),
      'types 2 and 4',
    );
  const forwarded = decodeTruncated(amount, 8);
  const lock = decodeTruncated(cltv, 4);
  if (!forwarded.ok || !lock.ok)
    return refuse('A number is malformed.', bytesToHex(data), 'truncated integers');
  if (channel !== undefined && channel.length !== 8)
    return refuse('A short id has 8 bytes.', channel.length, 8);
  if (paymentData !== undefined && paymentData.length < 32)
    return refuse('A payment secret has 32 bytes.', paymentData.length, 32);
  const total = paymentData === undefined ? null : decodeTruncated(paymentData.subarray(32), 8);
  if (total !== null && !total.ok)
    return refuse('The total is malformed.', bytesToHex(data), 'a truncated integer');
  return ok({
    amountToForward: msat(forwarded.value),
    outgoingCltv: Number(lock.value),
    ...(channel !== undefined && { channel: bytesToBigint(channel) }),
    ...(paymentData !== undefined &&
      total !== null && {
        paymentSecret: bytesToHex(paymentData.subarray(0, 32)) as Hash,
        total: msat(total.value),
      }),
  });
}
