/** Pegs and checkpoints told as stories: what is locked, minted, burnt and released, and who can steal it. */
import { describe, expect, test } from 'vitest';
import {
  checkpointExitTime,
  checkpointPower,
  ms,
  ready,
  runCheckpoints,
  runTwoWayPeg,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

await ready();

describe('a two-way peg', () => {
  test('lock, mint, spend, burn, release; each once, and never more above than below', () => {
    const run = runTwoWayPeg({ seed: 1 });
    expect(run.trace.events.map(({ kind, actor }) => `${actor} ${kind}`)).toEqual([
      'ana peg-locked',
      'ana peg-minted',
      'ana child-payment',
      'ben peg-burnt',
      'ben peg-released',
      'ben contract-called',
    ]);
    const left = run.locked - run.released;
    expect(run.books).toEqual([
      { step: 'begin', locked: 0n, supply: 0n },
      { step: 'lock', locked: run.locked, supply: 0n },
      { step: 'mint', locked: run.locked, supply: run.locked },
      { step: 'mint again', locked: run.locked, supply: run.locked },
      { step: 'burn', locked: run.locked, supply: left },
      { step: 'release', locked: left, supply: left },
      { step: 'release again', locked: left, supply: left },
    ]);
    expect(run.secondMint).toBe('already-minted');
    expect(run.secondRelease).toBe('already-released');
    // Six blocks on top of the lock's.
    expect(run.inMs).toBe(72_000);
    expect(readTrace(JSON.parse(JSON.stringify(run.trace)))).toMatchObject({ ok: true });
  });

  test('a reorganisation below as deep as the wait harms nobody; a deeper one leaves coins without cover', () => {
    expect(runTwoWayPeg({ seed: 1, depth: 6, reorganise: 6 }).isBacked).toBe(true);
    const deep = runTwoWayPeg({ seed: 1, depth: 6, reorganise: 7 });
    expect(deep.isBacked).toBe(false);
    expect(deep.released).toBe(0n);
  });

  test('a peg that forgets what it released pays twice: the rule that a lab writes', () => {
    const run = runTwoWayPeg({
      seed: 1,
      decideRelease: ({ amount }) => ({ ok: true, value: amount }),
    });
    expect(run.secondRelease).toBe('ok');
    expect(run.isBacked).toBe(false);
  });
});

describe('checkpoints', () => {
  test('carry a burn down, once', () => {
    const run = runCheckpoints({ seed: 1 });
    expect(run.exit).toBe('ok');
    expect(run.released).toBe(run.locked / 2n);
    expect(run.secondExit).toBe('already-released');
    expect(run.supply).toBe(run.stillLocked);
    expect(run.outMs).toBeLessThanOrEqual(checkpointExitTime(16, ms(2_000)));
    expect(readTrace(JSON.parse(JSON.stringify(run.trace)))).toMatchObject({ ok: true });
  });

  test('7 of 10 equal holders forge one and take all that is locked; 6 take nothing; 5 and fewer neither', () => {
    for (const colluding of [1, 3, 5, 6]) {
      const run = runCheckpoints({ seed: 1, colluding });
      expect([colluding, run.forged, run.stolen]).toEqual([colluding, 'too-little-stake', 0n]);
    }
    const run = runCheckpoints({ seed: 1, colluding: 7 });
    expect(run.forged).toBe('ok');
    expect(run.stolen).toBe(run.locked - run.released);
    expect(run.stillLocked).toBe(0n);
    // The coins above are worth nothing now.
    expect(run.supply).toBeGreaterThan(0n);
  });

  test('the stake counts and not the heads: one holder of seven tenths is enough', () => {
    const stakes = [70n, ...Array.from({ length: 30 }, () => 1n)];
    expect(runCheckpoints({ seed: 1, stakes, colluding: 1 }).forged).toBe('ok');
    expect(runCheckpoints({ seed: 1, stakes: [66n, 34n], colluding: 1 }).forged).toBe('too-little-stake');
    expect(runCheckpoints({ seed: 1, stakes: [67n, 33n], colluding: 1 }).forged).toBe('ok');
    // Exactly two thirds are not enough.
    expect(runCheckpoints({ seed: 1, stakes: [66n, 33n], colluding: 1 }).forged).toBe('too-little-stake');
  });

  test('a third that is silent stops every exit, and steals nothing', () => {
    expect(runCheckpoints({ seed: 1, silent: 3 }).exit).toBe('ok');
    const stopped = runCheckpoints({ seed: 1, silent: 4 });
    expect(stopped.checkpoint).toBe('too-little-stake');
    expect(stopped.exit).toBe('no-such-checkpoint');
    expect(stopped.stillLocked).toBe(stopped.locked);
    expect(checkpointPower(100n)).toEqual({ forges: 67n, stops: 34n });
    expect(checkpointPower(99n)).toEqual({ forges: 67n, stops: 33n });
  });
});
