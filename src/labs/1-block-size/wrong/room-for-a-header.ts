// fails: a-busy-chain-carries-what-you-promised
// Takes 80 bytes off for the header, which the rule does not count as room for payments.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor((blockBytes - 80) / transactionBytes);
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
  return bytes(inTime * step);
};
