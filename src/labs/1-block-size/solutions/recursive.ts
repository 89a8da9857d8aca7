// A third style: the search as a function that calls itself on the half that is left.
import { bytes, type BlockLimit, type Capacity, type LargestBlock, type Reach } from 'strata';

export const capacity: Capacity = (rule) => {
  const seconds = rule.intervalMs / 1000;
  return Math.trunc(rule.blockBytes / rule.transactionBytes) / seconds;
};

/** Steps between `low`, known to be in time, and `high`, the last that may be. */
const search = (reach: Reach, limit: BlockLimit, low: number, high: number): number => {
  if (low === high) return low;
  const middle = Math.ceil((low + high) / 2);
  return reach(bytes(middle * limit.step)) > limit.withinMs
    ? search(reach, limit, low, middle - 1)
    : search(reach, limit, middle, high);
};

export const largestBlock: LargestBlock = (reach, limit) =>
  bytes(search(reach, limit, 0, limit.most / limit.step) * limit.step);
