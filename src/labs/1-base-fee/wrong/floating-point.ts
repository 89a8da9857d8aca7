// fails: no-wei-is-lost-however-high-the-fee
import { wei, type NextBaseFee } from 'strata';

// A double holds 53 bits: good for gwei, wrong from about nine million gwei up.
export const nextBaseFee: NextBaseFee = ({ baseFee, gasUsed, gasTarget }) => {
  if (gasUsed === gasTarget) return baseFee;
  const change = Math.floor((Number(baseFee) * Math.abs(Number(gasUsed - gasTarget))) / Number(gasTarget) / 8);
  if (gasUsed > gasTarget) return wei(baseFee + BigInt(Math.max(change, 1)));
  return wei(baseFee - BigInt(change));
};
