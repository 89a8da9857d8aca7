/** Ethereum's way: pick candidates evenly, and take one with a probability that follows its stake (`compute_proposer_index`). */
import { drawHash, type DrawProposer } from 'strata';

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const greatest = validators.reduce((most, { stake }) => (stake > most ? stake : most), 0n);
  if (greatest === 0n) throw new RangeError('Nobody has any stake.');
  for (let attempt = 0; ; attempt += 2) {
    const place = BigInt(drawHash(beacon, slot, attempt)) % BigInt(validators.length);
    const candidate = validators[Number(place)];
    if (candidate && BigInt(drawHash(beacon, slot, attempt + 1)) % greatest < candidate.stake)
      return candidate.id;
  }
};
