// fails: steady-demand-settles-at-the-target
import { wei, type NextBaseFee } from 'strata';

// The fee only rises: one busy hour prices everyone out for good.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed <= gasTarget) return baseFee;
  const rise = (baseFee * (gasUsed - gasTarget)) / gasTarget / 8n;
  return wei(baseFee + (rise > 1n ? rise : 1n));
};
