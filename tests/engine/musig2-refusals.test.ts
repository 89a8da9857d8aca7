import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aggregateKeys,
  aggregateNonces,
  aggregateShares,
  concatBytes,
  hexToBytes,
  keyCoefficients,
  signPartially,
  tweakKey,
  verifyShare,
} from 'strata';
import { bigintToFixedBytes, bytesToBigint } from '../../src/engine/foundation/bytes.ts';
import { CURVE_ORDER, modOrder } from '../../src/engine/foundation/secp256k1.ts';
import { codeOf } from './bitcoin-cases.ts';
import { KEYS, need, noncesOf, PEOPLE, person, sign, viewOf } from './musig2-cases.ts';
import { runs } from './runs.ts';

describe('refused', () => {
  const key = need(aggregateKeys(KEYS));
  const ceremony = sign(PEOPLE, key);
  const [alice] = PEOPLE;
  const nonce = noncesOf(alice).secretNonce;

  test('is a key that is no point, with the number of the signer who sent it', () => {
    const offCurve = hexToBytes(`02${'00'.repeat(31)}05`);
    for (const bad of [
      offCurve,
      (KEYS[1] as Uint8Array).with(0, 4),
      new Uint8Array(33),
      alice.publicKey.subarray(1),
    ]) {
      expect(aggregateKeys([alice.publicKey, bad])).toMatchObject({
        ok: false,
        rejection: { code: 'invalid-public-key', received: { signer: 1 } },
      });
    }
    expect(codeOf(aggregateKeys([]))).toBe('no-signers');
  });

  test('is a tweak from the order on, and one that cancels the key out', () => {
    const order = bigintToFixedBytes(CURVE_ORDER, 32);
    expect(codeOf(tweakKey(key, { value: order, xOnly: false }))).toBe('tweak-out-of-range');
    expect(codeOf(tweakKey(key, { value: order.with(31, (order[31] as number) - 1), xOnly: false }))).toBe(
      'accepted',
    );
    expect(codeOf(tweakKey(key, { value: order.subarray(1), xOnly: true }))).toBe('tweak-out-of-range');
    const single = need(aggregateKeys([alice.publicKey]));
    const [coefficient] = keyCoefficients([alice.publicKey]) as [bigint];
    const against = modOrder(-coefficient * bytesToBigint(alice.secretKey));
    expect(codeOf(tweakKey(single, { value: bigintToFixedBytes(against, 32), xOnly: false }))).toBe(
      'key-at-infinity',
    );
  });

  test('is a nonce that is no pair of points, whether one signer’s or the sum', () => {
    const good = noncesOf(alice).publicNonce;
    for (const bad of [
      good.with(0, 4),
      good.with(33, 0),
      good.subarray(0, 65),
      concatBytes(good, Uint8Array.of(0)),
    ])
      expect(aggregateNonces([good, bad])).toMatchObject({
        ok: false,
        rejection: { code: 'invalid-public-nonce', received: { signer: 1 } },
      });
    const session = { ...ceremony.session, aggregateNonce: good.with(0, 5) };
    expect(codeOf(signPartially(session, nonce, alice.secretKey))).toBe('invalid-aggregate-nonce');
  });

  test('is a secret nonce that was made for another key, or is zero as after its use', () => {
    const [, bob] = PEOPLE;
    expect(codeOf(signPartially(ceremony.session, noncesOf(bob).secretNonce, alice.secretKey))).toBe(
      'nonce-of-other-key',
    );
    expect(codeOf(signPartially(ceremony.session, new Uint8Array(97), alice.secretKey))).toBe(
      'invalid-secret',
    );
    expect(codeOf(signPartially(ceremony.session, nonce, new Uint8Array(32)))).toBe('invalid-secret');
    expect(codeOf(signPartially(ceremony.session, nonce, new Uint8Array(32).fill(255)))).toBe(
      'invalid-secret',
    );
    const stranger = person('stranger');
    expect(codeOf(signPartially(ceremony.session, noncesOf(stranger).secretNonce, stranger.secretKey))).toBe(
      'not-a-signer',
    );
  });

  test('is a share from the order on, of another signer, or for another nonce', () => {
    const { session, shares } = ceremony;
    const [first] = shares as [Uint8Array];
    const order = bigintToFixedBytes(CURVE_ORDER, 32);
    expect(codeOf(verifyShare(session, order, viewOf(ceremony, 0)))).toBe('wrong-share');
    expect(codeOf(aggregateShares(session, [first, order]))).toBe('invalid-share');
    expect(codeOf(verifyShare(session, first, viewOf(ceremony, 1)))).toBe('wrong-share');
    expect(
      codeOf(
        verifyShare(session, first, {
          ...viewOf(ceremony, 0),
          publicNonce: noncesOf(alice, 'x').publicNonce,
        }),
      ),
    ).toBe('wrong-share');
    expect(
      codeOf(verifyShare(session, first, { ...viewOf(ceremony, 0), publicNonce: new Uint8Array(66) })),
    ).toBe('invalid-public-nonce');
    expect(
      codeOf(verifyShare(session, first, { ...viewOf(ceremony, 0), publicKey: person('x').publicKey })),
    ).toBe('not-a-signer');
  });

  test('never is a crash: random bytes for keys, nonces, tweaks and shares', () => {
    const bytes = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        for (const result of [
          aggregateKeys([one, other]),
          aggregateNonces([one, other]),
          tweakKey(key, { value: one, xOnly: true }),
          verifyShare(ceremony.session, one, { ...viewOf(ceremony, 0), publicNonce: other }),
          signPartially({ ...ceremony.session, aggregateNonce: other }, one, alice.secretKey),
        ])
          expect(typeof result.ok).toBe('boolean');
      }),
      { numRuns: runs() },
    );
  });
});
