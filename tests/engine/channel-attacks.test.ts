/** What a hostile side can do in a channel, while it is opened, used, closed, and watched: nothing that costs the other its coins. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  acceptChannel,
  buildCommitment,
  channelSecrets,
  commitChanges,
  EMPTY_SECRET_STORE,
  failChannel,
  FIRST_SECRET_INDEX,
  commitmentSecret,
  fundChannel,
  homeScript,
  insertSecret,
  msat,
  ownCommitmentTransaction,
  ownPlan,
  proposeChannel,
  proposeFulfilment,
  proposeHtlc,
  ready,
  receiveChannelMessage,
  reconnectChannel,
  sat,
  shutdownChannel,
  signFundedChannel,
  spendableMsat,
  transactionId,
  type ChannelHtlc,
  type ChannelMessage,
  type Hex,
} from 'strata';
import { codeOf, coinOf, keyOf } from './bitcoin-cases.ts';
import { act, carry, collected, hashOf, need, offer, openPair, pay, preimageOf } from './channel-cases.ts';

beforeAll(async () => ready());

describe('terms', () => {
  const propose = (changes = {}) =>
    proposeChannel(channelSecrets('a'), { amount: sat(100_000n), ...changes }).opening.proposal;

  test.each([
    ['a dust limit below 354', { dustLimit: sat(353n) }, 'dust-limit-too-low'],
    ['a dust limit that swallows the other side’s share', { dustLimit: sat(547n) }, 'dust-limit-too-high'],
    ['a reserve that has no output', { reserve: sat(353n) }, 'reserve-below-dust'],
    ['a reserve that leaves nothing to use', { reserve: sat(50_001n) }, 'reserve-too-large'],
    ['a wait of more than two weeks', { toSelfDelay: 2017 }, 'delay-out-of-range'],
    ['a feerate that is not relayed', { feerate: sat(252n) }, 'feerate-out-of-range'],
    ['a feerate at which nothing has an output', { feerate: sat(100_001n) }, 'feerate-out-of-range'],
    [
      'a channel in which nobody has more than the reserve',
      { amount: sat(720n), push: msat(300_000n) },
      'nothing-to-spend',
    ],
  ])('with %s are refused', (_what, changes, code) => {
    expect(codeOf(acceptChannel(channelSecrets('b'), propose(changes)))).toBe(code);
  });

  test('at the edge of each rule are accepted', () => {
    for (const changes of [
      { dustLimit: sat(354n), reserve: sat(354n) },
      { dustLimit: sat(546n) },
      { reserve: sat(50_000n) },
      { toSelfDelay: 2016 },
      { feerate: sat(100_000n), reserve: sat(354n) },
    ])
      expect(codeOf(acceptChannel(channelSecrets('b'), propose(changes)))).toBe('accepted');
  });

  test('hold each reserve to both dust limits', () => {
    const judge = (reserve: bigint) =>
      codeOf(
        acceptChannel(channelSecrets('b'), propose({ reserve: sat(reserve) }), { dustLimit: sat(546n) }),
      );
    expect([judge(545n), judge(546n)]).toEqual(['reserve-below-dust', 'accepted']);
  });

  test('of an answer are held to the same, and to the opener’s own reserve', () => {
    const { opening } = proposeChannel(channelSecrets('a'), { amount: sat(100_000n), reserve: sat(400n) });
    const { acceptance } = need(acceptChannel(channelSecrets('b'), opening.proposal)).opening;
    if (acceptance === null) throw new Error('expected an acceptance');
    const wallet = { coin: coinOf(new Uint8Array(22), sat(200_000n)), key: keyOf('a'), fee: sat(1n) };
    const judge = (changes: Partial<(typeof acceptance)['terms']>) =>
      codeOf(fundChannel(opening, { ...acceptance, terms: { ...acceptance.terms, ...changes } }, wallet));
    expect(judge({})).toBe('accepted');
    expect(judge({ dustLimit: sat(401n) })).toBe('reserve-below-dust');
    expect(judge({ reserve: sat(353n) })).toBe('reserve-below-dust');
  });

  test('and places without a shape are refused, and nothing throws', () => {
    const accepted = need(acceptChannel(channelSecrets('b'), propose())).opening;
    for (const terms of [{}, { basepoints: null }, { ...propose().terms, basepoints: undefined }])
      expect(codeOf(acceptChannel(channelSecrets('b'), { ...propose(), terms: terms as never }))).toBe(
        'malformed-message',
      );
    const funded = {
      type: 'funding_created',
      id: hashOf('0x'),
      output: 2 ** 16,
      signature: `0x${'11'.repeat(64)}`,
    } as const;
    expect(codeOf(signFundedChannel(accepted, funded))).toBe('malformed-message');
    expect(codeOf(signFundedChannel(accepted, { ...funded, output: 2 ** 16 - 1 }))).toBe(
      'commitment-signature-invalid',
    );
  });
});

describe('an open channel', () => {
  test.each([false, true])(
    'whose opener cannot pay for all the HTLCs that the acceptor forces on it still goes to the chain, anchors %s',
    (anchors) => {
      const { chain, pair } = openPair({ anchors });
      pay(pair, 'opener', spendableMsat(pair.opener));
      // An honest acceptor would not offer so many: the opener's reserve of 10,000 pays for 232 outputs or so.
      const htlcs = Array.from({ length: 300 }, (_, id): ChannelHtlc => {
        const paymentHash = hashOf(preimageOf(`flood ${id}`));
        return { from: 'acceptor', id, amount: msat(600_000n), paymentHash, expiry: 500, onion: '0x' };
      });
      for (const { id, amount, paymentHash, expiry, onion } of htlcs)
        pair.opener = need(
          receiveChannelMessage(pair.opener, {
            type: 'update_add_htlc',
            id,
            amount,
            paymentHash,
            expiry,
            onion,
          }),
        ).state;
      const proposed = htlcs.map((htlc) => ({ kind: 'add', by: 'acceptor', htlc }) as const);
      const hostile = { ...pair.acceptor, ours: { ...pair.acceptor.ours, proposed } };
      carry(pair, 'acceptor', need(commitChanges(hostile)));
      for (const { own } of [pair.opener, pair.acceptor]) expect(own.shares.htlcs).toHaveLength(300);
      expect(buildCommitment(ownPlan(pair.opener)).outputs.filter(({ kind }) => kind === 'to_local')).toEqual(
        [],
      );
      // The acceptor offers no more where it keeps to the rules, and says so.
      expect(spendableMsat(pair.acceptor)).toBe(0n);
      const one = { amount: msat(600_000n), paymentHash: hashOf(preimageOf('one more')), expiry: 500 };
      expect(codeOf(proposeHtlc(pair.acceptor, one))).toBe('opener-cannot-pay');
      need(chain.submit(ownCommitmentTransaction(pair.opener)));
    },
  );

  test('takes no HTLC that its sender cannot pay above the reserve', () => {
    const { pair } = openPair();
    const most = spendableMsat(pair.opener);
    const add = (amount: bigint) =>
      codeOf(
        receiveChannelMessage(pair.acceptor, {
          type: 'update_add_htlc',
          id: 0,
          amount: msat(amount),
          paymentHash: hashOf(preimageOf('x')),
          expiry: 500,
          onion: '0x',
        }),
      );
    expect([add(most), add(most + 1n)]).toEqual(['accepted', 'htlc-not-affordable']);
  });

  test('takes no signature for a commitment that changes nothing', () => {
    const { pair } = openPair();
    pay(pair, 'opener', 5_000_000n);
    const { signatures } = pair.opener.own;
    expect(codeOf(receiveChannelMessage(pair.opener, { type: 'commitment_signed', signatures }))).toBe(
      'nothing-signed',
    );
  });

  test('is asked for numbers beyond 48 bits, or for an earlier revocation again, and refuses', () => {
    const { pair } = openPair();
    const waiting = reconnectChannel(pair.opener).state;
    const lastSecret: Hex = `0x${'00'.repeat(32)}`;
    const ask = (nextCommitment: number, nextRevocation: number) =>
      codeOf(
        receiveChannelMessage(waiting, {
          type: 'channel_reestablish',
          nextCommitment,
          nextRevocation,
          lastSecret,
        }),
      );
    expect(ask(1, 2 ** 48)).toBe('malformed-message');
    expect(ask(2 ** 48, 0)).toBe('malformed-message');
    expect(ask(1, 2 ** 48 - 1)).toBe('wrong-secret');
    const plan = ownPlan(pair.opener);
    expect(() => buildCommitment({ ...plan, number: 2n ** 48n })).toThrow(RangeError);
    expect(() => buildCommitment({ ...plan, number: 2n ** 48n - 1n })).not.toThrow();
  });

  test('loses nothing to a channel_reestablish of an earlier connection: at worst it is closed by what it has', () => {
    const { chain, pair } = openPair();
    const old: ChannelMessage[] = [];
    for (let made = 0; made < 4; made += 1) {
      old.push(...reconnectChannel(pair.acceptor).messages);
      pay(pair, made % 2 === 0 ? 'opener' : 'acceptor', 10_000_000n, `payment ${made}`);
    }
    const phases = old.map((message) => {
      const step = receiveChannelMessage(reconnectChannel(pair.opener).state, message);
      // BOLT 8 gives each connection new keys, so that a network cannot even do this.
      if (!step.ok) return step.rejection.code;
      expect(step.value.state.own).toEqual(pair.opener.own);
      return step.value.state.phase;
    });
    expect(phases).toEqual(['failed', 'failed', 'failed', 'failed']);
    const failed = need(
      receiveChannelMessage(reconnectChannel(pair.opener).state, old[0] as ChannelMessage),
    ).state;
    act(failed, chain);
    expect(chain.pending.map(({ id }) => id)).toEqual([transactionId(ownCommitmentTransaction(pair.opener))]);
  });
});

test('secrets that come out of order, or twice, do not take the place of others', () => {
  const seed = preimageOf('seed');
  const at = (number: bigint) => ({
    index: FIRST_SECRET_INDEX - number,
    secret: commitmentSecret(seed, FIRST_SECRET_INDEX - number),
  });
  const store = [0n, 1n, 2n].reduce(
    (before, number) => need(insertSecret(before, at(number))),
    EMPTY_SECRET_STORE,
  );
  // Secret 3 ends in two zero bits: 0, 1 and 2 follow from it, and another's secret is found out.
  expect(codeOf(insertSecret(store, { ...at(3n), secret: preimageOf('other') }))).toBe(
    'secret-not-from-seed',
  );
  expect(codeOf(insertSecret(store, at(3n)))).toBe('accepted');
});

describe('closing', () => {
  test('goes to witness programs, at the fee that the feerate asks, and to nothing else', () => {
    const { pair } = openPair();
    for (const script of [
      '0x',
      `0x${'6a'.repeat(20_000)}`,
      `0x76a914${'00'.repeat(20)}88ac`,
      `0x0010${'00'.repeat(16)}`,
    ])
      expect(codeOf(receiveChannelMessage(pair.opener, { type: 'shutdown', script: script as Hex }))).toBe(
        'closing-script',
      );
    expect(codeOf(shutdownChannel(pair.opener, new Uint8Array(0)))).toBe('closing-script');
    const asked = need(shutdownChannel(pair.opener, homeScript(pair.opener)));
    const answered = need(receiveChannelMessage(pair.acceptor, asked.messages[0] as ChannelMessage));
    const closing = need(receiveChannelMessage(asked.state, answered.messages[0] as ChannelMessage));
    const [signed] = closing.messages;
    if (signed?.type !== 'closing_signed') throw new Error('expected a signature');
    const take = (fee: bigint) => codeOf(receiveChannelMessage(answered.state, { ...signed, fee: sat(fee) }));
    expect([signed.fee - 1n, 0n, signed.fee + 1n].map(take)).toEqual([
      'closing-fee',
      'closing-fee',
      'closing-fee',
    ]);
    expect(take(signed.fee)).toBe('accepted');
  });
});

test.each([false, true])(
  'whoever lost its newest state still collects what the other’s commitment pays it, anchors %s',
  (anchors) => {
    const { chain, pair } = openPair({ anchors });
    const backup = pair.opener;
    pay(pair, 'acceptor', 50_000_000n);
    const [message] = reconnectChannel(pair.acceptor).messages;
    const stale = need(
      receiveChannelMessage(reconnectChannel(backup).state, message as ChannelMessage),
    ).state;
    expect(stale.phase).toBe('stale');
    pair.acceptor = failChannel(pair.acceptor, 'the other lost its state').state;
    for (let block = 0; block < 4; block += 1) {
      act(pair.acceptor, chain);
      act(stale, chain);
      chain.mine();
    }
    expect(collected(stale, chain)).toBeGreaterThan(750_000n - 1_200n);
  },
);

test('a claim by preimage that a reorganisation undoes and drops is made again before its time is over', () => {
  for (const who of ['opener', 'acceptor'] as const) {
    const { chain, pair } = openPair();
    const preimage = preimageOf('claimed twice');
    const id = offer(pair, 'opener', 50_000_000n, preimage, 130);
    pair.acceptor = need(proposeFulfilment(pair.acceptor, id, preimage)).state;
    pair[who] = failChannel(pair[who], 'silence').state;
    const step = (): void => {
      act(pair.opener, chain);
      act(pair.acceptor, chain);
      chain.mine();
    };
    // The channel goes to the chain, the claim is in; then up to the block before the expiry all of it is undone.
    while (chain.height < 125) step();
    chain.reorganise(chain.height - 104, () => true);
    while (chain.height < 150) step();
    expect(collected(pair.acceptor, chain)).toBeGreaterThan(350_000n - 1_200n);
    expect(collected(pair.opener, chain)).toBeLessThanOrEqual(650_000n);
  }
});
