// fails: above-target-the-fee-rises-by-at-least-one-wei
import { wei, type NextBaseFee } from 'strata';

// Whole-number division makes the rise nothing at a low fee, and the price is stuck there for good.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) =>
  wei(baseFee + (baseFee * (gasUsed - gasTarget)) / gasTarget / 8n);
