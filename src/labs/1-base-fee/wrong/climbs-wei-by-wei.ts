// fails: published-blocks-come-out-to-the-wei
import { wei, type NextBaseFee } from 'strata';

// Searches for the fee one wei at a time: correct in the end, and the end never comes.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  const up = gasUsed > gasTarget;
  const gap = up ? gasUsed - gasTarget : gasTarget - gasUsed;
  let change = 0n;
  while ((change + 1n) * gasTarget * 8n <= baseFee * gap) change += 1n;
  if (up) return wei(baseFee + (change > 1n ? change : 1n));
  return wei(baseFee - change);
};
