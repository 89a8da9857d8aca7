// fails: your-largest-block-arrives-in-time
// Returns the first size that is too late.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};

export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  let inTime = 0;
  let tooLate = most / step + 1;
  while (tooLate - inTime > 1) {
    const middle = Math.floor((inTime + tooLate) / 2);
    if (reach(bytes(middle * step)) <= withinMs) inTime = middle;
    else tooLate = middle;
  }
  return bytes(Math.min(tooLate * step, most));
};
