// fails: full-blocks-compound-at-9-8-and-no-faster
import { wei, type NextBaseFee } from 'strata';

// Steers harder than the rule allows: a quarter a block.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  if (gasUsed > gasTarget) {
    const rise = (baseFee * (gasUsed - gasTarget)) / gasTarget / 4n;
    return wei(baseFee + (rise > 1n ? rise : 1n));
  }
  return wei(baseFee - (baseFee * (gasTarget - gasUsed)) / gasTarget / 4n);
};
