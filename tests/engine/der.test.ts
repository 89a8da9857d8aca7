import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bytesToHex,
  concatBytes,
  decodeDer,
  encodeDer,
  hashHex,
  hexToBytes,
  ready,
  sha256,
  sign,
  utf8,
  verifyBitcoinSignature,
} from 'strata';
import { readLooseDer } from '../../src/engine/layer1/ledger/der.ts';
import { runs } from './runs.ts';

/** r = 1, s = 128: the second needs a zero in front, lest it read as negative. */
const SMALL = hexToBytes('300702010102020080');
/** The key 1: its public key is the curve's generator, which everyone knows in both forms (SEC 2, 2.4.1). */
const [X, Y] = [
  '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
];
const KEY_ONE = {
  secretKey: `0x${'00'.repeat(31)}01`,
  publicKey: hexToBytes(`02${X}`),
  uncompressed: hexToBytes(`04${X}${Y}`),
} as const;
const code = (data: Uint8Array): string => {
  const decoded = decodeDer(data);
  return decoded.ok ? 'accepted' : decoded.rejection.code;
};

beforeAll(ready);

describe('DER', () => {
  test('gives back the 64 bytes it was made from', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (signature) => {
        expect(decodeDer(encodeDer(signature))).toEqual({ ok: true, value: signature });
        expect(readLooseDer(encodeDer(signature))).toEqual(signature);
      }),
      { numRuns: runs() },
    );
  });

  test('has one spelling: whatever is accepted is what the encoder writes', () => {
    const near = fc
      .tuple(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(75), fc.nat(255))
      .map(([signature, at, byte]) => encodeDer(signature).map((old, index) => (index === at ? byte : old)));
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ maxLength: 80 })), (data) => {
        const decoded = decodeDer(data);
        if (decoded.ok) expect(encodeDer(decoded.value)).toEqual(data);
        else expect(decoded.rejection.code).toMatch(/^der-/);
        readLooseDer(data);
      }),
      { numRuns: runs(1000) },
    );
  });

  test.each([
    ['the smallest signature', '300702010102020080', 'accepted'],
    ['another first byte', '310702010102020080', 'der-no-sequence'],
    ['nothing', '', 'der-no-sequence'],
    ['a length one too small', '300602010102020080', 'der-wrong-length'],
    ['a length in long form', '30810702010102020080', 'der-wrong-length'],
    ['a byte behind the end', '30070201010202008000', 'der-wrong-length'],
    ['a byte behind s that the length counts', '30080201010202008000', 'der-trailing-bytes'],
    ['no integer', '300703010102020080', 'der-no-integer'],
    ['an integer of no bytes', '3006020002020080', 'der-wrong-length'],
    ['an integer that reaches behind the end', '300702010102030080', 'der-wrong-length'],
    ['a negative integer', '3006020101020180', 'der-negative'],
    ['a needless zero', '30080201010203000080', 'der-not-shortest'],
    ['an integer of 33 bytes', `30260221${'01'.repeat(33)}020101`, 'der-too-large'],
    ['an end before s', '3003020101', 'der-no-integer'],
  ])('%s: %s is %s', (_, hex, expected) => {
    expect(code(hexToBytes(hex))).toBe(expected);
  });

  test('was read loosely before BIP-66: padding, long lengths and bytes behind the end', () => {
    const strict = decodeDer(SMALL);
    if (!strict.ok) throw new Error(strict.rejection.message);
    for (const hex of ['30810702010102020080', '300702010102020080ff', '3009020200010203000080']) {
      expect(code(hexToBytes(hex))).not.toBe('accepted');
      expect(readLooseDer(hexToBytes(hex))).toEqual(strict.value);
    }
    for (const hex of ['', '31', '3002', '300302017f', `30260221${'01'.repeat(33)}020101`, '30850000000001'])
      expect(readLooseDer(hexToBytes(hex))).toBeNull();
  });
});

describe('a signature in a script', () => {
  const digest = sha256(utf8('a transaction'));

  test('holds by a key in any of its forms, and by s in either half', () => {
    const { secretKey, publicKey, uncompressed } = KEY_ONE;
    const signature = hexToBytes(sign(hashHex(digest), secretKey));
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const high = (order - BigInt(bytesToHex(signature.subarray(32)))).toString(16).padStart(64, '0');
    const flipped = concatBytes(signature.subarray(0, 32), hexToBytes(high));
    const hybrid = uncompressed.with(0, 6 + ((uncompressed[64] as number) & 1));
    for (const form of [publicKey, uncompressed, hybrid]) {
      expect(verifyBitcoinSignature(signature, digest, form)).toBe(true);
      expect(verifyBitcoinSignature(flipped, digest, form)).toBe(true);
    }
  });

  test('does not hold by the nearest wrong key, digest or signature', () => {
    const { secretKey, publicKey, uncompressed } = KEY_ONE;
    const signature = hexToBytes(sign(hashHex(digest), secretKey));
    const parity = (uncompressed[64] as number) & 1;
    const wrongKeys = [
      publicKey.with(0, publicKey[0] === 2 ? 3 : 2),
      uncompressed.with(64, (uncompressed[64] as number) ^ 1),
      uncompressed.with(0, 7 - parity),
      uncompressed.with(0, 5),
      uncompressed.subarray(0, 64),
      new Uint8Array(0),
    ];
    for (const form of wrongKeys) expect(verifyBitcoinSignature(signature, digest, form)).toBe(false);
    expect(verifyBitcoinSignature(signature, digest.with(0, (digest[0] as number) ^ 1), publicKey)).toBe(
      false,
    );
    expect(verifyBitcoinSignature(signature.with(0, (signature[0] as number) ^ 1), digest, publicKey)).toBe(
      false,
    );
    expect(verifyBitcoinSignature(new Uint8Array(64), digest, publicKey)).toBe(false);
    expect(verifyBitcoinSignature(new Uint8Array(64).fill(255), digest, publicKey)).toBe(false);
    expect(verifyBitcoinSignature(signature.subarray(1), digest, publicKey)).toBe(false);
  });
});
