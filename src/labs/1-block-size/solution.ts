// The reference: capacity by arithmetic, the largest block by bisection.
import { bytes, type Capacity, type LargestBlock } from 'strata';

// #region capacity
export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};
// #endregion

// #region largest
export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  let inTime = 0;
  let tooLate = most / step + 1;
  while (tooLate - inTime > 1) {
    const middle = Math.floor((inTime + tooLate) / 2);
    if (reach(bytes(middle * step)) <= withinMs) inTime = middle;
    else tooLate = middle;
  }
  return bytes(inTime * step);
};
// #endregion
