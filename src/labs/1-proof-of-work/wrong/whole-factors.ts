// fails: a-small-drift-is-corrected-too
/** Divides before it multiplies, and so only knows whole factors. */
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
  const wanted = BigInt(blocks * intervalMs);
  const took = BigInt(lastTimestamp - firstTimestamp);
  const factor = took > wanted ? took / wanted : wanted / (took < 1n ? 1n : took);
  const bounded = factor > 4n ? 4n : factor;
  const next = took > wanted ? target * bounded : target / bounded;
  return next > maxTarget ? maxTarget : next;
};
