// fails: a-block-at-its-target-leaves-the-fee-as-it-was
import { wei, type NextBaseFee } from 'strata';

// "At least 1" was taken to hold at the target too.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed >= gasTarget) {
    const rise = (baseFee * (gasUsed - gasTarget)) / gasTarget / 8n;
    return wei(baseFee + (rise > 1n ? rise : 1n));
  }
  return wei(baseFee - (baseFee * (gasTarget - gasUsed)) / gasTarget / 8n);
};
