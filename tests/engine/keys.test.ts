import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addressOf,
  bytesToBigint,
  bytesToHex,
  createKey,
  hashHex,
  hexToBytes,
  ready,
  sha256,
  sign,
  utf8,
  verify,
  type Hex,
} from 'strata';
import { verifyBytes } from '../../src/engine/foundation/keys.ts';
import { runs } from './runs.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const hex32 = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const message = hashHex(sha256(utf8('a transfer')));

describe('keys', () => {
  beforeAll(ready);

  test('sign and verify, and agree with an independent library', () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed, digest) => {
        const { secretKey, publicKey } = createKey(seed);
        const hash = hashHex(digest);
        const signature = sign(hash, secretKey);
        expect(publicKey).toBe(bytesToHex(secp256k1.getPublicKey(hexToBytes(secretKey))));
        expect(verify(signature, hash, publicKey)).toBe(true);
        expect(verifyBytes(hexToBytes(signature), digest, hexToBytes(publicKey))).toBe(true);
        expect(
          secp256k1.verify(hexToBytes(signature), digest, hexToBytes(publicKey), { prehash: false }),
        ).toBe(true);
      }),
      { numRuns: runs(50) },
    );
  });

  test('do not verify for another message, key or signature', () => {
    const { secretKey, publicKey } = createKey(1);
    const signature = sign(message, secretKey);
    const flip = (hex: Hex, at: number): Hex => {
      const data = hexToBytes(hex);
      data[at] = (data[at] ?? 0) ^ 1;
      return bytesToHex(data);
    };
    expect(verify(signature, hashHex(sha256(utf8('another'))), publicKey)).toBe(false);
    expect(verify(signature, message, createKey(2).publicKey)).toBe(false);
    for (let at = 0; at < 64; at += 1) expect(verify(flip(signature, at), message, publicKey)).toBe(false);
  });

  test('refuse the mirrored signature with s in the upper half, which would be a second valid one', () => {
    const { secretKey, publicKey } = createKey(3);
    const signature = sign(message, secretKey);
    const s = bytesToBigint(hexToBytes(signature).subarray(32));
    expect(s <= ORDER / 2n).toBe(true);
    const mirrored = `${signature.slice(0, 66)}${hex32(ORDER - s).slice(2)}` as Hex;
    expect(
      secp256k1.verify(hexToBytes(mirrored), hexToBytes(message), hexToBytes(publicKey), {
        prehash: false,
        lowS: false,
      }),
    ).toBe(true);
    expect(verify(mirrored, message, publicKey)).toBe(false);
  });

  test('are refused outside 1 … n−1, and points off the curve are no keys', () => {
    expect(() => sign(message, hex32(0n))).toThrow(RangeError);
    expect(() => sign(message, hex32(ORDER))).toThrow(RangeError);
    expect(sign(message, hex32(ORDER - 1n))).toMatch(/^0x[0-9a-f]{128}$/);
    expect(addressOf(`0x02${'ff'.repeat(32)}`)).toBe(null);
    expect(addressOf(`0x04${createKey(1).publicKey.slice(4)}`)).toBe(null);
    expect(addressOf(createKey(1).publicKey.toUpperCase().replace('0X', '0x') as Hex)).toBe(null);
  });

  test('turn malformed input away instead of throwing', () => {
    const { secretKey, publicKey } = createKey(4);
    const signature = sign(message, secretKey);
    expect(verify(signature.slice(0, -2) as Hex, message, publicKey)).toBe(false);
    expect(verify(`${signature}00`, message, publicKey)).toBe(false);
    expect(verify(signature, message, publicKey.slice(0, -2) as Hex)).toBe(false);
    expect(verify(`0x${'00'.repeat(64)}`, message, publicKey)).toBe(false);
    expect(verify(`0x${'ff'.repeat(64)}`, message, publicKey)).toBe(false);
    expect(verify('0xzz' as Hex, message, publicKey)).toBe(false);
  });

  test('grow from a seed, the same each time and different for each seed', () => {
    expect(createKey('alice')).toEqual(createKey('alice'));
    expect(createKey('alice').address).not.toBe(createKey('bob').address);
  });
});
