/** Onions, their payloads, and failures on their way back: what is read, by whom, and what is refused. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  buildOnion,
  bytesToHex,
  createKey,
  decodeFailure,
  encodeFailure,
  failureCode,
  HOP_PAYLOADS_BYTES,
  hexToBytes,
  msat,
  ONION_BYTES,
  openFailure,
  peelOnion,
  ready,
  routeBytes,
  sealFailure,
  sealOnion,
  wrapReturnPacket,
  type FailureName,
} from '../../src/engine/index.ts';
import { chacha20Stream } from '../../src/engine/foundation/chacha20.ts';
import { runs } from './runs.ts';

beforeAll(ready);

const keys = (count: number) => Array.from({ length: count }, (_, index) => createKey(`hop ${index}`));
const session = hexToBytes('41'.repeat(32));
const associated = hexToBytes('42'.repeat(32));

/** Peels `onion` by all keys in turn; the payloads that they read. */
function peelAll(onion: Uint8Array, secretKeys: readonly string[]): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  let current: Uint8Array | null = onion;
  for (const key of secretKeys) {
    if (current === null) throw new Error('The onion ended early.');
    expect(current).toHaveLength(ONION_BYTES);
    const peeled = peelOnion(current, hexToBytes(key), associated);
    if (!peeled.ok) throw new Error(peeled.rejection.message);
    payloads.push(peeled.value.payload);
    current = peeled.value.next;
  }
  expect(current).toBeNull();
  return payloads;
}

const payloadLists = fc
  .array(fc.uint8Array({ minLength: 2, maxLength: 300 }), { minLength: 1, maxLength: 20 })
  .filter((payloads) => routeBytes(payloads) <= HOP_PAYLOADS_BYTES);

describe('the stream under an onion', () => {
  test('the block of RFC 8439, 2.3.2 comes out', () => {
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const block = chacha20Stream(key, 64, hexToBytes('000000090000004a00000000'), 1);
    expect(bytesToHex(block)).toBe(
      '0x10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4ed2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e',
    );
  });

  test('a longer stream begins with the shorter one', () => {
    expect(chacha20Stream(session, 200).subarray(0, 70)).toEqual(chacha20Stream(session, 70));
    expect(() => chacha20Stream(session.subarray(1), 64)).toThrow(RangeError);
  });
});

describe('an onion', () => {
  test('gives every hop its payload and nothing else, whatever the lengths', () => {
    fc.assert(
      fc.property(payloadLists, (payloads) => {
        const hops = keys(payloads.length);
        const onion = buildOnion(
          payloads.map((payload, index) => ({
            publicKey: hexToBytes(hops[index]?.publicKey ?? ''),
            payload,
          })),
          session,
          associated,
        );
        expect(
          peelAll(
            onion,
            hops.map(({ secretKey }) => secretKey),
          ),
        ).toEqual(payloads);
      }),
      { numRuns: runs(60) },
    );
  });

  test('the BOLT 4 packet begins as published', () => {
    const hops = keys(1).map(() => ({
      publicKey: hexToBytes('02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619'),
      payload: hexToBytes('02023a98040205dc06080000000000000001'),
    }));
    const onion = buildOnion(hops, session, associated);
    expect(bytesToHex(onion.subarray(0, 34))).toBe(
      '0x0002eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619',
    );
  });

  test('no byte of it can be changed, nor can it be put to another payment', () => {
    const [key] = keys(1);
    if (key === undefined) throw new Error('no key');
    const onion = buildOnion(
      [{ publicKey: hexToBytes(key.publicKey), payload: new Uint8Array(20) }],
      session,
      associated,
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: ONION_BYTES - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const changed = onion.slice();
          changed[at] = (changed[at] ?? 0) ^ by;
          const peeled = peelOnion(changed, hexToBytes(key.secretKey), associated);
          expect(peeled.ok).toBe(false);
          if (peeled.ok) return;
          const codes = at === 0 ? ['invalid_onion_version'] : ['invalid_onion_hmac', 'invalid_onion_key'];
          expect(codes).toContain(peeled.rejection.code);
        },
      ),
      { numRuns: runs(150) },
    );
    const other = peelOnion(onion, hexToBytes(key.secretKey), hexToBytes('43'.repeat(32)));
    expect(other).toMatchObject({ ok: false, rejection: { code: 'invalid_onion_hmac' } });
    const stranger = peelOnion(onion, hexToBytes(createKey('stranger').secretKey), associated);
    expect(stranger).toMatchObject({ ok: false, rejection: { code: 'invalid_onion_hmac' } });
    expect(peelOnion(onion.subarray(1), hexToBytes(key.secretKey), associated).ok).toBe(false);
  });

  test('two hops of one payment see nothing in common', () => {
    const hops = keys(5);
    const onion = buildOnion(
      hops.map(({ publicKey }) => ({ publicKey: hexToBytes(publicKey), payload: new Uint8Array(40) })),
      session,
      associated,
    );
    const first = peelOnion(onion, hexToBytes(hops[0]?.secretKey ?? ''), associated);
    if (!first.ok || first.value.next === null) throw new Error('The first hop cannot read.');
    const next = first.value.next;
    const same = onion.filter((byte, index) => index > 0 && byte === next[index]).length;
    // 1,365 bytes agree by chance in 1 of 256: 5.3 on average, and more than 25 once in 10^9.
    expect(same).toBeLessThan(25);
  });

  test('too many bytes, no hop and a payload of one byte are refused', () => {
    const [key] = keys(1);
    const hop = (length: number) => ({
      publicKey: hexToBytes(key?.publicKey ?? ''),
      payload: new Uint8Array(length),
    });
    expect(() => buildOnion([hop(1265)], session, associated)).not.toThrow();
    expect(() => buildOnion([hop(1266)], session, associated)).toThrow(RangeError);
    expect(() => buildOnion([], session, associated)).toThrow(RangeError);
    expect(() => buildOnion([hop(1)], session, associated)).toThrow(RangeError);
  });
});

describe('a failure on its way back', () => {
  const route = (hops: number) =>
    sealOnion(
      keys(hops).map(({ publicKey }) => ({ publicKey: hexToBytes(publicKey), payload: new Uint8Array(30) })),
      session,
      associated,
    ).sharedSecrets;
  /** The packet that reaches the origin when hop `at` fails. */
  const returned = (message: Uint8Array, at: number, secrets: readonly Uint8Array[]): Uint8Array =>
    secrets.slice(0, at).reduceRight(wrapReturnPacket, sealFailure(message, secrets[at] as Uint8Array));

  test('tells the origin which hop failed and why, wherever it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(19), (hops, place) => {
        const secrets = route(hops);
        const at = place % hops;
        const message = encodeFailure({ name: 'fee_insufficient', amount: msat(at + 1) });
        const opened = openFailure(returned(message, at, secrets), secrets);
        expect(opened).toEqual({ ok: true, value: { hop: at, message } });
        if (opened.ok)
          expect(decodeFailure(opened.value.message)).toEqual({
            ok: true,
            value: { name: 'fee_insufficient', amount: msat(at + 1) },
          });
      }),
      { numRuns: runs(60) },
    );
  });

  test('spoilt on the way it names nobody, least of all someone innocent', () => {
    const secrets = route(5);
    const packet = returned(encodeFailure({ name: 'temporary_channel_failure' }), 4, secrets);
    fc.assert(
      fc.property(fc.nat(packet.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const spoilt = packet.slice();
        spoilt[at] = (spoilt[at] ?? 0) ^ by;
        expect(openFailure(spoilt, secrets)).toMatchObject({
          ok: false,
          rejection: { code: 'unattributable-failure' },
        });
      }),
      { numRuns: runs() },
    );
  });

  test('has the same length whatever it says', () => {
    const lengths = (['temporary_node_failure', 'incorrect_or_unknown_payment_details'] as const).map(
      (name) => returned(encodeFailure({ name }), 1, route(3)).length,
    );
    expect(lengths).toEqual([292, 292]);
  });

  test.each<[FailureName, number]>([
    ['temporary_node_failure', 0x2002],
    ['permanent_node_failure', 0x6002],
    ['invalid_onion_hmac', 0xc005],
    ['temporary_channel_failure', 0x1007],
    ['unknown_next_peer', 0x400a],
    ['fee_insufficient', 0x100c],
    ['incorrect_or_unknown_payment_details', 0x400f],
    ['expiry_too_far', 21],
    ['mpp_timeout', 23],
  ])('%s has its number', (name, code) => {
    expect(failureCode(name)).toBe(code);
    expect(decodeFailure(encodeFailure({ name }))).toMatchObject({ ok: true, value: { name } });
  });

  test('an unknown number and figures cut short are refused, and bytes behind them ignored', () => {
    expect(decodeFailure(hexToBytes('ffff')).ok).toBe(false);
    expect(decodeFailure(hexToBytes('20')).ok).toBe(false);
    expect(decodeFailure(hexToBytes('100c0000')).ok).toBe(false);
    expect(decodeFailure(hexToBytes('2002deadbeef'))).toEqual({
      ok: true,
      value: { name: 'temporary_node_failure' },
    });
  });
});
