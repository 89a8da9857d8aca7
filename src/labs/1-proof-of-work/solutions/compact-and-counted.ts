/** Counts down the tries left, compares ids as text, and hands the target back as a header would store it. */
import { bitsOf, headerId, targetOf, type Mine, type Retarget } from 'strata';

const asText = (target: bigint): string => `0x${target.toString(16).padStart(64, '0')}`;

export const mine: Mine = (header, search) => {
  const target = asText(targetOf(header.bits));
  let nonce = search.from;
  let hashes = 0;
  while (hashes < search.tries && nonce <= 0xffffffff) {
    hashes += 1;
    // Both texts have 64 digits, so their alphabetical order is the order of the numbers.
    if (headerId({ ...header, nonce }) <= target) return { nonce, hashes };
    nonce += 1;
  }
  return null;
};

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

export const retarget: Retarget = (window) => {
  const wanted = BigInt(window.blocks) * BigInt(window.intervalMs);
  const took = BigInt(window.lastTimestamp) - BigInt(window.firstTimestamp);
  const bounded = least(most(took, wanted / 4n), wanted * 4n);
  return targetOf(bitsOf(least((window.target * bounded) / wanted, window.maxTarget)));
};
