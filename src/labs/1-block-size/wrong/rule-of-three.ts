// fails: one-step-more-would-not-have-arrived
// Asks once and scales: as if the time grew exactly with the size.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};

export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  const whole = reach(most);
  const inTime = Math.min(most / step, Math.floor((0.95 * (most / step) * withinMs) / whole));
  return bytes(inTime * step);
};
