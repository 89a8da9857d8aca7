// fails: the-id-of-a-mined-header-is-not-above-its-target
/** Counts zeros at the front of the id instead of comparing two numbers. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

const zerosOf = (digits: string): number => digits.length - digits.replace(/^0+/, '').length;

export const mine: Mine = (header, { from, tries }) => {
  const wanted = zerosOf(targetOf(header.bits).toString(16).padStart(64, '0'));
  const end = Math.min(from + tries, 2 ** 32);
  for (let nonce = from; nonce < end; nonce += 1) {
    if (zerosOf(headerId({ ...header, nonce }).slice(2)) >= wanted) return { nonce, hashes: nonce - from + 1 };
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
