// fails: the-answer-is-the-validator-s-id-not-its-place-in-the-list
/** Returns where the validator stands in the list, which changes when others leave. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = BigInt(drawHash(beacon, slot, 0)) % total;
  for (const [place, { stake }] of validators.entries()) {
    if (ticket < stake) return place;
    ticket -= stake;
  }
  return -1;
};
