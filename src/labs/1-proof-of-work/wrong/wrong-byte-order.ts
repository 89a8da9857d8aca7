// fails: a-window-of-real-blocks-can-be-mined-with-it
/** Reads the id in the order in which SHA-256 writes it, not the order in which ids are shown and compared. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

const reversed = (id: string): bigint => BigInt(`0x${(id.slice(2).match(/../g) ?? []).reverse().join('')}`);

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  const end = Math.min(from + tries, 2 ** 32);
  for (let nonce = from; nonce < end; nonce += 1) {
    if (reversed(headerId({ ...header, nonce })) <= target) return { nonce, hashes: nonce - from + 1 };
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
