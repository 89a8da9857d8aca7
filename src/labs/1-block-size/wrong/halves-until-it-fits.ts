// fails: one-step-more-would-not-have-arrived
// Starts at the largest size and halves it until it is in time, which overshoots.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};

export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  let inTime = most / step;
  while (inTime > 0 && reach(bytes(inTime * step)) > withinMs) inTime = Math.floor(inTime / 2);
  return bytes(inTime * step);
};
