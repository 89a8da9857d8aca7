/** How much a chain can carry when its blocks have a size and an interval: the article's first claim as arithmetic. */
import type { Bytes, Ms } from '../../foundation/units.ts';

/** The three numbers that bound a chain of fixed blocks. */
export interface BlockSizeRule {
  /** Room for transactions in one block. */
  readonly blockBytes: Bytes;
  /** Size of an average transaction. */
  readonly transactionBytes: Bytes;
  /** Mean time from block to block. */
  readonly intervalMs: Ms;
}

/** Transactions a second that a rule allows; the labs' type for a learner's own {@link capacity}. */
export type Capacity = (rule: BlockSizeRule) => number;

/**
 * Transactions per second under `rule`: as many whole transactions as fit a block, spread over the interval.
 * 1 MB, 250 bytes and 600 s give 6.67 (K. Croman et al., On Scaling Decentralized Blockchains, 2016, section 2).
 * @throws RangeError when a size or the interval is not positive
 */
export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  if (!(transactionBytes > 0) || !(intervalMs > 0) || !(blockBytes >= 0)) {
    throw new RangeError('Sizes and intervals are positive.');
  }
  return (Math.floor(blockBytes / transactionBytes) * 1000) / intervalMs;
};
