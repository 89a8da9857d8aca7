// fails: it-gives-up-when-its-tries-are-spent
/** Searches until it finds something, which at Bitcoin's difficulty is longer than anyone waits. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from }) => {
  const target = targetOf(header.bits);
  let nonce = from;
  while (BigInt(headerId({ ...header, nonce: nonce % 2 ** 32 })) > target) nonce += 1;
  return { nonce, hashes: nonce - from + 1 };
};

export const retarget: Retarget = ({ target, firstTimestamp, lastTimestamp, blocks, intervalMs, maxTarget }) => {
  const wanted = BigInt(blocks * intervalMs);
  const took = BigInt(lastTimestamp - firstTimestamp);
  const clamped = took < wanted / 4n ? wanted / 4n : took > wanted * 4n ? wanted * 4n : took;
  const next = (target * clamped) / wanted;
  return next > maxTarget ? maxTarget : next;
};
