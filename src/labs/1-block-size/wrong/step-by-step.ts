// fails: few-questions-are-enough-whatever-the-limit
// Tries every size from the smallest up.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};

export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  let inTime = 0;
  while ((inTime + 1) * step <= most && reach(bytes((inTime + 1) * step)) <= withinMs) inTime += 1;
  return bytes(inTime * step);
};
