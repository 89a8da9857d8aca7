// fails: the-same-beacon-and-slot-draw-the-same-validator
/** Asks the machine for chance; every node asks another machine. */
import type { DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = BigInt(Math.floor(Math.random() * Number(total)));
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  return validators[0]?.id ?? -1;
};
