// fails: one-window-moves-the-target-by-four-at-most
/** Follows the clock wherever it goes. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  const end = Math.min(from + tries, 2 ** 32);
  for (let nonce = from; nonce < end; nonce += 1) {
    if (BigInt(headerId({ ...header, nonce })) <= target) return { nonce, hashes: nonce - from + 1 };
  }
  return null;
};

export const retarget: Retarget = ({ target, firstTimestamp, lastTimestamp, blocks, intervalMs, maxTarget }) => {
  const took = BigInt(Math.max(1, lastTimestamp - firstTimestamp));
  const next = (target * took) / BigInt(blocks * intervalMs);
  return next > maxTarget ? maxTarget : next;
};
