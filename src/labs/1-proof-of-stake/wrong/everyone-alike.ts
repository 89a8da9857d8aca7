// fails: over-many-slots-each-is-drawn-as-often-as-its-stake-says
/** Draws among those with any stake, each as likely as the other. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const staked = validators.filter(({ stake }) => stake > 0n);
  return staked[Number(BigInt(drawHash(beacon, slot, 0)) % BigInt(staked.length))]?.id ?? -1;
};
