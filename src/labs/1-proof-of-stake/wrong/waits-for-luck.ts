// fails: the-same-beacon-and-slot-draw-the-same-validator
/** Refuses numbers past the last full multiple of the total, as one should, and then hashes the same thing again. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  const range = 2n ** 32n > total ? 2n ** 32n : 2n ** BigInt(total.toString(2).length);
  let number = BigInt(drawHash(beacon, slot, 0)) % range;
  while (number >= range - (range % total)) number = BigInt(drawHash(beacon, slot, 0)) % range;
  let ticket = number % total;
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  return -1;
};
