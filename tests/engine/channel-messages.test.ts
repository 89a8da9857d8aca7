import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  acceptChannel,
  channelSecrets,
  commitChanges,
  fundChannel,
  learnPreimages,
  msat,
  proposeChannel,
  proposeFulfilment,
  proposeHtlc,
  ready,
  receiveChannelMessage,
  reconnectChannel,
  sat,
  type ChannelMessage,
  type ChannelState,
} from 'strata';
import { codeOf, coinOf, keyOf } from './bitcoin-cases.ts';
import { act, hashOf, need, offer, openPair, preimageOf } from './channel-cases.ts';
import { runs } from './runs.ts';

beforeAll(async () => ready());

describe('an opening is refused', () => {
  const propose = (changes = {}) =>
    proposeChannel(channelSecrets('a'), { amount: sat(100_000n), ...changes }).opening.proposal;
  const judge = (proposal: ReturnType<typeof propose>) =>
    codeOf(acceptChannel(channelSecrets('b'), proposal));

  test('when its terms cannot work', () => {
    expect(judge(propose())).toBe('accepted');
    expect(judge(propose({ push: msat(100_000_000n) }))).toBe('opener-cannot-pay');
    expect(judge(propose({ push: msat(100_000_001n) }))).toBe('opener-cannot-pay');
    expect(judge(propose({ toSelfDelay: 0 }))).toBe('delay-out-of-range');
    expect(judge(propose({ toSelfDelay: 65_536 }))).toBe('delay-out-of-range');
    expect(judge(propose({ dustLimit: sat(329n) }))).toBe('dust-limit-too-low');
    expect(judge(propose({ maxHtlcs: 484 }))).toBe('too-many-htlcs');
    expect(judge({ ...propose(), firstPoint: '0x02' })).toBe('malformed-message');
  });

  test('when the answer does not work for the opener, or its coin is too small', () => {
    const { opening } = proposeChannel(channelSecrets('a'), { amount: sat(100_000n) });
    const { acceptance } = need(acceptChannel(channelSecrets('b'), opening.proposal)).opening;
    if (acceptance === null) throw new Error('expected an acceptance');
    const wallet = { coin: coinOf(new Uint8Array(22), sat(100_000n)), key: keyOf('a'), fee: sat(1n) };
    expect(codeOf(fundChannel(opening, acceptance, wallet))).toBe('coin-too-small');
    const endless = { ...acceptance, terms: { ...acceptance.terms, toSelfDelay: 70_000 } };
    expect(codeOf(fundChannel(opening, endless, wallet))).toBe('delay-out-of-range');
  });
});

/** One valid message of each kind, in a state that waits for it. */
function someMessages(): readonly { readonly state: ChannelState; readonly message: ChannelMessage }[] {
  const { pair } = openPair();
  const preimage = preimageOf('p');
  const found: { state: ChannelState; message: ChannelMessage }[] = [];
  const added = need(
    proposeHtlc(pair.opener, { amount: msat(9_000_000n), paymentHash: hashOf(preimage), expiry: 500 }),
  );
  const [add] = added.messages as [ChannelMessage];
  found.push({ state: pair.acceptor, message: add });
  const holding = need(receiveChannelMessage(pair.acceptor, add)).state;
  const signed = need(commitChanges(added.state));
  const [signature] = signed.messages as [ChannelMessage];
  found.push({ state: holding, message: signature });
  const [revocation] = need(receiveChannelMessage(holding, signature)).messages as [ChannelMessage];
  found.push({ state: signed.state, message: revocation });
  const [reestablish] = reconnectChannel(pair.opener).messages as [ChannelMessage];
  found.push({ state: reconnectChannel(pair.acceptor).state, message: reestablish });
  return found;
}

test('no change to any field of a message makes a side throw, or takes it where the rules do not', () => {
  const messages = someMessages();
  const junk = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      '',
      '0x',
      '0x00',
      -1,
      0,
      1,
      2 ** 53,
      0n,
      -1n,
      2n ** 64n,
      [],
      {},
      'x',
    ),
    fc.uint8Array({ minLength: 32, maxLength: 64 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`),
  );
  fc.assert(
    fc.property(fc.nat(), fc.nat(), junk, (which, where, value) => {
      const { state, message } = messages[which % messages.length] as (typeof messages)[number];
      const fields = Object.keys(message);
      const field = fields[where % fields.length] as string;
      const changed = { ...message, [field]: value } as ChannelMessage;
      const step = receiveChannelMessage(state, changed);
      if (step.ok && message.type === 'commitment_signed') throw new Error('a changed signature was taken');
      if (step.ok && message.type === 'revoke_and_ack' && field === 'secret')
        throw new Error('a changed secret was taken');
    }),
    { numRuns: runs(400) },
  );
});

test('whoever paid reads the preimage in the witness by which it was claimed, whoever went to the chain', () => {
  for (const who of ['opener', 'acceptor'] as const) {
    const { chain, pair } = openPair();
    const preimage = preimageOf('shown on the chain');
    const id = offer(pair, 'opener', 50_000_000n, preimage, 140);
    pair.acceptor = need(proposeFulfilment(pair.acceptor, id, preimage)).state;
    expect(learnPreimages(pair.opener, chain).preimages).toEqual({});
    pair[who] = { ...pair[who], phase: 'failed' };
    for (let block = 0; block < 3; block += 1) {
      act(pair.opener, chain);
      act(pair.acceptor, chain);
      chain.mine();
    }
    expect(learnPreimages(pair.opener, chain).preimages).toEqual({ [hashOf(preimage)]: preimage });
  }
});
