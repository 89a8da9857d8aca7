// fails: a-new-beacon-makes-a-new-order
/** Leaves the beacon out: the order of all proposers is known to anyone, for ever. */
import { hashHex, sha256, utf8, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, _beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = BigInt(hashHex(sha256(utf8(String(slot))))) % total;
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  return -1;
};
