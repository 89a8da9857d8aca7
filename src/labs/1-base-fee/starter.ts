import { wei, type NextBaseFee } from 'strata';

/** The base fee of a block, from its parent: what the parent charged, how much gas it used, how much it aims at. */
export const nextBaseFee: NextBaseFee = (parent) => {
  // TODO: the fee moves with the gap between gas used and gas target.
  return wei(parent.baseFee);
};
