// fails: no-share-is-favoured-by-a-remainder
/** Draws with four bytes: no ticket beyond 2^32 is ever drawn, and the first ones are drawn too often. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = BigInt(drawHash(beacon, slot, 0).slice(0, 10)) % total;
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  return -1;
};
