// fails: it-stops-at-the-last-nonce-that-fits-in-four-bytes
/** Counts on past the last nonce and lets the header wrap round. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  for (let nonce = from; nonce < from + tries; nonce += 1) {
    const wrapped = nonce % 2 ** 32;
    if (BigInt(headerId({ ...header, nonce: wrapped })) <= target) return { nonce: wrapped, hashes: nonce - from + 1 };
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
