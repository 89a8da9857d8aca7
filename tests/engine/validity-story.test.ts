/** The story of a validity rollup: who locks what, whose batch moves the root, who tries to cheat, and who is paid. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  difference,
  ready,
  runValidityRollup,
  transferConstraints,
  type TransferConstraints,
  type ValidityRollupRun,
} from '../../src/engine/index.ts';
import { describeEvent } from '../../src/player/sentences.ts';
import { readTrace } from '../../src/player/read-trace.ts';

beforeAll(ready);

describe('the story of a validity rollup', () => {
  let run: ValidityRollupRun;
  beforeAll(() => {
    run = runValidityRollup({ seed: 1, batches: [1, 2, 4] });
  });
  const told = (): readonly string[] =>
    run.trace.events.map((event) => {
      if (event.kind === 'validity-deposited') return `${event.actor} locks ${event.value}`;
      if (event.kind === 'validity-proven') return `proof of ${event.transfers}`;
      if (event.kind === 'validity-checked') return `${event.transfers}: ${event.code}`;
      return event.kind === 'withdrawal-claimed' ? `${event.actor} gets ${event.value}` : event.kind;
    });

  test('three lock coins, batches of growing size are proven, a theft and a repetition are refused, one leaves', () => {
    expect(told()).toEqual([
      ...['Ana locks 1000', 'Ben locks 1000', 'Cleo locks 1000'],
      ...['proof of 4', '4: ok'],
      ...['proof of 1', '1: ok', 'proof of 2', '2: ok', 'proof of 4', '4: ok'],
      ...['proof of 1', '1: wrong-fold', '4: wrong-old-root'],
      ...['proof of 1', '1: ok', 'Ben gets 250'],
    ]);
    expect(run.refused).toEqual(['wrong-fold', 'wrong-old-root']);
  });

  test('no coin is made or lost: what the layer holds is locked below, and what was paid out is gone from both', () => {
    const held = run.balances.reduce((sum, balance) => sum + balance, 0n);
    expect([held, run.locked, run.withdrawn]).toEqual([2_750n, 2_750n, 250n]);
  });

  test('the more transfers share a proof, the less each costs', () => {
    const [, one, two, four] = run.costs;
    expect([one, two, four].map((cost) => cost?.transfers)).toEqual([1, 2, 4]);
    expect(two?.gasPerTransfer).toBeLessThan(one?.gasPerTransfer ?? 0n);
    expect(four?.gasPerTransfer).toBeLessThan(two?.gasPerTransfer ?? 0n);
    expect(four?.bytes).toBeLessThan(2 * (one?.bytes ?? 0));
  });

  test('every forgery is refused', () => {
    expect(run.forgeries.length).toBe(6);
    expect(run.forgeries.filter(({ refused }) => !refused)).toEqual([]);
  });

  test('the player tells it, event by event', () => {
    const reading = readTrace(JSON.parse(JSON.stringify(run.trace)));
    expect(reading).toMatchObject({ ok: true });
    if (!reading.ok) return;
    const sentences = reading.trace.events.map((event) => describeEvent(event));
    expect(sentences.find((sentence) => sentence.includes('refuses'))).toMatch(
      /Contract refuses batch 4 \(wrong-fold\)/,
    );
    for (const sentence of sentences) expect(sentence).not.toMatch(/undefined|NaN/);
  });
});

describe('a rollup whose equations are written by someone else', () => {
  test('works with the same equations in another order', () => {
    const reordered: TransferConstraints = (cells) => {
      const { firstRow, ...rest } = transferConstraints(cells);
      return { ...rest, firstRow: firstRow.toReversed() };
    };
    const run = runValidityRollup({ seed: 2, batches: [2], constraints: reordered });
    expect(run.refused).toEqual(['wrong-fold', 'wrong-old-root']);
    expect(run.forgeries.every(({ refused }) => refused)).toBe(true);
    expect(run.brokenByHonest).toBeNull();
  });

  test('takes nothing where the equations refuse what is true, and says which', () => {
    const wrong: TransferConstraints = (cells) => ({
      ...transferConstraints(cells),
      firstRow: [difference(cells.senderAfter, cells.senderBefore)],
    });
    const run = runValidityRollup({ seed: 2, batches: [1], forgeries: false, constraints: wrong });
    expect(run.brokenByHonest).toBe('"the transfer is what it should be" does not hold in row 0.');
    expect([run.costs, run.balances, run.locked, run.withdrawn]).toEqual([[], [0n, 0n, 0n], 3_000n, 0n]);
  });

  test('is robbed where nothing asks for cover', () => {
    const trusting: TransferConstraints = (cells) => ({ ...transferConstraints(cells), senderBits: [] });
    const run = runValidityRollup({ seed: 2, batches: [1], constraints: trusting });
    expect(run.forgeries.filter(({ refused }) => !refused).map(({ name }) => name)).toEqual([
      'without cover',
    ]);
    // The theft goes through, proven: Ben holds more than the contract could ever pay.
    expect(run.refused).toEqual(['wrong-old-root']);
    expect(run.balances[1]).toBeGreaterThan(run.locked);
  });
});
