/** Receipts: coins on their way from one shard to another, and the commitment by which a block vouches for them. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import { proveWord } from '../machine/word-proof.ts';
import type { WordProof } from '../machine/word-proof.ts';
import { wordRoot, wordsFrom } from '../machine/word-tree.ts';
import type { WordTree } from '../machine/word-tree.ts';

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

/** What a shard's block shows to the other shards: its receipts and the root that commits to them. */
export interface ShardBlock {
  readonly shard: number;
  readonly height: number;
  readonly receiptsRoot: Hash;
  readonly receipts: readonly CrossReceipt[];
}

const leavesOf = (receipts: readonly CrossReceipt[]): WordTree =>
  wordsFrom(
    16,
    receipts.map((receipt) => BigInt(receiptId(receipt))),
  );

/** The commitment to a block's receipts: the root of the tree of their ids. */
export const receiptsRootOf = (receipts: readonly CrossReceipt[]): Hash =>
  hashHex(wordRoot(leavesOf(receipts)));

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
