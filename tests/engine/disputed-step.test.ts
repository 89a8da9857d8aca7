/** The story of a dispute: two parties disagree over a run of hundreds of steps, and one step decides it. */
import { describe, expect, test } from 'vitest';
import { ok, runDisputedStep, verifyStep, type Hash } from '../../src/engine/index.ts';

describe('the story of a disputed run', () => {
  test('halving finds the forged step in as many questions as the steps have binary digits, and the verifier takes it', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const run = runDisputedStep({ seed, numbers: 10 });
      expect(run.found).toBe(run.forged);
      expect(run.rounds).toBeLessThanOrEqual(Math.ceil(Math.log2(run.steps)));
      expect(run).toMatchObject({ honestHolds: true, liarHolds: false });
    }
  });

  test('twice as long a run asks one question more, and the witness hardly grows', () => {
    const [short, long] = [20, 40].map((numbers) => runDisputedStep({ seed: 1, numbers }));
    expect(long?.steps).toBeGreaterThan(1.8 * (short?.steps ?? 0));
    expect((long?.rounds ?? 0) - (short?.rounds ?? 0)).toBeLessThanOrEqual(2);
    expect(long?.witnessBytes).toBeLessThan(1_200);
  });

  test('the trace tells who claimed what, and the verdict last', () => {
    const { trace, rounds } = runDisputedStep({ seed: 1, numbers: 5 });
    const kinds = trace.events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'root-claimed').length).toBe(2 + 2 * rounds);
    expect(kinds.slice(-2)).toEqual(['step-proved', 'step-proved']);
  });

  test('a verifier that believes what it is told helps nobody', () => {
    const gullible = (pre: Hash) => ok(pre);
    expect(runDisputedStep({ seed: 1, numbers: 5, verify: gullible })).toMatchObject({
      honestHolds: false,
      liarHolds: false,
    });
    expect(runDisputedStep({ seed: 1, numbers: 5, verify: verifyStep }).honestHolds).toBe(true);
  });
});
