/** The rollup under faults: lost, repeated and forged batches, crashes, lies, and reorganisations of any depth below. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ready, rollupBalanceOf, type RollupWallet } from '../../src/engine/index.ts';
import { FaultyRollup, FINNEY, rollupFaults, WINDOW } from './rollup-cases.ts';
import { runs } from './runs.ts';

await ready();

/** Nobody can take the sequencer's bond: each place was promised to one order only. */
function expectNoEquivocation({ promises }: FaultyRollup): void {
  const orders = new Map<string, string>();
  for (const { parent, origin, position, order } of promises) {
    const place = `${parent} ${origin} ${position}`;
    expect(orders.get(place) ?? order).toBe(order);
    orders.set(place, order);
  }
}

describe('whatever happens', () => {
  test('supply never exceeds what is locked, nobody is paid twice, all nodes agree, forced messages are in within the window, and an honest sequencer keeps its bond', () => {
    let [derived, paid, cases] = [0, 0, 0];
    fc.assert(
      fc.property(rollupFaults, (faults) => {
        const rollup = new FaultyRollup();
        // Somebody has coins above and is on the way out, whatever comes then.
        rollup.act({ kind: 'deposit', who: 0, amount: 400 });
        rollup.act({ kind: 'seal' });
        rollup.act({ kind: 'order', who: 0, to: 3, amount: 50 });
        rollup.act({ kind: 'post' });
        rollup.act({ kind: 'seal' });
        for (const fault of faults) rollup.act(fault);
        rollup.act({ kind: 'settle' });
        for (let block = 0; block <= WINDOW; block += 1) rollup.act({ kind: 'seal' });
        rollup.expectAgreement();
        expectNoEquivocation(rollup);
        derived += rollup.node.blocks.filter(({ transfers }) => transfers.length > 0).length;
        if (rollup.mostPaid > 0n) paid += 1;
        cases += 1;
      }),
      { numRuns: runs(20) },
    );
    // The cases are not empty ones.
    expect(derived).toBeGreaterThan(0);
    expect(paid).toBeGreaterThan(cases / 10);
  });

  test('a sequencer that crashes after any step goes on from layer 1 alone, and its users lose nothing', () => {
    const script = ['order', 'post', 'seal', 'order', 'order', 'post', 'seal', 'seal'] as const;
    for (let crash = 0; crash <= script.length; crash += 1) {
      const rollup = new FaultyRollup();
      rollup.act({ kind: 'deposit', who: 0, amount: 400 });
      rollup.act({ kind: 'seal' });
      for (const [step, kind] of script.entries()) {
        if (step === crash) rollup.act({ kind: 'crash' });
        rollup.act(kind === 'order' ? { kind, who: 0, to: 1, amount: 7 } : { kind });
      }
      rollup.act({ kind: 'crash' });
      rollup.act({ kind: 'order', who: 0, to: 1, amount: 7 });
      rollup.act({ kind: 'post' });
      rollup.act({ kind: 'seal' });
      rollup.expectAgreement();
      const [ana, ben] = rollup.wallets as unknown as readonly [RollupWallet, RollupWallet];
      const { state } = rollup.node.head;
      const has = (wallet: RollupWallet): bigint => rollupBalanceOf(state, wallet.address);
      expect(has(ana) + has(ben)).toBe(400n * FINNEY);
      expect(has(ben)).toBeGreaterThanOrEqual(7n * FINNEY);
    }
  });
});
