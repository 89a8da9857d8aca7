/** The base fee rule of EIP-1559, line by line as its specification states it. */
import { wei, type NextBaseFee } from 'strata';

/** A block moves the fee by an eighth at most (EIP-1559, `BASE_FEE_MAX_CHANGE_DENOMINATOR`). */
const MAX_CHANGE_DENOMINATOR = 8n;

// #region next-base-fee
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  if (gasUsed > gasTarget) {
    const rise = (baseFee * (gasUsed - gasTarget)) / gasTarget / MAX_CHANGE_DENOMINATOR;
    return wei(baseFee + (rise > 1n ? rise : 1n));
  }
  const fall = (baseFee * (gasTarget - gasUsed)) / gasTarget / MAX_CHANGE_DENOMINATOR;
  return wei(baseFee - fall);
};
// #endregion
