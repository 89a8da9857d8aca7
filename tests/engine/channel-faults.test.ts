import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  justiceTransaction,
  ownCommitmentTransaction,
  ready,
  revokedCommitment,
  homeScript,
  sat,
  totalValue,
  type ChannelRole,
  type ChannelState,
} from 'strata';
import { act, CAPACITY, collected } from './channel-cases.ts';
import { across, happenings, isKnown, LossyPair, ROLES } from './channel-faults.ts';
import { runs } from './runs.ts';

beforeAll(async () => ready());

test('over a network that loses, repeats and reorders, between sides that crash, the two never disagree for good', () => {
  fc.assert(
    fc.property(happenings(true), (steps) => {
      const pair = new LossyPair();
      for (const step of steps) {
        pair.run(step);
        pair.check();
      }
      pair.heal();
      const { opener, acceptor } = pair.states;
      for (const { own, other, next, phase, theirs, ours } of [opener, acceptor]) {
        expect([phase, next, own.shares.htlcs, other.shares]).toEqual(['open', null, [], opener.own.shares]);
        expect([
          ...ours.proposed,
          ...ours.signed,
          ...ours.acked,
          ...theirs.proposed,
          ...theirs.acked,
        ]).toEqual([]);
      }
      expect(acceptor.own.shares).toEqual(opener.own.shares);
    }),
    { numRuns: runs(60) },
  );
});

/** The least that `role` gets, whatever becomes of the channel now: from each commitment that can still be published. */
function leastOf(state: ChannelState, pair: LossyPair): bigint {
  const { side, own, other, next } = state;
  return [own, other, ...(next === null ? [] : [next])]
    .map(({ shares }) => {
      const htlcs = shares.htlcs.map((htlc) => {
        const known = isKnown(pair.names.get(htlc.paymentHash) ?? 1);
        const mine = htlc.from === side ? !known : state.preimages[htlc.paymentHash] !== undefined;
        return mine ? htlc.amount : 0n;
      });
      const open = shares.htlcs.length;
      // Stated fees: a commitment of 724 weight units and each HTLC's 172, for the opener; second stages, and the sweeps.
      // With anchors the opener's commitment weighs 400 more, and has two outputs of 330 that nobody takes here.
      const fees = (state.terms.anchors ? 1_400n : 600n) + 450n * BigInt(open);
      return htlcs.reduce((sum, amount) => sum + amount, shares[side] as bigint) / 1000n - fees;
    })
    .reduce((a, b) => (a < b ? a : b));
}

interface Weather {
  readonly undo: number;
  readonly drop: boolean;
}

/** Mines until everything is over; the chain is reorganised on the way, and both sides act after each block. */
function storm(
  pair: LossyPair,
  honest: ChannelRole,
  cheat: ChannelState | null,
  weather: readonly Weather[],
): void {
  const { chain } = pair.open;
  const first = chain.blocks.length;
  for (let block = 0; block < 45; block += 1) {
    const { undo, drop } = weather[block] ?? { undo: 0, drop: false };
    if (undo > 0) chain.reorganise(Math.min(undo, chain.blocks.length - first), () => drop);
    if (cheat !== null) {
      if (chain.spenderOf(cheat.terms.funding) === null) chain.submit(ownCommitmentTransaction(cheat));
      act(cheat, chain);
    }
    act(pair.states[honest], chain);
    chain.mine();
    expect(totalValue(chain.coins) + chain.fees).toBe(pair.open.start);
  }
}

/** The preimages that the paid side knows, in a cheat's hands. */
const knowing = (state: ChannelState, pair: LossyPair): ChannelState => ({
  ...state,
  preimages: {
    ...state.preimages,
    ...Object.fromEntries(
      [state.own, state.other]
        .flatMap(({ shares }) => shares.htlcs)
        .filter(({ paymentHash, from }) => from !== state.side && isKnown(pair.names.get(paymentHash) ?? 1))
        .map((htlc) => [htlc.paymentHash, pair.preimage(htlc)]),
    ),
  },
});

const weather = fc.array(fc.record({ undo: fc.constantFrom(0, 0, 0, 1, 2), drop: fc.boolean() }), {
  maxLength: 40,
});

describe.each([{ anchors: false }, { anchors: true }])(
  'whatever the other side does, with $anchors anchors',
  ({ anchors }) => {
    test('an honest side that is awake gets its last agreed balance, less fees; a revoked state costs all of the channel', () => {
      fc.assert(
        fc.property(
          happenings(true),
          fc.constantFrom(...ROLES),
          fc.nat(1_000),
          weather,
          (steps, honest, pick, sky) => {
            const pair = new LossyPair(anchors);
            for (const step of steps) pair.run(step);
            const archive = pair.archive[across(honest)];
            const published = archive[pick % archive.length] as ChannelState;
            const cheat = knowing({ ...published, phase: 'failed' }, pair);
            const least = leastOf(pair.states[honest], pair);
            storm(pair, honest, cheat, sky);
            const got = collected(pair.states[honest], pair.open.chain);
            expect(got).toBeGreaterThanOrEqual(least);
            if (published.own.number < pair.states[honest].other.number) {
              expect(collected(cheat, pair.open.chain)).toBe(0n);
              // Commitment and penalty, and for each payment on the way an output, a second stage and the penalty's input.
              const fees = 1_500n + 450n * BigInt(published.own.shares.htlcs.length);
              expect(got).toBeGreaterThan(CAPACITY - fees);
            }
          },
        ),
        { numRuns: runs(18) },
      );
    });

    test('an honest side gets its last agreed balance, less fees, from one that says nothing any more', () => {
      fc.assert(
        fc.property(happenings(true), fc.constantFrom(...ROLES), weather, (steps, honest, sky) => {
          const pair = new LossyPair(anchors);
          for (const step of steps) pair.run(step);
          pair.states[honest] = { ...pair.states[honest], phase: 'failed' };
          const least = leastOf(pair.states[honest], pair);
          storm(pair, honest, null, sky);
          expect(collected(pair.states[honest], pair.open.chain)).toBeGreaterThanOrEqual(least);
        }),
        { numRuns: runs(10) },
      );
    });
  },
);

test('a penalty is not worth less than what it takes by more than its fee', () => {
  const pair = new LossyPair();
  for (const kind of ['offer', 'commit'] as const) pair.run({ kind, role: 'opener', satoshi: 50_000 });
  for (let at = 0; at < 9; at += 1) for (const role of ROLES) pair.run({ kind: 'deliver', role, where: 0 });
  const revoked = revokedCommitment(pair.states.acceptor, 0);
  if (revoked === null) throw new Error('expected a revoked commitment');
  const justice = justiceTransaction(revoked, homeScript(pair.states.acceptor), sat(253n));
  // 484 weight units at 253 a thousand: BOLT 5 reckons 490, with a wait that takes three bytes and not one.
  expect(justice?.outputs[0]?.value).toBe(699_817n - 122n);
});
