// fails: published-blocks-come-out-to-the-wei
import { wei, type NextBaseFee } from 'strata';

// The gap is measured against the limit, twice the target: half the change.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  const limit = 2n * gasTarget;
  if (gasUsed === gasTarget) return baseFee;
  if (gasUsed > gasTarget) {
    const rise = (baseFee * (gasUsed - gasTarget)) / limit / 8n;
    return wei(baseFee + (rise > 1n ? rise : 1n));
  }
  return wei(baseFee - (baseFee * (gasTarget - gasUsed)) / limit / 8n);
};
