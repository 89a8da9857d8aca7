/** The story of a jammed channel: nobody loses a coin, and nobody can use it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ready, runChannelJamming, type ChannelJammingRun } from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

beforeAll(ready);

const shares = ({ before, during, after }: ChannelJammingRun): readonly string[] =>
  [before, during, after].map(({ tried, paid }) => `${paid} of ${tried}`);

describe('Mallory pays herself through the channel that Ann needs, and lets it lie', () => {
  test('with one HTLC of nearly all its coins: for a hundred blocks nothing of Ann’s arrives, and it costs nothing', () => {
    const run = runChannelJamming({ seed: 1 });
    expect(shares(run)).toEqual(['5 of 5', '0 of 19', '9 of 9']);
    expect(run).toMatchObject({ htlcs: 1, cost: 0n });
    // 690,000 satoshi and the fees of two nodes, on each of three channels.
    expect(run.locked).toBe(690_000_000n + 690_070_000n + 690_140_007n);
    expect(run.trace.events.filter(({ kind }) => kind === 'unilateral-close')).toEqual([]);
    expect(readTrace(run.trace)).toMatchObject({ ok: true });
  });

  test('with 483 HTLCs of a satoshi: the channel has coins and no place, whatever its size', () => {
    const run = runChannelJamming({ seed: 1, resource: 'places' });
    expect(shares(run)).toEqual(['5 of 5', '0 of 19', '9 of 9']);
    expect(run).toMatchObject({ htlcs: 483, cost: 0n });
    // Two satoshi a channel and HTLC at most: under 3,000 satoshi stop a million.
    expect(run.locked).toBeLessThan(3_000_000n);
  });

  test('the longer her HTLCs lie, the longer it lasts, for the same price', () => {
    const run = runChannelJamming({ seed: 2, blocks: 400 });
    expect(shares(run)).toEqual(['5 of 5', '0 of 79', '9 of 9']);
    expect(run.cost).toBe(0n);
  });
});
