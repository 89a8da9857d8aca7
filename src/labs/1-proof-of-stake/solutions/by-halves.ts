/** Draws just as many bits as the total has, again until they fall below it, and finds the owner by halving. */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const ends: bigint[] = [];
  let total = 0n;
  for (const { stake } of validators) ends.push((total += stake));
  if (total === 0n) throw new RangeError('Nobody has any stake.');

  const spare = 256n - BigInt(total.toString(2).length);
  let attempt = 0;
  let ticket = total;
  while (ticket >= total) {
    ticket = BigInt(drawHash(beacon, slot, attempt)) >> spare;
    attempt += 1;
  }

  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0n) > ticket) high = middle;
    else low = middle + 1;
  }
  return validators[low]?.id ?? -1;
};
