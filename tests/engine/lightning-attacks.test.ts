/** Attacks on a Lightning node by its peers: an onion that comes again, and an HTLC that is not what the invoice asks for. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  checkFinalHtlc,
  concatBytes,
  createKey,
  hexToBytes,
  hmacSha256,
  HOP_PAYLOADS_BYTES,
  hopSecrets,
  LightningNetwork,
  ms,
  msat,
  onionKey,
  openFailure,
  peelOnion,
  ready,
  shortChannelId,
  wrapReturnPacket,
  type Hash,
  type HopPayload,
  type LinkMessage,
  type NetworkChannel,
} from '../../src/engine/index.ts';
import { chacha20Stream } from '../../src/engine/foundation/chacha20.ts';

beforeAll(ready);

const policy = {
  feeBase: msat(1_000),
  feeProportional: 0,
  cltvExpiryDelta: 40,
  htlcMinimum: msat(1),
  htlcMaximum: msat(100_000_000),
};
const channel = (number: number, first: string, second: string): NetworkChannel => ({
  channel: shortChannelId(number, 0, 0),
  nodes: [first, second],
  capacity: msat(100_000_000),
  firstHas: msat(60_000_000),
  policies: [policy, policy],
});

test('an onion that a peer sends again is not passed on a second time', () => {
  const network = new LightningNetwork({
    seed: 1,
    channels: [channel(1, 'Ann', 'Ben'), channel(2, 'Ben', 'Cem')],
    conducts: new Map([['Cem', 'holds']]),
  });
  const [ann, ben] = [network.nodeOf('Ann'), network.nodeOf('Ben')];
  ann.pay(network.invoice('Cem', msat(1_000_000)));
  const id = shortChannelId(1, 0, 0);
  const first = ann.store.links.get(id)?.unacknowledged[0];
  network.run(ms(2_000));
  expect(ben.store.outgoing.size).toBe(1);
  if (first?.update.kind !== 'add') throw new Error('Ann has offered an HTLC.');
  const again: LinkMessage = {
    kind: 'update',
    channel: id,
    number: 2,
    acknowledged: 0,
    update: { ...first.update, id: 1 },
  };
  ben.receive(again);
  ben.receive({ kind: 'confirm', channel: id, number: 2 });
  expect(ben.store.outgoing.size).toBe(1);
  // It is failed with no reason, as an onion that cannot be read: Ben tells nobody what he has seen.
  expect(ben.store.links.get(id)?.unacknowledged.map(({ update }) => update)).toEqual([
    { kind: 'fail', id: 1, reason: new Uint8Array(0) },
  ]);
});

describe('a payee takes an HTLC', () => {
  const secret = `0x${'22'.repeat(32)}` as Hash;
  const invoice = {
    payee: 'Cem',
    amount: msat(1_000),
    paymentHash: `0x${'11'.repeat(32)}` as Hash,
    paymentSecret: secret,
    finalCltvDelta: 18,
  };
  const check = (incoming: object = {}, payload: Partial<HopPayload> = {}): string => {
    const taken = checkFinalHtlc(
      { amount: msat(1_000), cltvExpiry: 918, ...incoming },
      { amountToForward: msat(1_000), outgoingCltv: 918, paymentSecret: secret, ...payload },
      invoice,
      900,
    );
    return taken.ok ? 'ok' : taken.rejection.code;
  };
  const details = 'incorrect_or_unknown_payment_details';

  test('of what was asked for up to twice of it, with the secret and with time to claim', () => {
    expect(check()).toBe('ok');
    expect(check({ amount: msat(2_000) }, { amountToForward: msat(2_000) })).toBe('ok');
  });

  test.each([
    ['one below the amount', { amount: msat(999) }, { amountToForward: msat(999) }, details],
    ['one above twice the amount', { amount: msat(2_001) }, { amountToForward: msat(2_001) }, details],
    ['another secret', {}, { paymentSecret: invoice.paymentHash }, details],
    ['a lock one block too short', { cltvExpiry: 917 }, { outgoingCltv: 917 }, details],
    ['a lock below the onion’s', { cltvExpiry: 918 }, { outgoingCltv: 919 }, 'final_incorrect_cltv_expiry'],
    [
      'less than the onion says',
      { amount: msat(1_000) },
      { amountToForward: msat(1_001) },
      'final_incorrect_htlc_amount',
    ],
  ])('and not %s', (_what, incoming, payload, code) => {
    expect(check(incoming, payload)).toBe(code);
  });
});

describe('bytes whose HMAC holds, since the attacker has the key,', () => {
  test.each([
    [0, 'invalid_onion_payload'],
    [1, 'invalid_onion_payload'],
    [2, 'ok'],
    [252, 'ok'],
    [254, 'invalid_onion_payload'],
    [255, 'invalid_onion_payload'],
  ])('with a payload of length byte %i: %s', (length, code) => {
    const key = createKey('hop');
    const session = new Uint8Array(32).fill(5);
    const [secret] = hopSecrets(session, [hexToBytes(key.publicKey)]);
    if (secret === undefined) throw new Error('There is a secret for the hop.');
    // A length, and zeros: a BigSize that begins with 254 or 255 is then not minimal.
    const packet = chacha20Stream(onionKey('rho', secret.sharedSecret), HOP_PAYLOADS_BYTES);
    packet[0] = (packet[0] ?? 0) ^ length;
    const hmac = hmacSha256(onionKey('mu', secret.sharedSecret), packet);
    const onion = concatBytes(Uint8Array.of(0), secret.ephemeralKey, packet, hmac);
    const peeled = peelOnion(onion, hexToBytes(key.secretKey), new Uint8Array(0));
    expect(peeled.ok ? 'ok' : peeled.rejection.code).toBe(code);
  });

  test('a failure that announces more than it holds names nobody', () => {
    const secret = new Uint8Array(32).fill(9);
    const sealed = (body: Uint8Array): Uint8Array =>
      wrapReturnPacket(concatBytes(hmacSha256(onionKey('um', secret), body), body), secret);
    expect(openFailure(sealed(Uint8Array.of(0, 2, 16, 7)), [secret])).toMatchObject({ ok: true });
    for (const body of [[0, 3, 16, 7], [255, 255], [1], []])
      expect(openFailure(sealed(Uint8Array.from(body)), [secret])).toMatchObject({
        rejection: { code: 'unattributable-failure' },
      });
    expect(openFailure(new Uint8Array(7), [secret])).toMatchObject({ ok: false });
  });
});
