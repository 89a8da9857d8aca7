// fails: it-gives-up-when-its-tries-are-spent
/** Counts its tries from nought to `tries`, both included. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  for (let spent = 0; spent <= tries; spent += 1) {
    const nonce = from + spent;
    if (nonce > 0xffffffff) return null;
    if (BigInt(headerId({ ...header, nonce })) <= target) return { nonce, hashes: spent + 1 };
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
