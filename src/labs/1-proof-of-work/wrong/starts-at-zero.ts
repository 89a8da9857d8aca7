// fails: bitcoin-s-first-block-is-found-again
/** Searches from nonce 0, wherever it was told to begin. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { tries }) => {
  const target = targetOf(header.bits);
  for (let nonce = 0; nonce < tries; nonce += 1) {
    if (BigInt(headerId({ ...header, nonce })) <= target) return { nonce, hashes: nonce + 1 };
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
