/** One hash and a remainder: 256 bits against a total far below 2^128 favour nobody by more than one part in 2^128. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  const ticket = BigInt(drawHash(beacon, slot, 0)) % total;
  let end = 0n;
  return validators.find(({ stake }) => ticket < (end += stake))?.id ?? -1;
};
