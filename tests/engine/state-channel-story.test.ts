/** The story of a game between ana and ben: who locks what, who goes silent, who lies, and who gets what. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  NIM,
  ready,
  runStateChannel,
  type ChooseGameAction,
  type TraceEvent,
} from '../../src/engine/index.ts';
import { describeEvent } from '../../src/player/sentences.ts';
import { readTrace } from '../../src/player/read-trace.ts';

beforeAll(() => ready());

const calls = (events: readonly TraceEvent[]): string[] =>
  events.flatMap((event) =>
    event.kind === 'contract-called' ? [`${event.actor} ${event.what}: ${event.outcome}`] : [],
  );

describe('the story of a game', () => {
  test('both play to the end, sign it, and three calls in all have paid for nine moves', () => {
    const run = runStateChannel({ seed: 1, story: 'agreement' });
    expect(calls(run.trace.events)).toEqual(['ana open: ok', 'ben join: ok', 'ana conclude: ok']);
    expect(run).toMatchObject({ movesOffChain: 9, movesOnChain: 0, payouts: [1_000n, 1_000n], locked: 0n });
    const last = run.trace.events.at(-1);
    expect(last).toMatchObject({ kind: 'game-settled', first: '1000', second: '1000', by: 'agreement' });
  });

  test('ben goes silent: ana posts the last position, nobody answers, and she gets both stakes after the period', () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const run = runStateChannel({ seed, story: 'silence' });
      expect(calls(run.trace.events)).toEqual([
        'ana open: ok',
        'ben join: ok',
        'ana post: ok',
        'ana settle: ok',
      ]);
      expect(run).toMatchObject({ payouts: [2_000n, 0n], locked: 0n });
      // Five blocks of patience, one for the post, a minute's period, and a block after it for each of the two.
      expect(run.unlockedAfter).toBeLessThanOrEqual((5 + 1 + 5 + 2) * 12_000);
    }
  });

  test('ben shows an old position with another move: ana replaces it with her winning one, and it pays her after the period', () => {
    const run = runStateChannel({ seed: 1, story: 'stale' });
    expect(calls(run.trace.events)).toEqual([
      'ana open: ok',
      'ben join: ok',
      'ben post: ok',
      'ana post: ok',
      'ben post: stale-state',
      'ana settle: ok',
    ]);
    const posted = run.trace.events.filter(({ kind }) => kind === 'game-posted');
    expect(posted).toMatchObject([
      { actor: 'ben', version: 2 },
      { actor: 'ana', version: 5 },
    ]);
    expect(run.trace.events.at(-1)).toMatchObject({ first: '2000', second: '0', by: 'the end of the game' });
  });

  test('a player who does nothing on chain loses what a watchful one wins', () => {
    const idle: ChooseGameAction = () => null;
    expect(runStateChannel({ seed: 1, story: 'silence', chooseAction: idle })).toMatchObject({
      payouts: [0n, 0n],
      locked: 2_000n,
      unlockedAfter: null,
    });
  });

  test('a contract under which nothing is replaced lets the old position win', () => {
    const run = runStateChannel({ seed: 1, story: 'stale', supersedes: () => false });
    expect(run).toMatchObject({ payouts: [0n, 2_000n], locked: 0n });
  });

  test('another game runs under the same contract', () => {
    const run = runStateChannel({ seed: 3, story: 'agreement', rules: NIM });
    expect(run).toMatchObject({ payouts: [2_000n, 0n], locked: 0n });
  });

  test('the player shows every event of it', () => {
    for (const story of ['agreement', 'silence', 'stale'] as const) {
      const { trace } = runStateChannel({ seed: 1, story });
      expect(readTrace(JSON.parse(JSON.stringify(trace)))).toEqual({ ok: true, trace });
    }
  });

  test('the player tells a dispute in sentences', () => {
    const { trace } = runStateChannel({ seed: 1, story: 'stale' });
    const told = trace.events.map(describeEvent);
    const channel = /[0-9a-f]{6}/.exec(told.find((one) => one.startsWith('Channel')) ?? '')?.[0];
    expect(told.slice(-8)).toEqual([
      'Ben plays 3 as move 4.',
      'Ben calls adjudicator (post) with 0, 1 call deep: done.',
      `Ben shows the adjudicator of channel ${channel} the position after 2 moves; an answer may come until 2 min 0 s.`,
      'Ana calls adjudicator (post) with 0, 1 call deep: done.',
      `Ana shows the adjudicator of channel ${channel} the position after 5 moves; an answer may come until 2 min 12 s.`,
      'Ben calls adjudicator (post) with 0, 1 call deep: refused (stale-state).',
      'Ana calls adjudicator (settle) with 0, 1 call deep: done.',
      `Channel ${channel} is settled by the end of the game: 2,000 and 0.`,
    ]);
  });
});
