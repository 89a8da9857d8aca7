// fails: published-blocks-come-out-to-the-wei
import { wei, type NextBaseFee } from 'strata';

// Dividing before multiplying drops a remainder that the multiplication would have kept.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  if (gasUsed > gasTarget) {
    const rise = (baseFee / gasTarget / 8n) * (gasUsed - gasTarget);
    return wei(baseFee + (rise > 1n ? rise : 1n));
  }
  return wei(baseFee - (baseFee / gasTarget / 8n) * (gasTarget - gasUsed));
};
