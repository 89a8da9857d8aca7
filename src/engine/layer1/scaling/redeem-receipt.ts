/** Redeeming receipts: once each, in whatever order and however often they come. */
import { isHex } from '../../foundation/bytes.ts';
import { hashHex } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { wei } from '../../foundation/units.ts';
import type { Hash } from '../../foundation/units.ts';
import { getAccount, setAccount } from '../ledger/accounts.ts';
import { rootWith } from '../machine/word-proof.ts';
import { getWord, setWord } from '../machine/word-tree.ts';
import { receiptId } from './cross-receipt.ts';
import type { Delivery } from './cross-receipt.ts';
import type { Shard } from './shard.ts';

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
