// fails: your-largest-block-arrives-in-time
// Remembers answers and bisects with a lower bound that can stay where it is.
import { bytes, type Capacity, type LargestBlock } from 'strata';

export const capacity: Capacity = ({ blockBytes, transactionBytes, intervalMs }) => {
  const inOneBlock = Math.floor(blockBytes / transactionBytes);
  return (inOneBlock * 1000) / intervalMs;
};

export const largestBlock: LargestBlock = (reach, { withinMs, step, most }) => {
  const known = new Map<number, number>();
  const time = (steps: number): number => {
    const before = known.get(steps);
    if (before !== undefined) return before;
    const answer = reach(bytes(steps * step));
    known.set(steps, answer);
    return answer;
  };
  let inTime = 0;
  let last = most / step;
  while (inTime < last) {
    const middle = Math.floor((inTime + last) / 2);
    if (middle === 0 || time(middle) <= withinMs) inTime = middle;
    else last = middle - 1;
  }
  return bytes(inTime * step);
};
