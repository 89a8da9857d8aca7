import { beforeAll, describe, expect, test } from 'vitest';
import {
  commitChanges,
  failChannel,
  getCoin,
  msat,
  ownCommitmentTransaction,
  proposeFailure,
  proposeFulfilment,
  proposeHtlc,
  ready,
  receiveChannelMessage,
  reconnectChannel,
  shutdownChannel,
  homeScript,
  spendableMsat,
  totalShares,
  totalValue,
  transactionId,
  type ChannelState,
} from 'strata';
import { codeOf } from './bitcoin-cases.ts';
import {
  act,
  CAPACITY,
  carry,
  claim,
  collected,
  hashOf,
  need,
  offer,
  openPair,
  pay,
  preimageOf,
} from './channel-cases.ts';

beforeAll(async () => ready());

test('a payment goes through both commitments and ends in both', () => {
  const { pair } = openPair();
  expect([pair.opener.phase, pair.acceptor.phase]).toEqual(['open', 'open']);
  pay(pair, 'opener', 25_000_000n);
  pay(pair, 'acceptor', 5_000_000n, 'back');
  for (const { own, other, next } of [pair.opener, pair.acceptor]) {
    expect(own.shares).toEqual({ opener: 680_000_000n, acceptor: 320_000_000n, htlcs: [] });
    expect(other.shares).toEqual(own.shares);
    expect(next).toBeNull();
    expect(totalShares(own.shares)).toBe(CAPACITY * 1000n);
  }
  // Add and claim, both ways: each is one new commitment for each side.
  expect([pair.opener.own.number, pair.acceptor.own.number]).toEqual([4, 4]);
  const kinds = pair.notices
    .map(({ at, notice }) => `${at} ${notice.kind}`)
    .filter((line) => !line.includes('revoked'));
  expect(kinds).toEqual(
    [
      'opener channel-ready',
      'acceptor channel-ready',
      'acceptor htlc-offered',
      'opener htlc-fulfilled',
      'opener htlc-offered',
      'acceptor htlc-fulfilled',
    ].sort((a, b) => kinds.indexOf(a) - kinds.indexOf(b)),
  );
});

test('closing together pays both at once, less the fee of the opener', () => {
  const { chain, pair, start } = openPair();
  pay(pair, 'opener', 100_000_000n);
  carry(pair, 'acceptor', need(shutdownChannel(pair.acceptor, homeScript(pair.acceptor))));
  expect([pair.opener.phase, pair.acceptor.phase]).toEqual(['closed', 'closed']);
  act(pair.opener, chain);
  chain.mine();
  expect(collected(pair.acceptor, chain)).toBe(400_000n);
  expect(collected(pair.opener, chain)).toBe(600_000n - 170n);
  expect(totalValue(chain.coins) + chain.fees).toBe(start);
});

describe.each([{ anchors: false }, { anchors: true }])(
  'going to the chain alone, with $anchors anchors',
  ({ anchors }) => {
    test('takes the wait for whoever goes, and none for the other side', () => {
      const { chain, pair, start } = openPair({ anchors });
      pay(pair, 'opener', 100_000_000n);
      const alone = failChannel(pair.opener, 'silence').state;
      act(alone, chain);
      chain.mine();
      act(pair.acceptor, chain);
      if (anchors) chain.mine();
      act(pair.acceptor, chain);
      chain.mine();
      const got = collected(pair.acceptor, chain);
      expect(got).toBeGreaterThanOrEqual(400_000n - 200n);
      for (let block = 0; block < 8; block += 1) {
        act(alone, chain);
        chain.mine();
        const done = collected(alone, chain) > 0n;
        // The commitment is two blocks deep before the first; at six the sweep may go into the next block.
        if (!anchors) expect(done).toBe(block >= 4);
      }
      expect(collected(alone, chain)).toBeGreaterThan(600_000n - 1_300n);
      expect(totalValue(chain.coins) + chain.fees).toBe(start);
    });

    test('HTLCs are claimed by preimage and come back by timeout, whoever went', () => {
      for (const who of ['opener', 'acceptor'] as const) {
        const { chain, pair } = openPair({ anchors });
        const known = preimageOf('known');
        const id = offer(pair, 'opener', 50_000_000n, known, 140);
        offer(pair, 'opener', 20_000_000n, preimageOf('unknown'), 130);
        offer(pair, 'acceptor', 10_000_000n, preimageOf('unknown too'), 130);
        pair.acceptor = need(proposeFulfilment(pair.acceptor, id, known)).state;
        pair[who] = failChannel(pair[who], 'silence').state;
        for (let block = 0; block < 50; block += 1) {
          act(pair.opener, chain);
          act(pair.acceptor, chain);
          chain.mine();
        }
        // The opener has 650,000, the acceptor 350,000, less what their own transactions cost.
        const [opener, acceptor] = [collected(pair.opener, chain), collected(pair.acceptor, chain)];
        expect(opener).toBeLessThanOrEqual(650_000n);
        expect(opener).toBeGreaterThan(650_000n - 2_500n);
        expect(acceptor).toBeLessThanOrEqual(350_000n);
        expect(acceptor).toBeGreaterThan(350_000n - 1_000n);
      }
    });

    test('a revoked commitment costs its owner everything, its HTLCs too', () => {
      for (const moved of [false, true]) {
        const { chain, pair, start } = openPair({ anchors });
        const preimage = preimageOf('in flight');
        const id = offer(pair, 'opener', 50_000_000n, preimage, 110);
        const mine = offer(pair, 'acceptor', 40_000_000n, preimageOf('other'), 400);
        const old: ChannelState = pair.opener;
        claim(pair, 'opener', id, preimage);
        claim(pair, 'acceptor', mine, preimageOf('other'));
        pay(pair, 'opener', 400_000_000n);
        need(chain.submit(ownCommitmentTransaction(old)));
        if (moved) {
          // The cheat takes its HTLCs to their second stage before the other side wakes.
          const cheat = {
            ...old,
            preimages: { ...old.preimages, [hashOf(preimageOf('other'))]: preimageOf('other') },
          };
          for (let block = 0; block < 5; block += 1) {
            chain.mine();
            act(cheat, chain);
          }
        }
        chain.mine();
        act(pair.acceptor, chain);
        chain.mine();
        for (let block = 0; block < 10; block += 1) {
          act(old, chain);
          act(pair.acceptor, chain);
          chain.mine();
        }
        expect(collected(old, chain)).toBe(0n);
        expect(collected(pair.acceptor, chain)).toBeGreaterThan(CAPACITY - 3_000n);
        expect(totalValue(chain.coins) + chain.fees).toBe(start);
      }
    });
  },
);

test('after the wait is over, an unpunished cheat keeps what the old commitment gave it', () => {
  const { chain, pair } = openPair();
  const old = pair.opener;
  pay(pair, 'opener', 400_000_000n);
  need(chain.submit(ownCommitmentTransaction(old)));
  chain.mine(6);
  act(old, chain);
  chain.mine();
  act(pair.acceptor, chain);
  chain.mine();
  expect(collected(old, chain)).toBeGreaterThan(699_000n);
  expect(collected(pair.acceptor, chain)).toBe(300_000n);
});

describe('what a side may offer', () => {
  test('is what it has above its reserve and, as the opener, the fee', () => {
    const { pair } = openPair();
    const most = spendableMsat(pair.opener);
    const hash = hashOf(preimageOf('x'));
    const with_ = (amount: bigint, expiry = 500) =>
      proposeHtlc(pair.opener, { amount: msat(amount), paymentHash: hash, expiry });
    expect(codeOf(with_(most))).toBe('accepted');
    expect(codeOf(with_(most + 1n))).toBe('htlc-not-affordable');
    // 700,000 less a reserve of 10,000 and the fee for 896 weight units.
    expect(most).toBe((700_000n - 10_000n - 226n) * 1000n);
    expect(codeOf(with_(0n))).toBe('htlc-of-nothing');
    expect(codeOf(with_(1n, 500_000_000))).toBe('htlc-expiry');
    expect(spendableMsat(pair.acceptor)).toBe((300_000n - 10_000n) * 1000n);
  });

  test('ends at the number of HTLCs that the other side takes', () => {
    const { pair } = openPair({}, { maxHtlcs: 2 });
    offer(pair, 'opener', 1_000_000n, preimageOf('1'));
    offer(pair, 'opener', 1_000_000n, preimageOf('2'));
    const offered = { amount: msat(1_000_000n), paymentHash: hashOf(preimageOf('3')), expiry: 500 };
    expect(codeOf(proposeHtlc(pair.opener, offered))).toBe('too-many-htlcs');
    expect(codeOf(proposeHtlc(pair.acceptor, offered))).toBe('accepted');
  });
});

describe('a message is refused', () => {
  test('when its HTLC is not committed for good, is gone already, or its preimage is another', () => {
    const { pair } = openPair();
    const preimage = preimageOf('p');
    const added = need(
      proposeHtlc(pair.opener, { amount: msat(5_000_000n), paymentHash: hashOf(preimage), expiry: 500 }),
    );
    carry(pair, 'opener', added);
    expect(codeOf(proposeFulfilment(pair.acceptor, 0, preimage))).toBe('htlc-not-committed');
    carry(pair, 'opener', need(commitChanges(pair.opener)));
    expect(codeOf(proposeFulfilment(pair.acceptor, 0, preimageOf('q')))).toBe('wrong-preimage');
    expect(
      codeOf(
        receiveChannelMessage(pair.opener, { type: 'update_fulfill_htlc', id: 0, preimage: preimageOf('q') }),
      ),
    ).toBe('wrong-preimage');
    expect(
      codeOf(receiveChannelMessage(pair.opener, { type: 'update_fail_htlc', id: 7, reason: '0x' })),
    ).toBe('htlc-not-committed');
    const failed = need(proposeFailure(pair.acceptor, 0, '0x'));
    expect(codeOf(proposeFulfilment(failed.state, 0, preimage))).toBe('htlc-removed');
  });

  test('when its signature, its secret or its number is wrong', () => {
    const { pair } = openPair();
    const step = need(
      proposeHtlc(pair.opener, {
        amount: msat(5_000_000n),
        paymentHash: hashOf(preimageOf('p')),
        expiry: 500,
      }),
    );
    carry(pair, 'opener', step);
    const signed = need(commitChanges(pair.opener));
    const [message] = signed.messages;
    if (message?.type !== 'commitment_signed') throw new Error('expected a signature');
    const { commitment, htlcs } = message.signatures;
    const spoil = (signature: `0x${string}`): `0x${string}` => `0x${signature.slice(4)}00`;
    const take = (signatures: typeof message.signatures) =>
      codeOf(receiveChannelMessage(pair.acceptor, { ...message, signatures }));
    expect(take({ commitment: spoil(commitment), htlcs })).toBe('commitment-signature-invalid');
    expect(take({ commitment, htlcs: [] })).toBe('htlc-signature-count');
    expect(take({ commitment, htlcs: htlcs.map(spoil) })).toBe('htlc-signature-invalid');
    expect(
      codeOf(
        receiveChannelMessage(pair.acceptor, {
          type: 'revoke_and_ack',
          secret: preimageOf('s'),
          nextPoint: pair.opener.other.point,
        }),
      ),
    ).toBe('no-revocation-due');
    pair.opener = signed.state;
    expect(
      codeOf(
        receiveChannelMessage(pair.opener, {
          type: 'revoke_and_ack',
          secret: preimageOf('s'),
          nextPoint: pair.opener.other.point,
        }),
      ),
    ).toBe('wrong-secret');
    expect(codeOf(commitChanges(pair.opener))).toBe('nothing-to-sign');
  });

  test('on a new connection, before both have said what they expect', () => {
    const { pair } = openPair();
    const { state } = reconnectChannel(pair.opener);
    expect(codeOf(receiveChannelMessage(state, { type: 'shutdown', script: '0x' }))).toBe(
      'not-reestablished',
    );
    expect(
      codeOf(
        receiveChannelMessage(pair.acceptor, {
          type: 'channel_reestablish',
          nextCommitment: 1,
          nextRevocation: 0,
          lastSecret: preimageOf('none'),
        }),
      ),
    ).toBe('connection-stands');
  });
});

test('a side that comes back with an old state is told so, and publishes nothing', () => {
  const { chain, pair } = openPair();
  pay(pair, 'opener', 1_000_000n);
  const backup = pair.opener;
  pay(pair, 'opener', 1_000_000n, 'later');
  const lost = reconnectChannel(backup).state;
  const [message] = reconnectChannel(pair.acceptor).messages;
  if (message === undefined) throw new Error('expected channel_reestablish');
  const { state } = need(receiveChannelMessage(lost, message));
  expect(state.phase).toBe('stale');
  act(state, chain);
  expect(chain.pending).toEqual([]);
  // The other side learns of it by the error, and closes alone: the coins of the side that lost its state are there at once.
  pair.acceptor = need(receiveChannelMessage(pair.acceptor, { type: 'error', why: 'lost' })).state;
  act(pair.acceptor, chain);
  chain.mine();
  const id = transactionId(ownCommitmentTransaction(pair.acceptor));
  expect(getCoin(chain.coins, id, 1)).toMatchObject({ value: 698_000n - 183n });
});
