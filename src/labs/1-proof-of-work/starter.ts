/** Proof of work: find a nonce for a header, and set the next target. */
import { headerId, targetOf, type Mine, type Retarget } from 'strata';

/** The first of `tries` nonces that meets the header's target, or null. */
export const mine: Mine = (header, { from, tries }) => {
  // TODO: try one nonce after the other. This tries one and hopes.
  const id = headerId({ ...header, nonce: from });
  console.log(`nonce ${from} of ${tries}: id ${id}`);
  console.log(`target ${targetOf(header.bits)}`);
  return { nonce: from, hashes: 1 };
};

/** The target for the next window, from how long the last one took. */
export const retarget: Retarget = (window) => {
  // TODO: the blocks came in too fast or too slow; this never notices.
  return window.target;
};
