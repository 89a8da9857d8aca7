/** Delegated proof of stake: who is elected, in which order they go, and what becomes of those who do not come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterProduced,
  approvalOf,
  electProducers,
  findAbsent,
  FIRST_SCHEDULE,
  producerAt,
  rotateProducers,
  runDelegates,
  scheduleAt,
  slot,
  type Ballot,
  type DelegateRules,
  type Hash,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const beacon = `0x${'5a'.repeat(32)}` as Hash;
const ballots: readonly Ballot[] = [
  { voter: 0, stake: 50n, approves: [1, 2] },
  { voter: 1, stake: 30n, approves: [2, 3] },
  { voter: 2, stake: 30n, approves: [4, 4, 4] },
  { voter: 3, stake: 0n, approves: [9] },
];

describe('election by stake', () => {
  test('each ballot counts with all its stake for each producer, once', () => {
    expect([...approvalOf(ballots)].sort()).toEqual([
      [1, 50n],
      [2, 80n],
      [3, 30n],
      [4, 30n],
      [9, 0n],
    ]);
    expect(() => approvalOf([{ voter: 0, stake: -1n, approves: [1] }])).toThrow(RangeError);
  });

  test('the most approved get the seats, equals by the lower id, and nobody without approval', () => {
    expect(electProducers(ballots, 3, new Set())).toEqual([2, 1, 3]);
    expect(electProducers(ballots, 10, new Set())).toEqual([2, 1, 3, 4]);
    expect(electProducers(ballots, 3, new Set([2]))).toEqual([1, 3, 4]);
  });

  test('neither the order of ballots nor a split of a stake changes the outcome', () => {
    const ballot = fc.record({
      stake: fc.bigInt({ min: 0n, max: 1000n }),
      approves: fc.uniqueArray(fc.nat(9), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(ballot, { maxLength: 20 }), fc.nat(8), fc.nat(100), (all, seats, percent) => {
        const listed = all.map((one, voter) => ({ ...one, voter }));
        const elected = electProducers(listed, seats, new Set());
        const split = listed.flatMap((one) => {
          const part = (one.stake * BigInt(percent)) / 100n;
          return [
            { ...one, stake: one.stake - part },
            { ...one, stake: part },
          ];
        });
        expect(electProducers(split.reverse(), seats, new Set())).toEqual(elected);
        expect(new Set(elected).size).toBe(elected.length);
      }),
      { numRuns: runs() },
    );
  });
});

describe('rotation', () => {
  test('each round is a new order of the same producers', () => {
    const elected = [0, 1, 2, 3, 4, 5, 6];
    const orders = Array.from({ length: 20 }, (_, round) => rotateProducers(elected, round, beacon));
    for (const order of orders) expect([...order].sort()).toEqual(elected);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(15);
    expect(rotateProducers(elected.toReversed(), 3, beacon)).toEqual(orders[3]);
  });

  test('nobody is favoured for the first turn', () => {
    const first = Array.from({ length: 2000 }, (_, round) => rotateProducers([0, 1, 2, 3], round, beacon)[0]);
    // Binomial: 500 ± 4 × √(2000 × 1/4 × 3/4) = 77.5.
    for (const id of [0, 1, 2, 3])
      expect(Math.abs(first.filter((one) => one === id).length - 500)).toBeLessThan(78);
  });
});

describe('replacement', () => {
  const rules: DelegateRules = { ballots: () => ballots, seats: 3, patience: 6, beacon };

  test('absent is who has not been seen for the whole patience, not one slot less', () => {
    const seated = [
      { producer: 1, lastSeen: slot(4) },
      { producer: 2, lastSeen: slot(5) },
    ];
    expect(findAbsent(seated, slot(10), 6)).toEqual([1]);
    expect(findAbsent(seated, slot(9), 6)).toEqual([]);
  });

  test('a round keeps its schedule, and the next is elected without who was away', () => {
    let schedule = scheduleAt(FIRST_SCHEDULE, slot(0), rules);
    expect([...schedule.turns].sort()).toEqual([1, 2, 3]);
    for (let at = 0; at < 9; at++) {
      schedule = scheduleAt(schedule, slot(at), rules);
      const producer = producerAt(schedule, slot(at), 3);
      if (producer !== 2) schedule = afterProduced(schedule, producer, slot(at));
    }
    expect(schedule.leftOut).toEqual([2]);
    expect([...schedule.turns].sort()).toEqual([1, 3, 4]);
  });

  test('when too few would remain, all are let in again', () => {
    const few = { ...rules, ballots: () => ballots.slice(0, 2) };
    const still = scheduleAt(FIRST_SCHEDULE, slot(0), few);
    const later = scheduleAt(still, slot(300), few);
    expect([...later.turns].sort()).toEqual([1, 2, 3]);
    expect(later.leftOut).toEqual([]);
  });

  test('without anyone to elect there is no chain', () => {
    expect(() => scheduleAt(FIRST_SCHEDULE, slot(0), { ...rules, ballots: () => [] })).toThrow(RangeError);
  });
});

describe('a delegated chain', () => {
  const run = runDelegates({ seed: 1 });

  test('the one that goes away misses its turns, loses its seat, and the chain fills up again', () => {
    expect(run.replacedIn).toBe(4);
    expect(run.rounds[3]?.produced).not.toContain(run.away);
    expect(run.rounds[3]?.turns).toContain(run.away);
    for (const { turns, produced } of run.rounds.slice(4)) {
      expect(turns).not.toContain(run.away);
      expect(produced).toEqual(turns);
    }
    expect(run.trace.events.filter(({ kind }) => kind === 'producers-elected')).toHaveLength(2);
  });

  test('without replacement its turns stay empty', () => {
    const kept = runDelegates({ seed: 1, absent: () => [] });
    expect(kept.replacedIn).toBeNull();
    expect(kept.blocks).toBeLessThan(run.blocks);
  });

  test('is one chain for all, on every seed', () => {
    for (const seed of [2, 3, 4, 5]) {
      const other = runDelegates({ seed });
      expect([other.agreed, other.stale]).toEqual([true, 0]);
    }
  });
});
