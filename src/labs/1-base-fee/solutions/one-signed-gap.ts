/** The same rule with one signed gap: BigInt division drops the remainder towards zero on both sides, as the rule needs. */
import { wei, type NextBaseFee } from 'strata';

export const nextBaseFee: NextBaseFee = (parent) => {
  const gap = parent.gasUsed - parent.gasTarget;
  const change = (parent.baseFee * gap) / (8n * parent.gasTarget);
  const least = gap > 0n && change === 0n ? 1n : change;
  return wei(parent.baseFee + least);
};
