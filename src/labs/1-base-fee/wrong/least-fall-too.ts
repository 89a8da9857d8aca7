// fails: below-target-the-fall-has-no-minimum
import { wei, type NextBaseFee } from 'strata';

// The minimum of 1 is applied on both sides; the rule has it on one.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  const above = gasUsed > gasTarget;
  const gap = above ? gasUsed - gasTarget : gasTarget - gasUsed;
  const change = (baseFee * gap) / gasTarget / 8n;
  const least = change > 1n ? change : 1n;
  return wei(above ? baseFee + least : baseFee - least);
};
