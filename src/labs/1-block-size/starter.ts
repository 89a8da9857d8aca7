// Your part: what a block size promises, and the largest in time.
import { bytes } from 'strata';
import type { Capacity, LargestBlock } from 'strata';

/** Transactions a second when every block is full. */
export const capacity: Capacity = (rule) => {
  // TODO: a rate is per second; a transaction is in a block or it is not.
  return rule.blockBytes / rule.transactionBytes;
};

/** The largest multiple of `step` that arrives in time. */
export const largestBlock: LargestBlock = (reach, limit) => {
  console.log(limit.step, 'bytes take', reach(limit.step), 'ms');
  // TODO: search between nothing and `most`.
  return bytes(limit.most);
};
