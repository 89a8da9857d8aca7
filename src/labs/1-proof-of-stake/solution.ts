/** Proof of stake: who proposes the block of this slot? */
import { drawHash, type DrawProposer, type Hash, type Slot } from 'strata';

// #region ticket
/** How many values a hash can take. */
const HASHES = 2n ** 256n;

/** A whole number from 0 up to, not including, `total`; each as likely as any other. */
const ticketBelow = (total: bigint, beacon: Hash, slot: Slot): bigint => {
  const fair = HASHES - (HASHES % total);
  for (let attempt = 0; ; attempt += 1) {
    const drawn = BigInt(drawHash(beacon, slot, attempt));
    if (drawn < fair) return drawn % total;
  }
};
// #endregion

// #region draw
export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n);
  let ticket = ticketBelow(total, beacon, slot);
  for (const { id, stake } of validators) {
    if (ticket < stake) return id;
    ticket -= stake;
  }
  throw new RangeError('Nobody has any stake.');
};
// #endregion
