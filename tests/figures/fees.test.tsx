/** Fee market, base fee and netting: frames from traces, and the pictures of them. */
import fc from 'fast-check';
import { render } from 'preact-render-to-string';
import { netPositions, nextBaseFee, gas, runBaseFee, runFeeMarket, wei } from 'strata';
import type { Trace } from 'strata';
import { describe, expect, test } from 'vitest';
import { drawBaseFee, feeBlocks } from '../../src/figures/base-fee/drawing.tsx';
import { describeBlock, tableOf as baseFeeTable } from '../../src/figures/base-fee/view.tsx';
import { layBricks } from '../../src/figures/fee-market/bricks.ts';
import { drawMarket } from '../../src/figures/fee-market/drawing.tsx';
import { entryRateOf, poolFrames } from '../../src/figures/fee-market/pools.ts';
import { describePool, tableOf as marketTable } from '../../src/figures/fee-market/view.tsx';
import { createDay, PAYMENTS, standingAt } from '../../src/figures/netting/day.ts';
import { drawNetting, edgesOf } from '../../src/figures/netting/drawing.tsx';
import { describeStanding, tableOf as nettingTable } from '../../src/figures/netting/view.tsx';
import { NARROW, WIDE } from '../../src/player/Responsive.tsx';

const offer = (id: string, size: number, rate = 1) => ({ id, size, rate, hangs: false });

describe('Bricks', () => {
  test('a brick that meets the end of a row goes on in the next', () => {
    const { bricks } = layBricks([offer('a', 60), offer('b', 60)], 100, 2);
    expect(bricks.map(({ offer: { id }, row, from, to }) => [id, row, from, to])).toEqual([
      ['a', 0, 0, 0.6],
      ['b', 0, 0.6, 1],
      ['b', 1, 0, 0.2],
    ]);
  });
  test('area is weight, nothing overlaps, and each brick is named once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 30 }), (sizes) => {
        const { bricks, laid } = layBricks(
          sizes.map((size, index) => offer(String(index), size)),
          100,
          10,
        );
        const area = bricks.reduce((sum, { from, to }) => sum + (to - from), 0) * 100;
        expect(area).toBeCloseTo(
          sizes.slice(0, laid).reduce((sum, size) => sum + size, 0),
          6,
        );
        expect(bricks.filter(({ named }) => named)).toHaveLength(laid);
        expect(
          bricks.every(({ row, from, to }) => row < 10 && from >= 0 && to <= 1 + 1e-9 && from < to),
        ).toBe(true);
      }),
    );
  });
});

describe('The fee market', () => {
  const submitted = (transaction: string, fee: string) =>
    ({ kind: 'transaction-submitted', actor: 'payer', transaction, fee, size: 100 }) as const;
  const trace: Trace = {
    seed: 0,
    events: [
      submitted('cheap', '100'),
      submitted('child', '9000'),
      submitted('poor', '200'),
      {
        kind: 'block-proposed',
        actor: 'miner',
        block: 'one',
        parent: 'none',
        height: 1,
        transactions: ['cheap', 'child'],
        used: '800',
        limit: '1000',
        fees: '9100',
      } as const,
    ].map((event, sequence) => ({ ...event, at: sequence, sequence, layer: 1 })),
  };

  test('a block takes what it names, and the rest waits', () => {
    const [frame] = poolFrames(trace, new Map([['child', ['cheap']]]));
    expect(frame?.chosen.map(({ id, rate, hangs }) => [id, rate, hangs])).toEqual([
      ['cheap', 1, false],
      ['child', 90, true],
    ]);
    expect(frame?.waiting.map(({ id }) => id)).toEqual(['poor']);
    expect(frame).toMatchObject({ used: 200, room: 250, backlog: 0.4 });
  });
  test('a dear payment that spends a cheap one waits with it, below one that pays more than both', () => {
    const [frame] = poolFrames(
      {
        ...trace,
        events: trace.events.map((event) =>
          event.kind === 'block-proposed' ? { ...event, transactions: [] } : event,
        ),
      },
      new Map([['child', ['poor', 'cheap']]]),
    );
    expect(frame?.waiting.map(({ id, hangs }) => [id, hangs])).toEqual([
      ['child', true],
      ['poor', false],
      ['cheap', false],
    ]);
  });
  test('one cheap parent does not set the rate to get in', () => {
    expect(
      entryRateOf([
        offer('parent', 9, 1),
        ...Array.from({ length: 20 }, (_, id) => offer(String(id), 10, 50)),
      ]),
    ).toBe(50);
    expect(entryRateOf([])).toBe(0);
  });

  const run = runFeeMarket({ seed: 1, load: 150, blocks: 12 });
  const frames = poolFrames(run.trace);
  test('frames agree with the scenario’s own series', () => {
    expect(frames.map(({ chosen, waiting }) => [chosen.length, waiting.length])).toEqual(
      run.series.map(({ transactions, waiting }) => [transactions, waiting]),
    );
  });
  test('pictures and table say the same', () => {
    for (const size of [WIDE, NARROW]) {
      for (const position of [0, 1, 12]) {
        const html = render(drawMarket(frames, position, size));
        expect(html).not.toMatch(/NaN|undefined|Infinity/);
        const row = marketTable(frames).rows[position - 1];
        if (row) expect(html).toContain(`Block ${row[0]} holds ${row[2]} payments`);
      }
    }
    expect(describePool(frames, 12)).toContain(`block 12 takes ${run.series[11]?.transactions} payments`);
  });
});

describe('The base fee', () => {
  const blocks = feeBlocks(
    runBaseFee({ seed: 1, blocks: 60, demand: (height) => (height < 10 ? 56 : 222) }).trace,
  );

  test('each block’s fee follows from the one before by the rule', () => {
    const room = 100n * 21_000n;
    for (const [index, block] of blocks.slice(0, -1).entries()) {
      const parent = {
        baseFee: wei(Math.round(block.baseFee * 1e9)),
        gasUsed: gas(Math.round(block.used * 100) * 21_000),
        gasTarget: gas(room / 2n),
      };
      expect(blocks[index + 1]?.baseFee).toBeCloseTo(Number(nextBaseFee(parent)) / 1e9, 6);
    }
  });
  test('full blocks raise it by an eighth, and the sentence says so', () => {
    const full = blocks.findIndex(({ used }) => used === 1);
    expect(describeBlock(blocks, full + 1)).toContain('12.5 % higher');
  });
  test('pictures and table have a place for every block', () => {
    for (const size of [WIDE, NARROW]) {
      const html = render(drawBaseFee(blocks, { from: 10, to: 60 }, 60, size));
      expect([...html.matchAll(/class="f-block/g)]).toHaveLength(60);
      expect(html).not.toMatch(/NaN|undefined/);
    }
    expect(baseFeeTable(blocks).rows).toHaveLength(60);
    expect(render(drawBaseFee(blocks, { from: 10, to: 60 }, 0, WIDE))).toContain('No block yet.');
  });
});

describe('Netting', () => {
  const day = createDay(1, 6);

  test('a settlement leaves everyone where the payments would', () => {
    for (let position = 0; position <= PAYMENTS; position += 1) {
      const { made, settlement, nets } = standingAt(day, position);
      const settled = netPositions(settlement);
      for (const [party, net] of nets) expect(settled.get(party) ?? 0n).toBe(net);
      expect(settlement.length).toBeLessThanOrEqual(Math.min(made.length, day.parties.length - 1));
      expect(day.transfers[position]).toBe(settlement.length);
    }
  });
  test('the same seed gives the same day', () => {
    expect(createDay(1, 6)).toEqual(day);
    expect(createDay(2, 6)).not.toEqual(day);
  });
  test('payments between the same two in one direction are one arrow', () => {
    const payment = { from: 'Ada', to: 'Ben', amount: 2n };
    expect(edgesOf([payment, payment, { from: 'Ben', to: 'Ada', amount: 1n }])).toEqual([
      { from: 'Ada', to: 'Ben', count: 2, amount: 4n },
      { from: 'Ben', to: 'Ada', count: 1, amount: 1n },
    ]);
  });
  test('picture, sentence and table say the same', () => {
    const standing = standingAt(day, PAYMENTS);
    const transfers = `${standing.settlement.length} transfer`;
    for (const size of [WIDE, NARROW]) {
      const html = render(drawNetting(day, standing, size));
      expect(html).toContain(`40 payments between 6 parties come down to ${transfers}`);
      expect(html).not.toMatch(/NaN|undefined/);
    }
    expect(describeStanding(standing)).toContain(transfers);
    expect(nettingTable(standing).rows).toHaveLength(standing.settlement.length + PAYMENTS);
  });
});
