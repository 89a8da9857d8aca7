/** One shard of a ledger: its accounts, the receipts it has issued, and those it has redeemed. */
import { bytesToHex, concatBytes, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import { wei } from '../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import { getAccount, setAccount, stateRoot } from '../ledger/accounts.ts';
import type { AccountState } from '../ledger/accounts.ts';
import {
  emptyWords,
  getWord,
  proveWord,
  rootWith,
  setWord,
  wordRoot,
  wordsFrom,
} from '../machine/word-tree.ts';
import type { WordProof, WordTree } from '../machine/word-tree.ts';
import { applyMove, withdraw } from './move.ts';
import type { Move } from './move.ts';

/** Which shard an account lives on: 0 … shards − 1, the same for every node. The labs' type for a learner's own {@link shardOf}. */
export type ShardOf = (address: Address, shards: number) => number;

/**
 * The account's place by its hash, so that nobody can choose it cheaply and all shards get as many: SHA-256 of the
 * address, as a number, modulo the number of shards. @throws RangeError when there is no shard
 */
export const shardOf: ShardOf = (address, shards) => {
  if (!Number.isInteger(shards) || shards < 1) throw new RangeError(`There are ${shards} shards.`);
  return Number(BigInt(bytesToHex(sha256(hexToBytes(address)))) % BigInt(shards));
};

/** Coins that have left one shard and wait to arrive at another (Sharding FAQ of Ethereum, "receipts"; Monoxide's relay transactions, NSDI 2019). */
export interface CrossReceipt {
  readonly from: number;
  readonly to: number;
  /** The block of `from` that issued it, and its place there: no two receipts are the same. */
  readonly height: number;
  readonly index: number;
  readonly recipient: Address;
  readonly value: Wei;
}

/** A receipt's id: SHA-256 of the RLP of its six fields. */
export const receiptId = ({ from, to, height, index, recipient, value }: CrossReceipt): Hash =>
  hashHex(
    sha256(
      encodeRlp([
        rlpInteger(from),
        rlpInteger(to),
        rlpInteger(height),
        rlpInteger(index),
        hexToBytes(recipient),
        rlpInteger(value),
      ]),
    ),
  );

/** One version of a shard. */
export interface Shard {
  readonly id: number;
  readonly shards: number;
  readonly height: number;
  readonly accounts: AccountState;
  /** Ids of receipts redeemed here: 1 where one was. */
  readonly redeemed: WordTree;
}

/** A shard before its first block. */
export const createShard = (id: number, shards: number, accounts: AccountState): Shard => ({
  id,
  shards,
  height: 0,
  accounts,
  redeemed: emptyWords(256),
});

/** The commitment to a shard: SHA-256 of the roots of its accounts and of its redeemed receipts. */
export const shardRoot = ({ accounts, redeemed }: Shard): Hash =>
  hashHex(sha256(concatBytes(hexToBytes(stateRoot(accounts)), wordRoot(redeemed))));

/** What a shard's block shows to the other shards: its receipts and the root that commits to them. */
export interface ShardBlock {
  readonly shard: number;
  readonly height: number;
  readonly receiptsRoot: Hash;
  readonly receipts: readonly CrossReceipt[];
}

/** A move, and why the shard refused it; null when it went through. */
export interface MoveOutcome {
  readonly move: Move;
  readonly refused: string | null;
}

const leavesOf = (receipts: readonly CrossReceipt[]): WordTree =>
  wordsFrom(
    16,
    receipts.map((receipt) => BigInt(receiptId(receipt))),
  );

/**
 * The shard after a block of `moves`, with the receipts that it issued. A move within the shard is done at once; one to
 * another shard takes the coins out here and issues a receipt for them there. A refused move changes nothing.
 */
export function proposeShardBlock(
  shard: Shard,
  moves: readonly Move[],
  place: ShardOf = shardOf,
): { shard: Shard; block: ShardBlock; outcomes: readonly MoveOutcome[] } {
  const { id, shards } = shard;
  const height = shard.height + 1;
  const receipts: CrossReceipt[] = [];
  const outcomes: MoveOutcome[] = [];
  let { accounts } = shard;
  for (const move of moves) {
    const { from, to: recipient, value } = move;
    if (!isHex(from, 20) || !isHex(recipient, 20)) {
      outcomes.push({ move, refused: 'malformed-move' });
      continue;
    }
    const target = placed(place, recipient, shards);
    if (placed(place, from, shards) !== id) outcomes.push({ move, refused: 'sender-on-another-shard' });
    else if (target === id) {
      const applied = applyMove(accounts, move);
      if (applied.ok) accounts = applied.value;
      outcomes.push({ move, refused: applied.ok ? null : applied.rejection.code });
    } else {
      const paid = withdraw(getAccount(accounts, from), move);
      if (paid.ok) {
        accounts = setAccount(accounts, from, paid.value);
        receipts.push({ from: id, to: target, height, index: receipts.length, recipient, value });
      }
      outcomes.push({ move, refused: paid.ok ? null : paid.rejection.code });
    }
  }
  const receiptsRoot = hashHex(wordRoot(leavesOf(receipts)));
  return {
    shard: { ...shard, height, accounts },
    block: { shard: id, height, receiptsRoot, receipts },
    outcomes,
  };
}

/** Where `place` puts `address`. @throws RangeError when there is no such shard: coins sent there would be gone */
function placed(place: ShardOf, address: Address, shards: number): number {
  const shard: unknown = place(address, shards);
  if (typeof shard === 'number' && Number.isInteger(shard) && shard >= 0 && shard < shards) return shard;
  throw new RangeError(
    `${address} was placed on shard ${String(shard)}; there are shards 0 to ${shards - 1}.`,
  );
}

/** A receipt on its way, with the proof that its shard's block committed to it. */
export interface Delivery {
  readonly receipt: CrossReceipt;
  readonly proof: WordProof;
}

/** The receipts of `block`, each with its proof. */
export function deliveriesOf({ receipts }: ShardBlock): Delivery[] {
  const leaves = leavesOf(receipts);
  return receipts.map((receipt, index) => ({ receipt, proof: proveWord(leaves, BigInt(index)) }));
}

/** The receipts root of a block of another shard, or null when that block is not known (a beacon chain's part, as in Ethereum's phase 1 design). */
export type ReceiptsRootAt = (shard: number, height: number) => Hash | null;

/** Whether and how a shard lets a receipt in; the labs' type for a learner's own {@link redeemReceipt}. */
export type RedeemReceipt = (shard: Shard, delivery: Delivery, rootAt: ReceiptsRootAt) => Result<Shard>;

const RULE = 'Strata sharding, redeeming receipts';
const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: RULE, message, received, expected });

/**
 * The shard in which the receipt's coins have arrived. Refused: a receipt for another shard, one from a block that is
 * not known, one that its block did not commit to, and one that was redeemed before; in whatever order and however
 * often receipts come, each is redeemed once.
 */
export const redeemReceipt: RedeemReceipt = (shard, { receipt, proof }, rootAt) => {
  const { from, to, height, index } = receipt;
  if (![from, to, height, index].every((count) => Number.isSafeInteger(count) && count >= 0))
    return refuse(
      'malformed-receipt',
      'Shards, heights and places are whole numbers.',
      receipt,
      'counts from 0',
    );
  const { recipient, value } = receipt;
  if (!isHex(recipient, 20) || typeof value !== 'bigint' || value < 0n || value >> 256n !== 0n)
    return refuse(
      'malformed-receipt',
      'A receipt has a recipient and a value.',
      receipt,
      '20 bytes and a bigint',
    );
  if (to !== shard.id)
    return refuse('receipt-for-another-shard', 'The receipt is for another shard.', to, shard.id);
  const root = rootAt(from, height);
  if (root === null)
    return refuse('unknown-shard-block', 'The issuing block is not known.', height, 'a known block');
  const id = BigInt(receiptId(receipt));
  const shown = index < 2 ** 16 ? rootWith(16, BigInt(index), id, proof) : null;
  const actual = shown === null ? 'a malformed proof' : hashHex(shown);
  if (actual !== root)
    return refuse('receipt-not-committed', 'The issuing block does not commit to it.', actual, root);
  if (getWord(shard.redeemed, id) !== 0n)
    return refuse('receipt-redeemed', 'The receipt was redeemed before.', receiptId(receipt), 'a new one');
  const account = getAccount(shard.accounts, recipient);
  return ok({
    ...shard,
    accounts: setAccount(shard.accounts, recipient, { ...account, balance: wei(account.balance + value) }),
    redeemed: setWord(shard.redeemed, id, 1n),
  });
};
