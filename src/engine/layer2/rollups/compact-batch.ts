/**
 * A batch in its shortest form: parties by their number in a registry, no nonces, fees as one of four classes, and one
 * signature for all (V. Buterin, An incomplete guide to rollups, 2021, "How does compression work").
 *
 * Form: version 2 · origin height · 20 bytes of the origin's hash · 20 bytes of the parent's hash · number of transfers ·
 * for each: head, sender, recipient, mantissa · aggregate signature of 96 bytes, where there are transfers. The head is one byte:
 * kind of recipient + 3 · (fee class + 4 · tens), the tens being those that are taken off the value, 20 at most. Numbers
 * are compact, 7 bits a byte. Each batch has exactly one encoding. Between a thousand accounts a transfer of a few digits takes 6 bytes, between two
 * million 9; an entropy coder on top would save 5 to 20 %, as much as it would add to this page.
 */
import { bytesToHex, concatBytes, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hex, Wei } from '../../foundation/units.ts';
import { WireReader } from '../../foundation/wire.ts';
import { compact, readCompact, readCount } from './compact-numbers.ts';

/** Who receives a transfer on the rollup: an account by its number, an address that has none yet, or the sender's own address on layer 1. */
export type CompactRecipient =
  | { readonly kind: 'account'; readonly index: number }
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'layer-1' };

/** A transfer as a batch tells it. */
export interface CompactTransfer {
  /** The sender's number in the registry, below 2^32. */
  readonly from: number;
  readonly to: CompactRecipient;
  readonly value: Wei;
  /** 0 to 3: which of the rollup's four fees the sender pays. */
  readonly feeClass: number;
}

/** Where a batch stands: the layer 1 block up to which it has read, and the layer 2 block before it. */
export interface CompactBatch {
  readonly originHeight: number;
  /** The first 20 bytes of the origin's hash, as in span batches (OP Stack specification, "Span-batches", l1_origin_check). */
  readonly originCheck: Hex;
  /** The first 20 bytes of the parent's hash (same place, parent_check). */
  readonly parentCheck: Hex;
  readonly transfers: readonly CompactTransfer[];
  /** The sum of the senders' BLS signatures, 96 bytes; none where there are no transfers. */
  readonly signature: Uint8Array;
}

/** How a batch becomes bytes: the labs' type for a learner's encoder. */
export type EncodeBatch = (batch: CompactBatch) => Uint8Array;
/** How bytes become a batch, or are refused: the labs' type for a learner's decoder. */
export type DecodeBatch = (data: Uint8Array) => Result<CompactBatch>;

const RULE = 'Strata, layer2/rollups/compact-batch.ts';
const VERSION = 2;
const CHECK_BYTES = 20;
const SIGNATURE_BYTES = 96;
/** The most tens that a head can tell: 3 · 4 · 21 = 252 heads. */
const MOST_TENS = 20;
const HEADS = 3 * 4 * (MOST_TENS + 1);
/** Head, sender and mantissa of a withdrawal. */
const LEAST_TRANSFER = 3;
const KINDS = ['account', 'address', 'layer-1'] as const;

const isBelow = (value: number, limit: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value < limit;

function checkTransfer({ from, to, value, feeClass }: CompactTransfer): void {
  if (!isBelow(from, 2 ** 32) || (to.kind === 'account' && !isBelow(to.index, 2 ** 32)))
    throw new RangeError('A number in the registry lies below 2^32.');
  if (to.kind === 'address' && !isHex(to.address, 20)) throw new RangeError('An address has 20 bytes.');
  if (typeof value !== 'bigint' || value < 0n || value >> 256n !== 0n)
    throw new RangeError(`A value lies below 2^256; got ${String(value)}.`);
  if (!isBelow(feeClass, 4)) throw new RangeError(`There are four classes of fees; got ${feeClass}.`);
}

function transferParts(transfer: CompactTransfer): readonly Uint8Array[] {
  checkTransfer(transfer);
  const { from, to, value, feeClass } = transfer;
  let tens = 0;
  let mantissa: bigint = value;
  while (tens < MOST_TENS && mantissa !== 0n && mantissa % 10n === 0n) {
    mantissa /= 10n;
    tens += 1;
  }
  const head = Uint8Array.of(KINDS.indexOf(to.kind) + 3 * (feeClass + 4 * tens));
  const parts = [head, compact(BigInt(from))];
  if (to.kind === 'account') parts.push(compact(BigInt(to.index)));
  if (to.kind === 'address') parts.push(hexToBytes(to.address));
  return [...parts, compact(mantissa)];
}

/**
 * The bytes that the senders sign: the batch without its signature.
 * @throws RangeError for a field out of its range
 */
export function encodeUnsignedBatch(batch: Omit<CompactBatch, 'signature'>): Uint8Array {
  const { originHeight, originCheck, parentCheck, transfers } = batch;
  if (!isBelow(originHeight, 2 ** 48)) throw new RangeError(`A height is a count; got ${originHeight}.`);
  if (!isHex(originCheck, CHECK_BYTES) || !isHex(parentCheck, CHECK_BYTES))
    throw new RangeError('A check has 20 bytes.');
  return concatBytes(
    Uint8Array.of(VERSION),
    compact(BigInt(originHeight)),
    hexToBytes(originCheck),
    hexToBytes(parentCheck),
    compact(BigInt(transfers.length)),
    ...transfers.flatMap(transferParts),
  );
}

/**
 * The bytes of a batch.
 * @throws RangeError for a field out of its range, transfers without a signature, or a signature of nothing
 */
export function encodeCompactBatch(batch: CompactBatch): Uint8Array {
  if (batch.signature.length !== (batch.transfers.length === 0 ? 0 : SIGNATURE_BYTES))
    throw new RangeError('A batch has one signature of 96 bytes, and none when it is empty.');
  return concatBytes(encodeUnsignedBatch(batch), batch.signature);
}

function readTransfer(reader: WireReader): CompactTransfer {
  const head = reader.u8();
  if (head >= HEADS) malformed('batch-unknown-head', RULE, 'There is no such head.', head, `below ${HEADS}`);
  const kind = KINDS[head % 3];
  const feeClass = Math.floor(head / 3) % 4;
  const tens = Math.floor(head / 12);
  const from = Number(readCompact(reader, 32));
  const to: CompactRecipient =
    kind === 'account'
      ? { kind, index: Number(readCompact(reader, 32)) }
      : kind === 'address'
        ? { kind, address: bytesToHex(reader.bytes(20)) as Address }
        : { kind: 'layer-1' };
  const mantissa = readCompact(reader, 256);
  if (mantissa === 0n ? tens !== 0 : tens < MOST_TENS && mantissa % 10n === 0n)
    malformed(
      'batch-not-shortest',
      RULE,
      'A value has tens outside their count.',
      mantissa,
      'no factor of ten left',
    );
  const value = mantissa * 10n ** BigInt(tens);
  if (value >> 256n !== 0n)
    malformed('batch-number-too-large', RULE, 'A value exceeds 256 bits.', value, 'below 2^256');
  return { from, to, value: wei(value), feeClass };
}

/**
 * The batch that `data` encodes. Refused: another version, a number or value not in its shortest form or out of range, an
 * unknown head, a missing signature, trailing bytes. The signature is read, not checked.
 */
export const decodeCompactBatch = (data: Uint8Array): Result<CompactBatch> =>
  decoding(() => {
    const reader = new WireReader(data);
    const version = reader.u8();
    if (version !== VERSION)
      malformed('batch-unknown-version', RULE, `Only version ${VERSION} is known.`, version, VERSION);
    const originHeight = Number(readCompact(reader, 48));
    const originCheck = bytesToHex(reader.bytes(CHECK_BYTES));
    const parentCheck = bytesToHex(reader.bytes(CHECK_BYTES));
    const count = readCount(reader, LEAST_TRANSFER);
    const transfers = Array.from({ length: count }, () => readTransfer(reader));
    const signature = reader.bytes(count === 0 ? 0 : SIGNATURE_BYTES);
    reader.end();
    return { originHeight, originCheck, parentCheck, transfers, signature };
  });
