// Another style: the answer built from its highest binary digit down.
import { bytes, type BlockSizeRule, type Bytes, type LargestBlock } from 'strata';

export function capacity(rule: BlockSizeRule): number {
  const left = rule.blockBytes % rule.transactionBytes;
  const perBlock = (rule.blockBytes - left) / rule.transactionBytes;
  return perBlock / (rule.intervalMs / 1000);
}

export const largestBlock: LargestBlock = (reach, limit) => {
  let size = 0;
  let digit: number = limit.step;
  while (digit * 2 <= limit.most) digit *= 2;
  for (; digit >= limit.step; digit /= 2) {
    const candidate = (size + digit) as Bytes;
    if (candidate <= limit.most && reach(candidate) <= limit.withinMs) size = candidate;
  }
  return bytes(size);
};
