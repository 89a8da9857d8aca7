/** Compact blocks: a block told by short ids to a node that has most of its transactions already (BIP-152, version 2). */
import { concatBytes, hexToBytes, reverseBytes } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { sipHash24 } from '../../foundation/siphash.ts';
import type { Hash } from '../../foundation/units.ts';
import { u64le } from '../../foundation/wire.ts';
import { checkCommitments } from '../chain/bitcoin-block.ts';
import type { BitcoinBlock } from '../chain/bitcoin-block.ts';
import { encodeHeader } from '../chain/header.ts';
import type { BitcoinHeader } from '../chain/header.ts';
import { witnessId } from '../ledger/transaction.ts';
import type { Transaction } from '../ledger/transaction.ts';

/** A transaction that is sent along whole, with its place in the block. */
export interface PrefilledTransaction {
  readonly index: number;
  readonly transaction: Transaction;
}

/** A block as it is announced: 6 bytes for each transaction that the other side is likely to have. */
export interface CompactBlock {
  readonly header: BitcoinHeader;
  /** 64 bits that the sender draws anew, so that nobody can prepare transactions whose short ids collide everywhere. */
  readonly nonce: bigint;
  /** 48 bits each, for the transactions that are not prefilled, in the block's order. */
  readonly shortIds: readonly number[];
  /** In ascending order of place; the coinbase is always here, since nobody can have it. */
  readonly prefilled: readonly PrefilledTransaction[];
}

/** A block as far as a node could put it together. */
export interface PartialBlock {
  readonly header: BitcoinHeader;
  /** In the block's order; null where nothing fits or more than one transaction does. */
  readonly transactions: readonly (Transaction | null)[];
  /** Places of the nulls, ascending: what to ask for. */
  readonly missing: readonly number[];
}

const SHORT_ID_BITS = 0xffffffffffffn;
/** Places are counted with 16 bits (BIP-152, "Short transaction IDs" and "getblocktxn"). */
const MOST_TRANSACTIONS = 0x10000;

/** The SipHash key of a compact block: the first 16 bytes of SHA-256 over header and nonce (BIP-152, "Short transaction IDs"). */
export const shortIdKey = (header: BitcoinHeader, nonce: bigint): Uint8Array =>
  sha256(concatBytes(encodeHeader(header), u64le(nonce))).subarray(0, 16);

/** The short id of the transaction with witness id `id`: the lower 48 bits of SipHash-2-4 over its bytes on the wire. */
export const shortId = (key: Uint8Array, id: Hash): number =>
  Number(sipHash24(key, reverseBytes(hexToBytes(id))) & SHORT_ID_BITS);

/** The compact form of `block`: the coinbase whole, and others too at the places in `alsoPrefilled`. @throws RangeError for an empty block or a nonce beyond 64 bits */
export function compactBlock(
  { header, transactions }: BitcoinBlock,
  nonce: bigint,
  alsoPrefilled: readonly number[] = [],
): CompactBlock {
  if (transactions.length === 0) throw new RangeError('A block has at least a coinbase.');
  const key = shortIdKey(header, nonce);
  const whole = new Set([0, ...alsoPrefilled]);
  return {
    header,
    nonce,
    shortIds: transactions.filter((_, index) => !whole.has(index)).map((one) => shortId(key, witnessId(one))),
    prefilled: transactions
      .map((transaction, index) => ({ index, transaction }))
      .filter(({ index }) => whole.has(index)),
  };
}

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'BIP-152, "Protocol Flow"', message, received, expected });

/** Whether the places that `compact` speaks of are those of a block: each once, in order and without gaps. */
export function checkPlaces({
  shortIds,
  prefilled,
}: Pick<CompactBlock, 'shortIds' | 'prefilled'>): Result<void> {
  const total = shortIds.length + prefilled.length;
  if (total === 0 || total > MOST_TRANSACTIONS) {
    return refuse(
      'compact-wrong-count',
      'A block has 1 to 65,536 transactions.',
      total,
      `1 … ${MOST_TRANSACTIONS}`,
    );
  }
  let last = -1;
  for (const { index } of prefilled) {
    if (index <= last || index >= total) {
      return refuse(
        'compact-wrong-place',
        `Place ${index} is out of order or behind the end.`,
        index,
        `${last + 1} … ${total - 1}`,
      );
    }
    last = index;
  }
  return ok(undefined);
}

/**
 * Puts `compact` together out of `pool`. A short id that two transactions of the pool have is treated as missing.
 * Refused: places that no block has, and one short id for two places, after which only the whole block helps.
 */
export function reconstruct(compact: CompactBlock, pool: readonly Transaction[]): Result<PartialBlock> {
  const { header, nonce, shortIds, prefilled } = compact;
  const places = checkPlaces(compact);
  if (!places.ok) return places;
  const wanted = new Set(shortIds);
  if (wanted.size !== shortIds.length) {
    return refuse(
      'short-ids-collide',
      'Two transactions of the block have one short id.',
      shortIds.length,
      wanted.size,
    );
  }
  const key = shortIdKey(header, nonce);
  const found = new Map<number, { readonly id: Hash; readonly transaction: Transaction | null }>();
  for (const transaction of pool) {
    const id = witnessId(transaction);
    const short = shortId(key, id);
    if (!wanted.has(short)) continue;
    const other = found.get(short);
    // The same transaction twice is no collision.
    if (other === undefined) found.set(short, { id, transaction });
    else if (other.id !== id) found.set(short, { id: other.id, transaction: null });
  }
  const whole = new Map(prefilled.map(({ index, transaction }) => [index, transaction]));
  const rest = shortIds.values();
  const transactions = Array.from({ length: shortIds.length + prefilled.length }, (_, index) => {
    const given = whole.get(index);
    if (given !== undefined) return given;
    const short = rest.next().value;
    return short === undefined ? null : (found.get(short)?.transaction ?? null);
  });
  const missing = transactions.flatMap((transaction, index) => (transaction === null ? [index] : []));
  return ok({ header, transactions, missing });
}

/**
 * The block, once the `missing` transactions have come, in the order of their places. Refused: another number of them,
 * and a block that its header does not commit to. The second is nobody's fault when a transaction of the pool happened
 * to have the short id of another one: the node then asks for the whole block.
 */
export function completeBlock(partial: PartialBlock, missing: readonly Transaction[]): Result<BitcoinBlock> {
  if (missing.length !== partial.missing.length) {
    const message = 'Each missing transaction comes once.';
    return refuse('compact-wrong-answer', message, missing.length, partial.missing.length);
  }
  const rest = missing.values();
  const transactions = partial.transactions.flatMap((transaction) => transaction ?? rest.next().value ?? []);
  const block = { header: partial.header, transactions };
  const committed = checkCommitments(block);
  return committed.ok ? ok(block) : committed;
}

/** About how often a pool of `poolSize` has a stranger with a short id of a block of `blockSize`: one in how many blocks, rounded down. */
export const blocksPerCollision = (blockSize: number, poolSize: number): bigint =>
  (SHORT_ID_BITS + 1n) / (BigInt(blockSize) * BigInt(poolSize));
