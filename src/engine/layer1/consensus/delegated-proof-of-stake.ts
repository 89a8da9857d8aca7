/**
 * Delegated proof of stake: coin holders elect a few producers, the producers take turns, and whoever does
 * not come is replaced at the next election.
 */
import { hashHex, sha256 } from '../../foundation/hash.ts';
import { concatBytes, hexToBytes, utf8 } from '../../foundation/bytes.ts';
import { slot as toSlot, type Hash, type Slot } from '../../foundation/units.ts';

/** One holder's votes: its whole stake counts for every producer it approves. */
export interface Ballot {
  readonly voter: number;
  readonly stake: bigint;
  readonly approves: readonly number[];
}

/** The producers with seats, in order of election; nobody in `leftOut` is among them. */
export type ElectProducers = (
  ballots: readonly Ballot[],
  seats: number,
  leftOut: ReadonlySet<number>,
) => readonly number[];

/** The order in which the elected take their turns in one round. */
export type RotateProducers = (elected: readonly number[], round: number, beacon: Hash) => readonly number[];

/** Since when a producer has not been seen: the slot of its last block, or the one it was seated in. */
export interface ProducerStanding {
  readonly producer: number;
  readonly lastSeen: Slot;
}

/** Which of the seated have been away too long at `slot`. */
export type FindAbsent = (
  seated: readonly ProducerStanding[],
  slot: Slot,
  patience: number,
) => readonly number[];

/**
 * The stake behind each producer: each ballot counts once for each that it approves, however often it names
 * it. Throws RangeError for a stake below zero.
 */
export function approvalOf(ballots: readonly Ballot[]): ReadonlyMap<number, bigint> {
  const approval = new Map<number, bigint>();
  for (const { voter, stake, approves } of ballots) {
    if (stake < 0n) throw new RangeError(`Voter ${voter} has a stake below zero: ${stake}.`);
    for (const producer of new Set(approves)) approval.set(producer, (approval.get(producer) ?? 0n) + stake);
  }
  return approval;
}

/**
 * Elects those with the most stake behind them; of equals, the one with the lower id. Fewer than `seats` when
 * fewer have any approval. Sources: D. Larimer, Delegated Proof-of-Stake Consensus (BitShares, 2014); EOS.IO
 * Technical White Paper v2 (2018), "Consensus Algorithm (BFT-DPOS)": 21 producers by approval voting.
 */
export const electProducers: ElectProducers = (ballots, seats, leftOut) =>
  [...approvalOf(ballots)]
    .filter(([producer, stake]) => stake > 0n && !leftOut.has(producer))
    .sort(([idA, a], [idB, b]) => (a === b ? idA - idB : a < b ? 1 : -1))
    .slice(0, seats)
    .map(([producer]) => producer);

/**
 * Shuffles the elected anew each round, so that nobody always follows the same one: in ascending order of
 * SHA-256 over beacon, round and id. Everyone computes the same order. BitShares and Steem shuffle each round;
 * EOS keeps an order that 15 producers agree on.
 */
export const rotateProducers: RotateProducers = (elected, round, beacon) => {
  const ticket = (producer: number): Hash =>
    hashHex(sha256(concatBytes(hexToBytes(beacon), utf8(`${round}/${producer}`))));
  return elected
    .map((producer) => ({ producer, ticket: ticket(producer) }))
    .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
    .map(({ producer }) => producer);
};

/**
 * Those who have made no block for `patience` slots or more. EOS takes a producer off the list after 24 hours
 * without a block, until it announces that it is back (EOS.IO Technical White Paper v2, "Consensus Algorithm").
 */
export const findAbsent: FindAbsent = (seated, slot, patience) =>
  seated.filter(({ lastSeen }) => slot - lastSeen >= patience).map(({ producer }) => producer);

/** What the chain says of its producers. */
export interface Schedule {
  readonly round: number;
  /** Whose turn it is in each slot of the round, the first slot first. */
  readonly turns: readonly number[];
  readonly standings: readonly ProducerStanding[];
  /** Who was away too long and is not elected any more. */
  readonly leftOut: readonly number[];
}

/** The rules of a delegated chain, its three parts replaceable one by one. */
export interface DelegateRules {
  readonly ballots: (round: number) => readonly Ballot[];
  readonly seats: number;
  /** Slots without a block after which a producer loses its seat. */
  readonly patience: number;
  readonly beacon: Hash;
  readonly elect?: ElectProducers;
  readonly rotate?: RotateProducers;
  readonly absent?: FindAbsent;
}

/** The round that a slot belongs to: as many slots as seats make one. */
export const roundOf = (slot: Slot, seats: number): number => Math.floor(slot / seats);

/** Before the first round nobody is seated. */
export const FIRST_SCHEDULE: Schedule = { round: -1, turns: [], standings: [], leftOut: [] };

/**
 * The schedule in which `slot` lies: the same one within its round, else a new election, without those who
 * were away too long. When fewer than `seats` would remain, all are let in again: a chain that stood still
 * must be able to go on. Smaller than real: an absent producer stays away for good and cannot announce
 * itself, and a turn is one block (6 on EOS). Throws RangeError when nobody is elected.
 */
export function scheduleAt(schedule: Schedule, slot: Slot, rules: DelegateRules): Schedule {
  const { ballots, seats, patience, beacon } = rules;
  const { elect = electProducers, rotate = rotateProducers, absent = findAbsent } = rules;
  const round = roundOf(slot, seats);
  if (round === schedule.round) return schedule;
  const begins = toSlot(round * seats);
  const away = [...schedule.leftOut, ...absent(schedule.standings, begins, patience)];
  const without = elect(ballots(round), seats, new Set(away));
  const leftOut = without.length < seats ? [] : [...new Set(away)].sort((a, b) => a - b);
  const elected = without.length < seats ? elect(ballots(round), seats, new Set()) : without;
  if (elected.length === 0) throw new RangeError(`Nobody was elected for round ${round}.`);
  const seen = new Map(schedule.standings.map(({ producer, lastSeen }) => [producer, lastSeen]));
  const wasAway = new Set(away);
  const since = (producer: number): Slot => (wasAway.has(producer) ? begins : (seen.get(producer) ?? begins));
  return {
    round,
    turns: rotate(elected, round, beacon),
    standings: elected.map((producer) => ({ producer, lastSeen: since(producer) })),
    leftOut,
  };
}

/** Whose turn a slot of this schedule is; a seat that was not filled leaves its slot to the first again. */
export const producerAt = ({ turns }: Schedule, slot: Slot, seats: number): number =>
  turns[(slot % seats) % turns.length] as number;

/** The schedule after `producer` has made the block of `slot`. */
export const afterProduced = (schedule: Schedule, producer: number, slot: Slot): Schedule => ({
  ...schedule,
  standings: schedule.standings.map((standing) =>
    standing.producer === producer ? { producer, lastSeen: slot } : standing,
  ),
});
