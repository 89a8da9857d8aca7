// fails: a-validator-without-stake-is-never-drawn
/** Lets the last ticket of each share fall to its owner twice: one wei too many for everybody, and one for those with none. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = BigInt(drawHash(beacon, slot, 0)) % total;
  for (const { id, stake } of validators) {
    if (ticket <= stake) return id;
    ticket -= stake;
  }
  return -1;
};
