// fails: it-says-how-many-hashes-it-spent
/** Leaves the hash that succeeded out of the count. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  const end = Math.min(from + tries, 2 ** 32);
  for (let nonce = from; nonce < end; nonce += 1) {
    if (BigInt(headerId({ ...header, nonce })) <= target) return { nonce, hashes: nonce - from };
  }
  return null;
};

export const retarget: Retarget = ({ target, firstTimestamp, lastTimestamp, blocks, intervalMs, maxTarget }) => {
  const wanted = BigInt(blocks * intervalMs);
  const took = BigInt(lastTimestamp - firstTimestamp);
  const clamped = took < wanted / 4n ? wanted / 4n : took > wanted * 4n ? wanted * 4n : took;
  const next = (target * clamped) / wanted;
  return next > maxTarget ? maxTarget : next;
};
