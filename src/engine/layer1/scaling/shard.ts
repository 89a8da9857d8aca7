/** One shard of a ledger: which accounts live on it, and what a block does to them. */
import { bytesToHex, concatBytes, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Address, Hash } from '../../foundation/units.ts';
import { getAccount, setAccount, stateRoot } from '../ledger/accounts.ts';
import type { AccountState } from '../ledger/accounts.ts';
import { emptyWords, wordRoot } from '../machine/word-tree.ts';
import type { WordTree } from '../machine/word-tree.ts';
import { receiptsRootOf } from './cross-receipt.ts';
import type { CrossReceipt, ShardBlock } from './cross-receipt.ts';
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

/** A move, and why the shard refused it; null when it went through. */
export interface MoveOutcome {
  readonly move: Move;
  readonly refused: string | null;
}

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
  const receiptsRoot = receiptsRootOf(receipts);
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
