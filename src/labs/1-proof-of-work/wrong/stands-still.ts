// fails: the-id-of-a-mined-header-is-not-above-its-target
/** Hashes the same nonce for ever: the step to the next one is missing. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

export const mine: Mine = (header, { from, tries }) => {
  const target = targetOf(header.bits);
  const nonce = from;
  let hashes = 0;
  while (nonce < from + tries) {
    hashes += 1;
    if (BigInt(headerId({ ...header, nonce })) <= target) return { nonce, hashes };
  }
  return null;
};

export const retarget: Retarget = (window) => window.target;
