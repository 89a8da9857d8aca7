import { wei, type NextBaseFee } from 'strata';

/** The base fee of a block, in wei per gas, from its parent. */
export const nextBaseFee: NextBaseFee = (parent) => {
  // TODO: move the fee by the gap between used and target.
  return wei(parent.baseFee);
};
