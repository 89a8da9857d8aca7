/** The story of a payment over two channels of the coin ledger, and of what scripts decide when somebody stops talking. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ready,
  runLightningOnChain,
  type LightningOnChainRun,
  type OnChainEnding,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';
import { runs } from './runs.ts';

const ENDINGS: readonly OnChainEnding[] = ['together', 'claimed', 'deserted', 'gone'];
const endings = new Map<OnChainEnding, LightningOnChainRun>();
beforeAll(async () => {
  await ready();
  for (const ending of ENDINGS) endings.set(ending, runLightningOnChain({ seed: 1, ending }));
});

const runOf = (ending: OnChainEnding): LightningOnChainRun => {
  const run = endings.get(ending);
  if (run === undefined) throw new Error(`There is no run that ends ${ending}.`);
  return run;
};

/** What each has more in the end, and the fees of all transactions. */
const changes = (ending: OnChainEnding): Readonly<Record<string, bigint>> => {
  const { before, after } = runOf(ending);
  return Object.fromEntries(Object.entries(after).map(([name, sum]) => [name, sum - (before[name] ?? 0n)]));
};

/** Events as `who does what`, inclusions left out. */
const story = (ending: OnChainEnding): readonly string[] =>
  runOf(ending).trace.events.flatMap((event) =>
    event.kind === 'transaction-included'
      ? []
      : [`${event.actor} ${event.kind}${'onChain' in event && event.onChain ? ' on chain' : ''}`],
  );

describe('Ann pays Cem 200,000 satoshi through Ben, who asks 201', () => {
  test('all talk: nothing reaches the chain', () => {
    expect(changes('together')).toEqual({ Ann: -200_201n, Ben: 201n, Cem: 200_000n });
    expect(runOf('together')).toMatchObject({ outcome: 'paid', fees: 0n });
    expect(story('together')).toEqual([
      'Ann htlc-added',
      'Ben htlc-added',
      'Ben htlc-fulfilled',
      'Ann htlc-fulfilled',
    ]);
  });

  test('Cem claims on chain and shows the preimage to nobody: Ben reads it there and is paid in the channel', () => {
    expect(story('claimed')).toEqual([
      'Ann htlc-added',
      'Ben htlc-added',
      'Cem commitment-published',
      'Ben htlc-fulfilled on chain',
      'Ann htlc-fulfilled',
    ]);
    const { Ann, Ben = 0n, Cem = 0n } = changes('claimed');
    expect(Ann).toBe(-200_201n);
    // Ben opened the channel that was closed, and pays for its commitment; Cem pays for his claim.
    expect(201n - Ben + (200_000n - Cem)).toBe(runOf('claimed').fees);
    expect(Ben).toBeGreaterThan(-400n);
  });

  test('Ann has left too: Ben puts his own channel on chain and claims there, before the lock is over', () => {
    expect(story('deserted')).toEqual([
      'Ann htlc-added',
      'Ben htlc-added',
      'Cem commitment-published',
      'Ben htlc-fulfilled on chain',
      'Ben commitment-published',
      'Ann htlc-fulfilled on chain',
    ]);
    const { Ben = 0n, Cem = 0n } = changes('deserted');
    expect(Cem).toBeGreaterThan(199_000n);
    // Three transactions of his own cost him something; the 200,000 that he paid on he has back.
    expect(Ben).toBeGreaterThan(-1_000n);
    expect(runOf('deserted').outcome).toBe('paid');
  });

  test('Cem does nothing: Ben takes his HTLC back on chain, and only then fails Ann’s, who has lost nothing', () => {
    expect(story('gone')).toEqual([
      'Ann htlc-added',
      'Ben htlc-added',
      'Ben commitment-published',
      'Ben htlc-failed',
      'Ann htlc-failed',
    ]);
    const { Ann, Ben = 0n, Cem } = changes('gone');
    expect([Ann, Cem]).toEqual([0n, 0n]);
    expect(-Ben).toBe(runOf('gone').fees);
    expect(runOf('gone')).toMatchObject({ outcome: 'failed', preimage: null });
  });
});

describe('whatever happens', () => {
  test.each(ENDINGS)('%s: every satoshi is with one of them, or was a fee', (ending) => {
    const { after, fees } = runOf(ending);
    expect(Object.values(after).reduce((sum, part) => sum + part, 0n) + fees).toBe(2_000_000n);
  });

  test.each(ENDINGS)('%s: the player can show it', (ending) => {
    expect(readTrace(runOf(ending).trace)).toMatchObject({ ok: true });
  });

  test('also when the chain undoes up to two blocks again and again, nobody loses more than fees', () => {
    const undone = fc.array(fc.tuple(fc.integer({ min: 3, max: 70 }), fc.integer({ min: 1, max: 2 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.constantFrom(...ENDINGS), undone, (ending, undos) => {
        const { before, after, fees, outcome } = runLightningOnChain({
          seed: 1,
          ending,
          undone: new Map(undos),
        });
        expect(Object.values(after).reduce((sum, part) => sum + part, 0n) + fees).toBe(2_000_000n);
        expect(outcome).toBe(ending === 'gone' ? 'failed' : 'paid');
        const paid = outcome === 'paid' ? 200_000n : 0n;
        expect((after['Cem'] ?? 0n) - (before['Cem'] ?? 0n)).toBeGreaterThan(paid - 1_000n);
        expect((after['Ben'] ?? 0n) - (before['Ben'] ?? 0n)).toBeGreaterThan(-2_000n);
        expect((after['Ann'] ?? 0n) - (before['Ann'] ?? 0n)).toBeGreaterThan(-paid - 1_000n);
      }),
      { numRuns: runs(20) },
    );
  });
});
