/** LMS and LM-OTS: the published numbers, what is refused, and leaves that sign once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToHex,
  createLmsKey,
  hexToBytes,
  LM_OTS_PARAMETERS,
  LMS_PARAMETERS,
  lmOtsParameters,
  lmsParameters,
  lmsSign,
  lmsSignatureBytes,
  lmsVerify,
  sha256,
  utf8,
  type LmOtsParameters,
  type LmsParameters,
  type LmsSecretKey,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const identifier = sha256(utf8('identifier')).slice(0, 16);
const keyOf = (lms: number, ots: number): LmsSecretKey => {
  const [tree, oneTime] = [lmsParameters(lms) as LmsParameters, lmOtsParameters(ots) as LmOtsParameters];
  return createLmsKey({
    lms: tree,
    ots: oneTime,
    identifier,
    seed: sha256(utf8('seed')).slice(0, oneTime.n),
  });
};
const randomizer = (key: LmsSecretKey): Uint8Array => sha256(utf8('c')).slice(0, key.ots.n);
const message = utf8('pay 5 to ana');

describe('parameter sets', () => {
  test('chains and shifts of RFC 8554, table 1, and SP 800-208', () => {
    expect(LM_OTS_PARAMETERS.map(({ p, ls }) => [p, ls])).toEqual(
      [0, 1]
        .flatMap(() => [
          [
            [265, 7],
            [133, 6],
            [67, 4],
            [34, 0],
          ],
          [
            [200, 8],
            [101, 6],
            [51, 4],
            [26, 0],
          ],
        ])
        .flat(),
    );
    expect(LM_OTS_PARAMETERS.map(({ typecode }) => typecode)).toEqual(
      Array.from({ length: 16 }, (_, index) => index + 1),
    );
    expect(LMS_PARAMETERS.map(({ typecode }) => typecode)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 5),
    );
  });

  test('every hash signs and verifies', () => {
    for (const [lms, ots] of [
      [5, 3],
      [10, 7],
      [15, 11],
      [20, 15],
    ] as const) {
      const key = keyOf(lms, ots);
      const signed = lmsSign(key, message, randomizer(key));
      expect(signed.ok && lmsVerify(key.publicKey, message, signed.value.signature)).toEqual({
        ok: true,
        value: undefined,
      });
    }
  });
});

describe('published key (RFC 8554, appendix F, test case 2, second level)', () => {
  const key = createLmsKey({
    lms: lmsParameters(5) as LmsParameters,
    ots: lmOtsParameters(4) as LmOtsParameters,
    identifier: hexToBytes('215f83b7ccb9acbcd08db97b0d04dc2b'),
    seed: hexToBytes('a1c4696e2608035a886100d05cd99945eb3370731884a8235e2fb3d4d71f2547'),
  });

  test('the tree over 32 one-time keys has the published root', () => {
    expect(bytesToHex(key.publicKey.subarray(24))).toBe(
      '0xa1cd035833e0e90059603f26e07ad2aad152338e7a5e5984bcd5f7bb4eba40b7',
    );
  });

  test('leaf 4 signs the published message as published', () => {
    const text =
      'The enumeration in the Constitution, of certain rights, shall not be construed to deny or disparage others retained by the people.\n';
    const c = hexToBytes('0eb1ed54a2460d512388cad533138d240534e97b1e82d33bd927d201dfc24ebb');
    const signed = lmsSign(key, utf8(text), c, 4);
    if (!signed.ok) throw new Error(signed.rejection.message);
    const { signature } = signed.value;
    expect(bytesToHex(signature.subarray(40, 72))).toBe(
      '0x11b3649023696f85150b189e50c00e98850ac343a77b3638319c347d7310269d',
    );
    // The path begins with the leaf beside it.
    const path = 8 + 4 + 32 * 35;
    expect(bytesToHex(signature.subarray(path, path + 32))).toBe(
      '0x4de1f6965bdabc676c5a4dc7c35f97f82cb0e31c68d04f1dad96314ff09e6b3d',
    );
    expect(lmsVerify(key.publicKey, utf8(text), signature).ok).toBe(true);
  });
});

describe('a leaf signs once', () => {
  const fresh = keyOf(5, 3);

  test('leaves are used in order, and the key that comes back refuses those behind it', () => {
    const first = lmsSign(fresh, message, randomizer(fresh));
    if (!first.ok) throw new Error(first.rejection.message);
    expect(first.value.key.nextLeaf).toBe(1);
    expect(lmsSign(first.value.key, message, randomizer(fresh), 0)).toMatchObject({
      ok: false,
      rejection: { code: 'leaf-used', received: 0, expected: 1 },
    });
    const later = lmsSign(first.value.key, message, randomizer(fresh), 9);
    expect(later.ok && later.value.key.nextLeaf).toBe(10);
  });

  test('after 32 signatures there is no more', () => {
    let key = fresh;
    for (let count = 0; count < 32; count += 1) {
      const signed = lmsSign(key, utf8(`${count}`), randomizer(key));
      if (!signed.ok) throw new Error(signed.rejection.message);
      expect(lmsVerify(key.publicKey, utf8(`${count}`), signed.value.signature).ok).toBe(true);
      ({ key } = signed.value);
    }
    expect(lmsSign(key, message, randomizer(key))).toMatchObject({
      ok: false,
      rejection: { code: 'leaves-exhausted' },
    });
  });
});

describe('what a verifier refuses', () => {
  const key = keyOf(10, 7);
  const signed = lmsSign(key, message, randomizer(key), 6);
  if (!signed.ok) throw new Error(signed.rejection.message);
  const { signature } = signed.value;

  test('any changed bit of signature, key or message', () => {
    const flipped = (data: Uint8Array, bit: number): Uint8Array =>
      data.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    fc.assert(
      fc.property(fc.nat(8 * signature.length - 1), (bit) => {
        expect(lmsVerify(key.publicKey, message, flipped(signature, bit)).ok).toBe(false);
        expect(lmsVerify(flipped(key.publicKey, bit % (8 * 48)), message, signature).ok).toBe(false);
        expect(lmsVerify(key.publicKey, flipped(message, bit % (8 * message.length)), signature).ok).toBe(
          false,
        );
      }),
      { numRuns: runs(60) },
    );
  });

  test('any other length, a leaf beyond the tree, another kind of tree', () => {
    const code = (data: Uint8Array, publicKey = key.publicKey) => {
      const checked = lmsVerify(publicKey, message, data);
      return checked.ok ? 'ok' : checked.rejection.code;
    };
    expect(code(signature)).toBe('ok');
    for (const length of [0, 3, 8, signature.length - 1])
      expect(code(signature.subarray(0, length))).toBe('malformed-lms-signature');
    expect(code(Uint8Array.of(...signature, 0))).toBe('malformed-lms-signature');
    const beyond = signature.slice();
    beyond[3] = 32;
    expect(code(beyond)).toBe('malformed-lms-signature');
    expect(code(signature, key.publicKey.subarray(0, 47))).toBe('malformed-lms-key');
    expect(code(signature, new Uint8Array(0))).toBe('malformed-lms-key');
    // A tree of SHA-256 over one-time keys of SHA-256/192 goes against SP 800-208.
    const mixed = key.publicKey.slice();
    mixed[3] = 5;
    expect(code(signature, mixed)).toBe('malformed-lms-key');
    // Of the same lengths, but one of SHA-256 and the other of SHAKE256.
    const shaken = keyOf(15, 11);
    const other = lmsSign(shaken, message, randomizer(shaken));
    const crossed = shaken.publicKey.slice();
    crossed[3] = 5;
    expect(other.ok && code(other.value.signature, crossed)).toBe('malformed-lms-key');
    // The tree's typecode stands once more in the signature, before the path.
    const relabelled = signature.slice();
    relabelled[signature.length - 5 * 24 - 1] = 11;
    expect(code(relabelled)).toBe('malformed-lms-signature');
    const otherKind = signature.slice();
    otherKind[7] = 6;
    expect(code(otherKind)).toBe('malformed-lms-signature');
  });

  test('a key of mixed hashes, and other lengths, cannot be made', () => {
    expect(() => keyOf(5, 7)).toThrow(RangeError);
    const lms = key.lms;
    expect(() => createLmsKey({ lms, ots: key.ots, identifier: new Uint8Array(15), seed: key.seed })).toThrow(
      RangeError,
    );
    expect(() => createLmsKey({ lms, ots: key.ots, identifier, seed: new Uint8Array(32) })).toThrow(
      RangeError,
    );
    expect(() => lmsSign(key, message, new Uint8Array(23))).toThrow(RangeError);
  });
});

test('sizes of signatures are those of the standards', () => {
  const size = (lms: number, ots: number) =>
    lmsSignatureBytes(lmsParameters(lms) as LmsParameters, lmOtsParameters(ots) as LmOtsParameters);
  expect([size(5, 4), size(6, 3), size(8, 4), size(12, 8)]).toEqual([1_292, 2_508, 1_772, 1_020]);
});
