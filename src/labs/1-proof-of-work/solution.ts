/** Proof of work: find a nonce for a header, and set the next target. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

/** A header keeps four bytes for its nonce, so there are this many. */
const NONCES = 2 ** 32;

// #region mine
export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  const end = Math.min(from + tries, NONCES);
  for (let nonce = from; nonce < end; nonce += 1) {
    const id = headerId({ ...header, nonce });
    if (BigInt(id) <= target) return { nonce, hashes: nonce - from + 1 };
  }
  return null;
};
// #endregion

// #region retarget
export const retarget: Retarget = ({
  target,
  firstTimestamp,
  lastTimestamp,
  blocks,
  intervalMs,
  maxTarget,
}) => {
  const wanted = BigInt(blocks * intervalMs);
  const took = BigInt(lastTimestamp - firstTimestamp);
  const clamped = took < wanted / 4n ? wanted / 4n : took > wanted * 4n ? wanted * 4n : took;
  const next = (target * clamped) / wanted;
  return next > maxTarget ? maxTarget : next;
};
// #endregion
