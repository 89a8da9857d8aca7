/** Two disputes told from the first claim to the last coin: one in Optimism's game, one by Arbitrum's bisection. */
import { describe, expect, test } from 'vitest';
import {
  ready,
  runBisection,
  runDisputeGame,
  requiredBond,
  TEACHING_BISECTION,
  TEACHING_DISPUTE,
  type Trace,
  type TraceEvent,
  type TraceEventKind,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

await ready();

type Of<K extends TraceEventKind> = Extract<TraceEvent, { readonly kind: K }>;
const told = <K extends TraceEventKind>(trace: Trace, kind: K): readonly Of<K>[] =>
  trace.events.filter((event): event is Of<K> => event.kind === kind);

const sumOfBonds = (depths: readonly number[]): bigint =>
  depths.reduce((sum, depth) => sum + requiredBond(TEACHING_DISPUTE, depth), 0n);

describe('a forged output root in the dispute game', () => {
  const run = runDisputeGame({ seed: 1 });
  const claims = told(run.trace, 'claim-made');

  test('is claimed by the liar, who stakes 0.08 ether', () => {
    expect(claims[0]).toMatchObject({
      actor: 'liar',
      stance: 'root',
      against: -1,
      bond: '80000000000000000',
    });
    expect(run.isRootTrue).toBe(false);
  });

  test('is countered level by level, liar and honest in turn, each claim one level deeper', () => {
    expect(claims.map(({ depth }) => depth)).toEqual(Array.from({ length: 15 }, (_, depth) => depth));
    expect(claims.map(({ actor }) => actor)).toEqual(
      claims.map((_, at) => (at % 2 === 0 ? 'liar' : 'honest')),
    );
    expect(claims.map(({ bond }) => BigInt(bond))).toEqual(
      claims.map(({ depth }) => requiredBond(TEACHING_DISPUTE, depth)),
    );
  });

  test('comes down to one step, which layer 1 runs, and which refutes the last claim', () => {
    expect(told(run.trace, 'claim-countered')).toMatchObject([{ actor: 'honest', claim: 14 }]);
    expect(run.steps).toBe(1);
  });

  test('falls when the clocks have run out: from the leaf up, every claim of the liar and none of the honest', () => {
    const resolved = told(run.trace, 'claim-resolved');
    expect(resolved.map(({ claim }) => claim)).toEqual(Array.from({ length: 15 }, (_, at) => 14 - at));
    for (const { actor, stands, winner } of resolved) {
      expect(stands).toBe(actor === 'honest');
      expect(winner).toBe('honest');
    }
    expect(told(run.trace, 'dispute-resolved')).toMatchObject([{ holds: false }]);
    // One clock of 3.5 days after the last claim; the moves before it took a block each.
    expect(run.lasted / 3_600_000).toBeGreaterThan(84);
    expect(run.lasted / 3_600_000).toBeLessThan(93);
    expect(run.lasted).toBeLessThan(run.bound);
  });

  test('costs the liar the bonds of all its eight claims, which the honest player takes out after seven days', () => {
    const lost = sumOfBonds([0, 2, 4, 6, 8, 10, 12, 14]);
    expect(run.gains).toMatchObject({ liar: -lost, honest: lost });
    const [paid] = told(run.trace, 'bond-paid');
    expect(paid?.actor).toBe('honest');
    expect(BigInt(paid?.value ?? 0)).toBe(lost + sumOfBonds([1, 3, 5, 7, 9, 11, 13]));
    const end = told(run.trace, 'dispute-resolved')[0]?.at ?? 0;
    expect(((paid?.at ?? 0) - end) / 86_400_000).toBeGreaterThanOrEqual(7);
    expect(run.left).toBe(0n);
  });
});

describe('a true output root among spammers', () => {
  const run = runDisputeGame({ seed: 2, lie: 'none', spam: 12 });

  test('wins, and the spam pays the honest player', () => {
    expect(run.status).toBe('defender-wins');
    const spent = run.gains['spammer'] ?? 0n;
    expect(spent < 0n).toBe(true);
    expect(run.gains['honest']).toBe(-spent);
  });
});

describe('a forged run under bisection', () => {
  const run = runBisection({ seed: 1 });
  const chosen = told(run.trace, 'half-chosen');

  test('is asserted with a stake of one ether and challenged with another', () => {
    expect(told(run.trace, 'root-claimed')[0]).toMatchObject({ actor: 'liar', step: run.steps });
    expect(run.challenges).toHaveLength(1);
  });

  test('is halved ten times, each half half as long, down to the forged step', () => {
    expect(run.rounds).toBe(10);
    expect(chosen.map(({ round }) => round)).toEqual(Array.from({ length: 10 }, (_, at) => at + 1));
    expect(chosen.map(({ from, to }) => to - from)).toEqual(
      Array.from({ length: 10 }, (_, at) => 2 ** (10 - at)),
    );
    for (const { actor } of chosen) expect(actor).toBe('honest');
    expect(run.found).toBe(run.firstWrong);
  });

  test('is refuted by a proof of that step, at once, and both stakes are the challenger’s', () => {
    const [proof] = told(run.trace, 'step-proved');
    expect(proof).toMatchObject({ actor: 'bisections', step: run.firstWrong, holds: false });
    expect(proof?.bytes).toBeGreaterThan(300);
    expect(told(run.trace, 'dispute-resolved')).toMatchObject([{ holds: false }]);
    expect(run.gains).toMatchObject({ honest: TEACHING_BISECTION.stake, liar: -TEACHING_BISECTION.stake });
    expect(run.left).toBe(0n);
  });
});

describe('the player', () => {
  test('reads the traces of all of them', () => {
    for (const trace of [
      runDisputeGame({ seed: 1 }).trace,
      runBisection({ seed: 1 }).trace,
      runBisection({ seed: 2, lie: 'silence', challengers: 1 }).trace,
      runDisputeGame({ seed: 4, lie: 'two-tongues', faults: { reorganisesOneIn: 6 } }).trace,
    ])
      expect(readTrace(JSON.parse(JSON.stringify(trace)))).toEqual({ ok: true, trace });
  });
});
