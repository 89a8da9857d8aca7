import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  chooseRevokedState,
  createRandom,
  ready,
  runPaymentChannel,
  runRevokedState,
  runSilentCounterparty,
  RevokedStateCheat,
} from 'strata';
import { codeOf } from './bitcoin-cases.ts';
import { act, openPair, pay } from './channel-cases.ts';
import { runs } from './runs.ts';

beforeAll(async () => ready());

const CAPACITY = 1_000_000n;

describe('an old state', () => {
  test('costs its publisher everything when the other side sleeps less than the wait, and pays exactly from the wait on', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(10),
        fc.boolean(),
        (seed, delay, asleep, anchors) => {
          const { punished, got, claimed } = runRevokedState({ seed, delay, asleep, anchors, payments: 3 });
          expect(punished).toBe(asleep < delay);
          // The fees of one commitment, its anchors among them, and of the sweeps.
          const fees = anchors ? 1_400n : 800n;
          if (punished) {
            expect(got.cheat).toBe(0n);
            expect(got.honest).toBeGreaterThan(CAPACITY - fees);
          } else {
            expect(got.cheat).toBeGreaterThan(claimed.cheat - fees);
            expect(got.honest).toBeLessThanOrEqual(claimed.honest);
          }
        },
      ),
      { numRuns: runs(25) },
    );
  });

  test('does not exist for a side that only ever gained', () => {
    const { pair } = openPair();
    const archive = [pair.acceptor];
    pay(pair, 'opener', 10_000_000n);
    expect(chooseRevokedState(archive, pair.acceptor, createRandom(1))).toBeNull();
    expect(chooseRevokedState([], pair.opener, createRandom(1))).toBeNull();
  });

  test('comes too late once the channel is closed', () => {
    const { chain, pair } = openPair();
    const cheat = new RevokedStateCheat(pair.opener);
    pay(pair, 'opener', 10_000_000n);
    act({ ...pair.acceptor, phase: 'failed' }, chain);
    chain.mine();
    expect(codeOf(cheat.publish(chain))).toBe('channel-closed');
    expect(cheat.act(chain)).toEqual([]);
  });
});

test('a side that goes silent at any message gains nothing: the other has what it was sure of, less fees, when all waits are over', () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.boolean(), (seed, anchors) => {
      const { got, least } = runSilentCounterparty({ seed, anchors, atMost: 40 });
      expect(got.opener).toBeGreaterThan(least - (anchors ? 1_500n : 1_000n));
      expect(got.opener + got.acceptor).toBeLessThanOrEqual(CAPACITY);
    }),
    { numRuns: runs(25) },
  );
});

test('two transactions on the chain stand for any number of payments', () => {
  for (const payments of [1, 20]) {
    const { transactions, paid, got, agreed } = runPaymentChannel({ seed: 5, payments, end: 'together' });
    expect([transactions, paid]).toEqual([2, payments]);
    expect(got.acceptor).toBe(agreed.acceptor);
    expect(got.opener).toBe(agreed.opener - 170n);
  }
});
