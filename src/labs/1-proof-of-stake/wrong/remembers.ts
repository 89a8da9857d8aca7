// fails: the-same-beacon-and-slot-draw-the-same-validator
/** Keeps a ticket from one call to the next: no two nodes that were asked different questions agree. */
import { drawHash, type DrawProposer } from 'strata';

let last = 0n;

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  last = (last + BigInt(drawHash(beacon, slot, 0))) % total;
  let ticket = last;
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  return -1;
};
