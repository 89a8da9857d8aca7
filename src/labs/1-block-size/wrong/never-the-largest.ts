// fails: few-questions-are-enough-whatever-the-limit
// Leaves the largest size out of the search.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};

export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  let inTime = 0;
  let tooLate = most / step;
  while (tooLate - inTime > 1) {
    const middle = Math.floor((inTime + tooLate) / 2);
    if (reach(bytes(middle * step)) <= withinMs) inTime = middle;
    else tooLate = middle;
  }
  return bytes(inTime * step);
};
