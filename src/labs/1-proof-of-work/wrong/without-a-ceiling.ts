// fails: the-target-never-passes-the-easiest-one-allowed
/** Lets a slow window push the target past the largest that the chain accepts. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  const end = Math.min(from + tries, 2 ** 32);
  for (let nonce = from; nonce < end; nonce += 1) {
    if (BigInt(headerId({ ...header, nonce })) <= target) return { nonce, hashes: nonce - from + 1 };
  }
  return null;
};

export const retarget: Retarget = ({ target, firstTimestamp, lastTimestamp, blocks, intervalMs }) => {
  const wanted = BigInt(blocks * intervalMs);
  const took = BigInt(lastTimestamp - firstTimestamp);
  const clamped = took < wanted / 4n ? wanted / 4n : took > wanted * 4n ? wanted * 4n : took;
  return (target * clamped) / wanted;
};
