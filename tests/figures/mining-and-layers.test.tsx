/** Difficulty after a shock, and the two layers: windows and points from traces, and the pictures of them. */
import { render } from 'preact-render-to-string';
import { ms, ready, runMining, traceHash, TwoLayers } from 'strata';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawShock } from '../../src/figures/difficulty-shock/drawing.tsx';
import { describeWindow, tableOf as shockTable } from '../../src/figures/difficulty-shock/view.tsx';
import { shockRun } from '../../src/figures/difficulty-shock/windows.ts';
import { drawTwoLayers, sayFee, sayLayers } from '../../src/figures/two-layers/drawing.tsx';
import { spreadLabels } from '../../src/figures/two-layers/plot.tsx';
import { LiveRun } from '../../src/figures/two-layers/live-run.ts';
import { pointsOf, readPoints } from '../../src/figures/two-layers/points.ts';
import { tableOf as layersTable } from '../../src/figures/two-layers/view.tsx';
import { NARROW, WIDE } from '../../src/player/Responsive.tsx';

describe('A shock to the hash rate', () => {
  const mined = runMining({ seed: 1, shock: 4, windows: 6 });
  const run = shockRun(mined.trace, 16);

  test('windows agree with the scenario’s own', () => {
    expect(run.windows.map(({ difficulty, meanInterval }) => [difficulty, meanInterval])).toEqual(
      mined.windows.map(({ difficulty, meanIntervalMs }) => [Number(difficulty), meanIntervalMs]),
    );
    expect(run.hashes).toBe(mined.hashes);
  });
  test('the hash rate changes where the shock is, and only there', () => {
    expect(run.windows.map(({ hashRate }) => hashRate)).toEqual([16, 16, 16, 64, 64, 64]);
    expect(run.shockAt).toBe(run.windows[3]?.from);
  });
  test('the blocks’ intervals add up to the windows’', () => {
    const [first] = run.windows;
    const total = run.blocks.slice(0, first?.to).reduce((sum, { interval }) => sum + interval, 0);
    expect(Math.round(total / (first?.to ?? 1))).toBe(first?.meanInterval);
  });
  test('the window of the shock is told as such', () => {
    expect(describeWindow(run, 4)).toContain('The hash rate has just changed; the difficulty has not.');
    expect(describeWindow(run, 4)).toContain('too fast');
    expect(describeWindow(run, 0)).toBe('Before the first window.');
  });
  test('pictures show as many windows as were played', () => {
    for (const size of [WIDE, NARROW]) {
      for (const position of [0, 3, 6]) {
        const html = render(drawShock(run, position, size));
        expect([...html.matchAll(/shock__mean/g)]).toHaveLength(position);
        expect(html.includes('hash rate changes')).toBe(position > 3);
        expect(html).not.toMatch(/NaN|undefined/);
      }
    }
    expect(shockTable(run).rows).toHaveLength(6);
  });
});

describe('Two layers', () => {
  beforeAll(() => ready());
  const run = (load: number, blocks: number, stopEarly = false): LiveRun => {
    const live = new LiveRun(1, load);
    while (!live.advance(blocks, () => stopEarly));
    return live;
  };

  test('a run in small pieces is the same run', () => {
    expect(run(3, 3, true).points).toEqual(run(3, 3).points);
  });
  test('a live run is the engine’s own', () => {
    const world = new TwoLayers({ seed: 1, load: 3 });
    expect(run(3, 3).points).toEqual(pointsOf(world.run(ms(36_000)), [3, 3, 3]));
  });
  test('the same seed and loads give the same trace', () => {
    const hash = () => traceHash(new TwoLayers({ seed: 5, load: 2 }).run(ms(24_000)).trace);
    expect(hash()).toBe(hash());
  });
  test('a new load begins with the next block and leaves what was as it was', () => {
    const live = run(2, 2);
    const before = live.points;
    live.setLoad(6, 2);
    live.advance(4, () => false);
    expect(live.points.slice(0, 2)).toEqual(before);
    expect(live.points.map(({ load }) => load)).toEqual([2, 2, 6, 6]);
  });
  test('a load changed in the past forgets what came after it', () => {
    const live = run(2, 4);
    live.setLoad(6, 1);
    expect(live.points).toHaveLength(1);
    live.advance(3, () => false);
    expect(live.points.map(({ load }) => load)).toEqual([2, 6, 6]);
  });
  test('a run that goes on from a first frame goes on as if it had been there', () => {
    const whole = run(2, 4).points;
    const first = readPoints(JSON.parse(JSON.stringify(whole.slice(0, 2))));
    const live = new LiveRun(1, 2, first);
    live.advance(4, () => false);
    expect(live.points).toEqual(whole);
  });
  test('what is no first frame is none', () => {
    expect([null, {}, [1], [{ height: 1 }]].map(readPoints)).toEqual([[], [], [], []]);
  });
  test('pictures and table follow the points', () => {
    const { points } = run(4, 4);
    for (const size of [WIDE, NARROW]) {
      for (const position of [0, 1, 4, 40]) {
        const html = render(drawTwoLayers(points, position, size));
        expect([...html.matchAll(/layers__frame/g)]).toHaveLength(Math.min(position, 4));
        expect(html).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
    const carried = points.flatMap(({ batches }) => batches);
    const html = render(drawTwoLayers(points, 4, WIDE));
    expect([...html.matchAll(/layers__batch/g)]).toHaveLength(carried.length);
    expect(layersTable(points).rows.map((row) => row[3])).toEqual(
      points.map(({ waiting }) => String(waiting)),
    );
    expect(sayLayers(undefined)).toBe('Two layers before their first block.');
  });
  test('blocks are square and batches round', () => {
    const html = render(drawTwoLayers(run(4, 2).points, 2, WIDE));
    expect(html).toMatch(/<rect class="f-batch[^>]*rx="11"/);
    expect(html).not.toMatch(/<rect class="layers__frame"[^>]*rx=/);
  });
});

test('labels never lie on each other, and keep their order', () => {
  const placed = spreadLabels([50, 52, 10], 15);
  expect(placed).toEqual([50, 65, 10]);
});

test('fees are said in gwei, thousands and millions', () => {
  expect([950, 9_600, 146_000, 1_250_000].map(sayFee)).toEqual([
    '950 gwei',
    '9.6k gwei',
    '146k gwei',
    '1.3M gwei',
  ]);
});
