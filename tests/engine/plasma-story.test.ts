/** Plasma told as stories: who puts in what, who cheats, who gets what, in which order. */
import { describe, expect, test } from 'vitest';
import {
  massExitCapacity,
  ms,
  plasmaExitDeadline,
  plasmaExitTime,
  ready,
  runMassExit,
  runNestedChain,
  runPlasma,
  runPlasmaCash,
  type Trace,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

await ready();

const DAY = 86_400_000;
const HOURS = 3_600_000;
const told = ({ events }: Trace): readonly string[] => events.map(({ kind, actor }) => `${actor} ${kind}`);
const shows = (trace: Trace): void =>
  expect(readTrace(JSON.parse(JSON.stringify(trace)))).toMatchObject({ ok: true });

describe('a Plasma chain', () => {
  test('Ana pays Ben above, tries to leave with what she spent, loses her bond; Ben leaves with what he was paid', () => {
    const run = runPlasma({ seed: 1 });
    expect(told(run.trace)).toEqual([
      'ana peg-locked',
      'ana child-payment',
      'operator child-block-committed',
      'ana exit-started',
      'ben exit-cancelled',
      'ben exit-started',
      'ben exit-paid',
    ]);
    expect(run.spentExit).toBe('cancelled');
    expect(run.honestExit).toBe('paid');
    // Ana's bond of 100 went to Ben, besides what she paid him.
    expect(run.gained).toEqual({ ana: -100n, ben: run.payment + 100n });
    expect(run.locked).toBe(run.deposited - run.payment);
    shows(run.trace);
  });

  test('the wait is the closed form: two weeks from the block, the age of the output taken off', () => {
    const run = runPlasma({ seed: 1 });
    // Three blocks of six hours passed between the commitment and Ben's request.
    const expected = plasmaExitTime(ms(3 * 6 * HOURS));
    expect(expected).toBe(14 * DAY - 18 * HOURS);
    expect(run.waited).toBe(expected);
    expect(plasmaExitTime(ms(365 * DAY))).toBe(7 * DAY);
    expect(plasmaExitTime(ms(0))).toBe(14 * DAY);
    expect(plasmaExitTime(ms(0), true)).toBe(7 * DAY);
  });
});

describe('a mass exit', () => {
  test('everyone who looks within a week gets everything, and the thief nothing', () => {
    const run = runMassExit({ seed: 1 });
    expect(run.recovered).toBe(run.owned);
    expect(run.owned).toBe(run.deposited);
    expect(run.stolen).toBe(0n);
    expect(run.honestFirst).toBe(true);
    shows(run.trace);
  });

  test('the thief gets exactly what belongs to those who slept', () => {
    const run = runMassExit({ seed: 1, asleep: 3 });
    expect(run.recovered).toBe(run.owned);
    expect(run.stolen).toBe(run.deposited - run.owned);
    expect(run.stolen).toBeGreaterThan(0n);
  });

  test('whoever comes after the required exit period comes too late', () => {
    expect(plasmaExitDeadline()).toBe(7 * DAY);
    expect(runMassExit({ seed: 1, afterDays: 6 }).stolen).toBe(0n);
    const late = runMassExit({ seed: 1, afterDays: 8 });
    expect(late.stolen).toBe(late.deposited);
    expect(late.recovered).toBe(0n);
  });

  test('without an order by age the thief, who asks first, is paid first', () => {
    const run = runMassExit({
      seed: 1,
      rules: { exitableAt: (_output, now, { finalisation }) => ms(now + finalisation) },
    });
    expect(run.stolen).toBe(run.deposited);
  });

  test('how many can leave is bounded by layer 1: measured gas, closed form', () => {
    const { gasPerExit, exitsPerBlock } = runMassExit({ seed: 1 });
    expect(exitsPerBlock).toBe(Number(30_000_000n / gasPerExit));
    expect(massExitCapacity(gasPerExit, ms(7 * DAY))).toBe(exitsPerBlock * 50_400);
    expect(exitsPerBlock).toBeGreaterThan(150);
    expect(exitsPerBlock).toBeLessThan(350);
  });
});

describe('a Plasma Cash coin', () => {
  test('goes from Ana to Ben to Cho, who checks all of its history and leaves with it, answering a question', () => {
    const run = runPlasmaCash({ seed: 1 });
    expect(run.accepted).toEqual([true, true]);
    expect(run.historyBlocks).toBe(3);
    // Ana's question cost her the bond, since Cho had the answer.
    expect(run.gained).toEqual({ ana: -100n, ben: 0n, cho: run.value + 100n, dan: 0n, operator: 0n });
    expect(told(run.trace).slice(-4)).toEqual([
      'cho exit-started',
      'ana exit-questioned',
      'cho exit-questioned',
      'cho exit-paid',
    ]);
    shows(run.trace);
  });

  test.each([
    ['spent', 'ana', { ana: -200n, ben: 0n, dan: 0n, operator: 0n }],
    ['double-spend', 'dan', { ana: -100n, ben: 0n, dan: -100n, operator: 0n }],
    ['invalid-history', 'operator', { ana: -100n, ben: 0n, dan: 0n, operator: -100n }],
  ] as const)('a cheat by %s costs %s the bond and brings nothing', (cheat, _who, others) => {
    const run = runPlasmaCash({ seed: 1, cheat });
    expect(run.cheatEnded).toBe('cancelled');
    expect(run.gained).toEqual({ ...others, cho: run.value + 200n });
  });

  test('a receiver of a double spend sees it in the history and does not take it as paid', () => {
    expect(runPlasmaCash({ seed: 1, cheat: 'double-spend' }).accepted).toEqual([true, true, false]);
  });
});

describe('a chain within a chain', () => {
  test('is left through both: an exit, a burn, a checkpoint, a release; times and costs add up', () => {
    const run = runNestedChain({ seed: 1 });
    expect(run.gained).toBe(run.payment);
    expect(run.stages.map(({ stage }) => stage)).toEqual([
      'exit asked on the child',
      'exit paid on the child',
      'burnt on the child',
      'checkpoint on layer 1',
      'released on layer 1',
    ]);
    expect(run.took).toBe(run.stages.reduce((sum, { took }) => sum + took, 0));
    // Two weeks at most on the child, then blocks and a checkpoint: never less than a week.
    expect(run.took).toBeGreaterThan(14 * DAY);
    expect(run.took).toBeLessThan(16 * DAY);
    shows(run.trace);
  });

  test('is left past the middle when that is gone: same coins, one game, on layer 1 alone', () => {
    const run = runNestedChain({ seed: 1, middle: 'gone' });
    const alive = runNestedChain({ seed: 1 });
    expect(run.gained).toBe(run.payment);
    expect(run.gasAbove).toBe(0n);
    expect(run.gasOnLayer1).toBeGreaterThan(alive.gasOnLayer1);
    expect(run.stillLocked).toBe(alive.stillLocked);
    shows(run.trace);
  });
});
