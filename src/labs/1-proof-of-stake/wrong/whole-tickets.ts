// fails: splitting-a-stake-into-many-gains-nothing
/** Sells tickets of 32 and rounds up, so that a stake cut into crumbs buys a ticket for each. */
import { drawHash, type DrawProposer } from 'strata';

const TICKET = 32n * 10n ** 18n;
const ticketsOf = (stake: bigint): bigint => (stake + TICKET - 1n) / TICKET;

export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = validators.reduce((sum, { stake }) => sum + ticketsOf(stake), 0n);
  let ticket = BigInt(drawHash(beacon, slot, 0)) % total;
  for (const { id, stake } of validators) {
    if (ticket < ticketsOf(stake)) return id;
    ticket -= ticketsOf(stake);
  }
  return -1;
};
