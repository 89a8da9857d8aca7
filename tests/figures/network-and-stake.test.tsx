/** Gossip and the stake draw: spread and tally as data, and the pictures of them. */
import { render } from 'preact-render-to-string';
import { bytes, runGossip, runStakeDraw } from 'strata';
import { describe, expect, test } from 'vitest';
import { drawGossip, saySize } from '../../src/figures/gossip/drawing.tsx';
import { countsAt, spreadOf, timeToReach } from '../../src/figures/gossip/spread.ts';
import { describeSpread, openingOf, tableOf as spreadTable } from '../../src/figures/gossip/view.tsx';
import { binomialBounds } from '../../src/figures/stake-draw/binomial.ts';
import { drawTally } from '../../src/figures/stake-draw/drawing.tsx';
import { drawsOf, holdersOf, SLOTS_PER_STEP, tallyAt } from '../../src/figures/stake-draw/tally.ts';
import { describeTally, tableOf as tallyTable } from '../../src/figures/stake-draw/view.tsx';
import { NARROW, WIDE } from '../../src/player/Responsive.tsx';

const gossip = (size: number) =>
  spreadOf(runGossip({ seed: 1, nodes: 40, blockBytes: bytes(size), blocks: 1 }).trace);

describe('Gossip', () => {
  const spread = gossip(1_000_000);

  test('every node gets the block once, the builder first', () => {
    expect(new Set(spread.arrivals.map(({ node }) => node)).size).toBe(40);
    expect(spread.arrivals.filter(({ from }) => from === null)).toHaveLength(1);
    expect(spread.arrivals[0]).toMatchObject({ from: null, at: 0, hops: 0 });
  });
  test('nobody gets it before its sender has it, and a hop is one more than the sender’s', () => {
    const byName = new Map(spread.arrivals.map((arrival) => [arrival.node, arrival]));
    for (const { from, at, sentAt, hops } of spread.arrivals.slice(1)) {
      const sender = byName.get(from ?? '');
      expect(sender?.at).toBeLessThanOrEqual(sentAt);
      expect(sentAt).toBeLessThan(at);
      expect(hops).toBe((sender?.hops ?? Number.NaN) + 1);
    }
  });
  test('every node lies on the ring of its hops', () => {
    for (const { x, y, hops } of spread.arrivals)
      expect(Math.hypot(x, y) * spread.rings).toBeCloseTo(hops, 9);
  });
  test('times to reach agree with the engine’s own measure', () => {
    const run = runGossip({ seed: 1, nodes: 40, blockBytes: bytes(1_000_000), blocks: 1 });
    expect(spread.last).toBe(run.lastMs);
    expect(timeToReach(spread, 1)).toBe(run.lastMs);
  });
  test('a greater block takes longer', () => {
    expect(timeToReach(gossip(8_000_000), 0.95)).toBeGreaterThan(4 * timeToReach(spread, 0.95));
  });
  test('counts at a time add up to all nodes in the end', () => {
    expect(countsAt(spread, 0).have).toBe(1);
    expect(countsAt(spread, spread.last)).toEqual({ have: 40, underWay: 0 });
    expect(describeSpread(spread, spread.last)).toContain('all 40 nodes have the block');
  });
  test('the first frame stands where half of the nodes have it', () => {
    expect(openingOf(spread)).toBeGreaterThan(0);
  });
  test('the picture fills exactly the nodes that have the block', () => {
    const time = spread.last / 2;
    const sizes = [{ bytes: 1_000_000, reached: timeToReach(spread, 0.95) }];
    for (const size of [WIDE, NARROW]) {
      const html = render(drawGossip({ spread, time, until: spread.last, bytes: 1_000_000, sizes }, size));
      expect([...html.matchAll(/gossip__node--has/g)]).toHaveLength(countsAt(spread, time).have);
      expect(html).toContain(`${countsAt(spread, time).have} of 40 nodes have it`);
      expect(html).not.toMatch(/NaN|undefined/);
    }
  });
  test('the table has a row for each node', () => {
    expect(spreadTable(spread, 1_000_000).rows).toHaveLength(40);
    expect(saySize(500_000)).toBe('500 kB');
  });
});

describe('Binomial bounds', () => {
  test('of ten tosses of a coin, 1 to 9 heads are no surprise at a hundredth on each side', () => {
    // P(0 heads) = 1/1024 < 0.01 ≤ P(at most 1 head) = 11/1024.
    expect(binomialBounds(10, 0.5, 0.01)).toEqual({ low: 1, high: 9 });
  });
  test('certain and impossible draws have no room', () => {
    expect(binomialBounds(10, 0)).toEqual({ low: 0, high: 0 });
    expect(binomialBounds(10, 1)).toEqual({ low: 10, high: 10 });
    expect(binomialBounds(0, 0.5)).toEqual({ low: 0, high: 0 });
  });
  test('large counts are near the normal bounds of 2.58 standard deviations', () => {
    const { low, high } = binomialBounds(3_200, 0.25);
    const spread = 2.5758 * Math.sqrt(3_200 * 0.25 * 0.75);
    expect(Math.abs(low - (800 - spread))).toBeLessThan(2);
    expect(Math.abs(high - (800 + spread))).toBeLessThan(2);
  });
});

describe('The stake draw', () => {
  const holders = holdersOf(8);
  const validators = holders.flatMap((holder) => holder.validators);
  const draws = drawsOf(runStakeDraw({ seed: 1, validators, slots: 320 }).trace);

  test('splitting changes neither the stake nor its share', () => {
    const whole = tallyAt(holdersOf(1), [], 0).rows.at(-1);
    const sum = tallyAt(holders, [], 0).rows.at(-1);
    expect(sum?.role).toBe('sum');
    expect(sum?.share).toBeCloseTo(whole?.share ?? 0, 12);
    expect(validators.reduce((total, { stake }) => total + stake, 0n)).toBe(2016n);
  });
  test('every draw is counted once', () => {
    const { rows, slots } = tallyAt(holders, draws, 10);
    expect(slots).toBe(320);
    const counted = rows.filter(({ role }) => role !== 'sum').reduce((sum, { drawn }) => sum + drawn, 0);
    expect(counted).toBe(320);
    const parts = rows.filter(({ role }) => role === 'part').reduce((sum, { drawn }) => sum + drawn, 0);
    expect(rows.find(({ role }) => role === 'sum')?.drawn).toBe(parts);
  });
  test('a step is an epoch, and the strip shows its proposers', () => {
    const tally = tallyAt(holders, draws, 3);
    expect(tally.slots).toBe(3 * SLOTS_PER_STEP);
    expect(tally.latest).toHaveLength(SLOTS_PER_STEP);
    const html = render(drawTally(tally, WIDE));
    expect([...html.matchAll(/stake__slot--drawn/g)]).toHaveLength(SLOTS_PER_STEP);
  });
  test('before the first draw nothing is claimed', () => {
    const tally = tallyAt(holders, draws, 0);
    expect(describeTally(tally)).toBe('Before the first draw.');
    expect(render(drawTally(tally, NARROW))).not.toMatch(/NaN|undefined/);
  });
  test('a count outside its bounds is marked, in words and by sign', () => {
    const tally = tallyAt(
      holdersOf(1),
      Array.from({ length: 320 }, () => 0),
      10,
    );
    expect(describeTally(tally)).toContain('lie outside');
    expect(render(drawTally(tally, WIDE))).toContain('✕');
  });
  test('table and picture have the same counts', () => {
    const tally = tallyAt(holders, draws, 10);
    const html = render(drawTally(tally, WIDE));
    for (const [name, , drawn] of tallyTable(tally).rows) {
      expect(html).toContain(`>${name}<`);
      expect(html).toContain(`${drawn} <tspan`);
    }
  });
});
