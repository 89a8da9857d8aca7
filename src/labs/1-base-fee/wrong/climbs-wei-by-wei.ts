// fails: published-blocks-come-out-to-the-wei
import { wei, type NextBaseFee } from 'strata';

// Searches for each wei in a thousand steps: correct in the end, and the end never comes, however fast the machine.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  const up = gasUsed > gasTarget;
  const gap = up ? gasUsed - gasTarget : gasTarget - gasUsed;
  let steps = 0n;
  while ((steps + 1n) * gasTarget * 8n <= baseFee * gap * 1000n) steps += 1n;
  const change = steps / 1000n;
  if (up) return wei(baseFee + (change > 1n ? change : 1n));
  return wei(baseFee - change);
};
