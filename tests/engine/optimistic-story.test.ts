/** Money that hangs on a dispute, told from the first deposit to the last coin: with one honest challenger awake, and with nobody. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  PROPOSER_LIES,
  ready,
  requiredBond,
  runOptimisticBridge,
  TEACHING_DISPUTE,
  type Trace,
  type TraceEvent,
  type TraceEventKind,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';
import { runs } from './runs.ts';

await ready();

const ETHER = 10n ** 18n;
const DAY = 86_400_000;
type Of<K extends TraceEventKind> = Extract<TraceEvent, { readonly kind: K }>;
const told = <K extends TraceEventKind>(trace: Trace, kind: K): readonly Of<K>[] =>
  trace.events.filter((event): event is Of<K> => event.kind === kind);
const bonds = (first: number): bigint =>
  Array.from({ length: 7 }, (_, at) => requiredBond(TEACHING_DISPUTE, first + 2 * at)).reduce(
    (sum, bond) => sum + bond,
    0n,
  );

describe('a proposer who would take the bridge’s coins, with one honest challenger awake', () => {
  const run = runOptimisticBridge({ seed: 1 });

  test('finds 15 ether locked: 10 of Alice’s and 5 of Bob’s, who is on his way out with 4', () => {
    expect(told(run.trace, 'rollup-deposit')).toMatchObject([
      { actor: 'alice', value: (10n * ETHER).toString() },
      { actor: 'bob', value: (5n * ETHER).toString() },
    ]);
    expect(run.deposited).toBe(15n * ETHER);
    expect(run.owed).toEqual({ honest: 0n, liar: 0n, alice: 0n, bob: 4n * ETHER });
  });

  test('claims a state for block 4 in which all of it is its own, beside the honest proposal for the same block', () => {
    expect(run.games).toEqual([
      { proposer: 'honest', height: 4, isTrue: true, status: 'defender-wins' },
      { proposer: 'liar', height: 4, isTrue: false, status: 'challenger-wins' },
    ]);
  });

  test('is disputed down to one step of the program, loses, and never gets a coin of the bridge', () => {
    expect(told(run.trace, 'claim-countered').length).toBeGreaterThan(0);
    expect(told(run.trace, 'dispute-resolved').map(({ holds }) => holds)).toEqual([true, false]);
    expect(run.paid['liar']).toBe(0n);
    expect(run.mostStolen).toBe(0n);
  });

  test('cannot keep Bob from his 4 ether, paid a week after he asked: one clock, one delay, and the moves between', () => {
    const claimed = told(run.trace, 'withdrawal-claimed');
    expect(claimed).toMatchObject([{ actor: 'bob', value: (4n * ETHER).toString() }]);
    expect((claimed[0]?.waited ?? 0) / DAY).toBeGreaterThan(7);
    expect((claimed[0]?.waited ?? 0) / DAY).toBeLessThan(7.6);
    expect(run.waited).toBeLessThanOrEqual(run.bound);
    expect(run.left).toBe(11n * ETHER);
  });

  test('loses its bonds to the challenger; Alice and Bob are short by what they left on layer 2', () => {
    expect((run.gains['honest'] as bigint) > bonds(0) / 2n).toBe(true);
    expect(run.gains['liar']).toBe(-(run.gains['honest'] as bigint));
    expect(run.gains).toMatchObject({ alice: -10n * ETHER, bob: -ETHER });
  });

  test('makes a trace that the player can show', () => {
    expect(readTrace(JSON.parse(JSON.stringify(run.trace)))).toEqual({ ok: true, trace: run.trace });
  });
});

describe('the same proposer with nobody awake', () => {
  const run = runOptimisticBridge({ seed: 1, isAwake: false });

  test('waits seven days, takes all 15 ether, and has its bond back', () => {
    expect(run.games).toEqual([{ proposer: 'liar', height: 4, isTrue: false, status: 'defender-wins' }]);
    const [claimed] = told(run.trace, 'withdrawal-claimed');
    expect(claimed).toMatchObject({ actor: 'liar', value: (15n * ETHER).toString() });
    expect((claimed?.waited ?? 0) / DAY).toBeGreaterThan(7);
    expect(run.gains).toEqual({ honest: 0n, liar: 15n * ETHER, alice: -10n * ETHER, bob: -5n * ETHER });
    expect(run.left).toBe(0n);
    expect(run.mostStolen).toBe(15n * ETHER);
  });

  test('does so against a challenger that looks on, too', () => {
    const idle = runOptimisticBridge({ seed: 1, choose: () => 'ignore' });
    expect(idle.paid['liar']).toBe(15n * ETHER);
  });
});

describe('the bridge', () => {
  const small = { ...TEACHING_DISPUTE, maxDepth: 10, splitDepth: 3 };
  const settings = fc.record({
    seed: fc.nat(1_000_000),
    lie: fc.constantFrom(...PROPOSER_LIES),
    proposals: fc.integer({ min: 1, max: 2 }),
    isBusy: fc.boolean(),
    faults: fc.constantFrom({}, { missesOneIn: 3 }, { missesOneIn: 3, reorganisesOneIn: 6 }),
  });

  test('never pays anyone more than the true state owes, nor all together more than was locked, and pays in time', () => {
    fc.assert(
      fc.property(settings, (drawn) => {
        const run = runOptimisticBridge({ ...drawn, parameters: small });
        expect(run.mostStolen).toBe(0n);
        for (const { isTrue, status } of run.games)
          expect(status).toBe(isTrue ? 'defender-wins' : 'challenger-wins');
        const paid = Object.values(run.paid).reduce((sum, value) => sum + value, 0n);
        expect(run.left + paid).toBe(run.deposited);
        expect(run.waited).not.toBeNull();
        expect(run.waited).toBeLessThanOrEqual(run.bound);
        expect(run.paid).toEqual(run.owed);
        expect(run.gains['honest']).toBe(-(run.gains['liar'] as bigint));
        expect((run.gains['honest'] as bigint) >= 0n).toBe(true);
      }),
      { numRuns: runs(4) },
    );
  }, 120_000);
});
