/** Proof of stake: draw each slot's proposer by stake from a beacon that nobody chooses alone. */
import { concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Hash, Slot } from '../../foundation/units.ts';

/** Someone with stake, in any unit of coin, that may be drawn to propose. */
export interface Validator {
  readonly id: number;
  readonly stake: bigint;
}

/**
 * Names the validator, by its id, that may propose in this slot. Everyone computes the same answer from the
 * same beacon. A validator's chance must be its share of all stake, no more and no less, in whatever order
 * the validators are listed.
 */
export type DrawProposer = (validators: readonly Validator[], beacon: Hash, slot: Slot) => number;

/**
 * 32 bytes of randomness for one draw: SHA-256 of the beacon, the slot and the number of the attempt, each
 * number as 8 bytes, little-endian. Attempt 0 is the first; the next ones are for whoever must throw a draw
 * away to stay fair. Source: consensus-specs, phase0/beacon-chain.md, `get_beacon_proposer_index` (seed and
 * slot hashed together).
 */
export const drawHash = (beacon: Hash, slot: Slot, attempt: number): Hash =>
  hashHex(sha256(concatBytes(hexToBytes(beacon), uint64(slot), uint64(attempt))));

/** 2^256: how many values a draw's hash can take. */
const HASHES = 1n << 256n;

/**
 * Draws a proposer: lays all stakes end to end on a line, picks a point of it evenly, and names whoever's
 * stake covers the point. A hash modulo the total would favour the first stakes whenever 2^256 is not a
 * multiple of the total, so a hash in the incomplete last stretch is thrown away and the next attempt is made
 * (rejection sampling). Splitting a stake among several ids covers the same stretch of the line and gains
 * nothing. Throws RangeError when there is no stake, or a stake below zero.
 *
 * How Ethereum's differs: it shuffles the validators, takes them one by one and accepts each with the chance
 * effective balance / maximum, which needs no sum over a million stakes; the chances come out the same
 * (consensus-specs, phase0/beacon-chain.md, `compute_proposer_index`). There the beacon is RANDAO, mixed from
 * every proposer's signature.
 */
export const drawProposer: DrawProposer = (validators, beacon, slot) => {
  const total = totalStake(validators);
  const point = drawBelow(total, beacon, slot);
  let covered = 0n;
  for (const { id, stake } of validators) {
    covered += stake;
    if (point < covered) return id;
  }
  throw new RangeError('The stakes changed while they were counted.');
};

/** The sum of all stakes. Throws RangeError when it is not above zero, or a stake is below. */
export function totalStake(validators: readonly Validator[]): bigint {
  let total = 0n;
  for (const { id, stake } of validators) {
    if (stake < 0n) throw new RangeError(`Validator ${id} has a stake below zero: ${stake}.`);
    total += stake;
  }
  if (total === 0n) throw new RangeError('Nobody can be drawn: there is no stake.');
  return total;
}

function drawBelow(total: bigint, beacon: Hash, slot: Slot): bigint {
  const fair = HASHES - (HASHES % total);
  for (let attempt = 0; ; attempt++) {
    const drawn = BigInt(drawHash(beacon, slot, attempt));
    if (drawn < fair) return drawn % total;
  }
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}
