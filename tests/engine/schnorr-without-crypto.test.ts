/** Schnorr signatures where there is no source of randomness, as in the realm of a lab. */
import { schnorr } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytesToHex, schnorrPublicKey, schnorrSign, schnorrVerify, utf8 } from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const secret = (last: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? last : 0));

describe('Schnorr signatures without a source of randomness', () => {
  beforeEach(() => vi.stubGlobal('crypto', undefined));
  afterEach(() => vi.unstubAllGlobals());

  test('keys and signatures are made, and hold', () => {
    expect(globalThis.crypto).toBeUndefined();
    const message = utf8('pay 5 to ana');
    const signature = schnorrSign(message, secret(3));
    expect(schnorrVerify(signature, message, schnorrPublicKey(secret(3)))).toBe(true);
    expect(schnorrVerify(signature, utf8('pay 6 to ana'), schnorrPublicKey(secret(3)))).toBe(false);
    // BIP-340, test-vectors.csv, row 0
    expect(bytesToHex(schnorrPublicKey(secret(3)))).toBe(
      '0xf9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9',
    );
    expect(bytesToHex(schnorrSign(new Uint8Array(32), secret(3)))).toBe(
      '0xe907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca821525f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0',
    );
  });

  test('a key of zero, of the order, of another length, and auxiliary bytes of another length are misuse', () => {
    const order = Uint8Array.from(
      Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141', 'hex'),
    );
    for (const key of [secret(0), order, new Uint8Array(31)]) {
      expect(() => schnorrPublicKey(key)).toThrow(RangeError);
      expect(() => schnorrSign(utf8('m'), key)).toThrow(RangeError);
    }
    expect(() => schnorrSign(utf8('m'), secret(1), new Uint8Array(31))).toThrow(RangeError);
  });
});

test('signatures are those of an independent library, for messages of every length', () => {
  const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const key = bytes32.filter((data) => data.some((byte) => byte !== 0) && data[0] !== 255);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), key, bytes32, (message, secretKey, auxiliary) => {
      expect(schnorrSign(message, secretKey, auxiliary)).toEqual(schnorr.sign(message, secretKey, auxiliary));
    }),
    { numRuns: runs(30) },
  );
});
