// fails: every-slot-draws-anew
/** Leaves the slot out: whoever is drawn once proposes every block until the beacon changes. */
import { drawHash, type DrawProposer, type Slot } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = BigInt(drawHash(beacon, 0 as Slot, 0)) % total;
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  return -1;
};
