// Your part: what a block size promises, and the largest one that still arrives in time.
import { bytes, type Capacity, type LargestBlock } from 'strata';

/** Transactions a second when every block is full. */
export const capacity: Capacity = (rule) => {
  // TODO: a rate is per second, and a transaction is in a block whole or not at all.
  return rule.blockBytes / rule.transactionBytes;
};

/** The largest multiple of `step` that reaches nine nodes in ten in time. */
export const largestBlock: LargestBlock = (reach, limit) => {
  console.log(`a block of ${limit.step} bytes takes ${reach(limit.step)} ms of ${limit.withinMs}`);
  // TODO: search between nothing and `most`.
  return bytes(limit.most);
};
