/** Batches: many signatures by one equation, and how errors that cancel out are kept from passing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blsSign,
  bytesToHex,
  concatBytes,
  createBlsKey,
  createRandom,
  hexToBytes,
  schnorrPublicKey,
  schnorrSign,
  sha256,
  utf8,
  verifyBlsBatch,
  verifySchnorrBatch,
  type Result,
} from '../../src/engine/index.ts';
import {
  blsPointToBytes,
  G2_GENERATOR,
  g2FromBytes,
  type G2Point,
} from '../../src/engine/foundation/bls12-381.ts';
import { runs } from './runs.ts';

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.rejection.code);
const g2 = (data: Uint8Array): G2Point => g2FromBytes(data) as G2Point;
const random = createRandom(1, 'batch-test');
const keys = [0, 1, 2, 3].map((index) => createBlsKey(random.fork(`key-${index}`)));
const NO_SIGNATURES = [new Uint8Array(96), new Uint8Array(95), hexToBytes(`9f${'ff'.repeat(95)}`)];

describe('a batch of BLS signatures', () => {
  const batch = keys.map(({ publicKey, secretKey }, index) => {
    const own = utf8(`transfer ${index % 3}`);
    return { publicKey, message: own, signature: blsSign(own, secretKey) };
  });

  test('holds when all do, and an empty one too', () => {
    expect(codeOf(verifyBlsBatch(batch))).toBe('ok');
    expect(codeOf(verifyBlsBatch([]))).toBe('ok');
  });

  test('does not when two of them were exchanged or one is of another message', () => {
    const [first, second, ...rest] = batch as [(typeof batch)[0], (typeof batch)[0]];
    const exchanged = [
      { ...first, signature: second.signature },
      { ...second, signature: first.signature },
      ...rest,
    ];
    expect(codeOf(verifyBlsBatch(exchanged))).toBe('wrong-signature');
    expect(codeOf(verifyBlsBatch([{ ...first, message: utf8('other') }, second]))).toBe('wrong-signature');
    for (const signature of NO_SIGNATURES)
      expect(codeOf(verifyBlsBatch([{ ...first, signature }]))).toBe('invalid-signature');
  });

  test('errors that cancel out pass a plain sum, and never one with coefficients', () => {
    const off = (index: number, by: G2Point) => {
      const triple = batch[index] as (typeof batch)[0];
      return { ...triple, signature: blsPointToBytes(g2(triple.signature).add(by)) };
    };
    const cancelling = [off(0, G2_GENERATOR), off(1, G2_GENERATOR.negate())];
    expect(codeOf(verifyBlsBatch(cancelling, () => 1n))).toBe('ok');
    expect(codeOf(verifyBlsBatch(cancelling))).toBe('wrong-signature');
  });
});

describe('a batch of Schnorr signatures', () => {
  const batch = Array.from({ length: 6 }, (_, index) => {
    const [secret, own] = [sha256(utf8(`secret ${index}`)), utf8(`payment ${index}`)];
    return { publicKey: schnorrPublicKey(secret), message: own, signature: schnorrSign(own, secret) };
  });
  /** The signature with `by` added to its scalar: wrong alone, and a known error in a sum. */
  const off = (index: number, by: bigint) => {
    const triple = batch[index] as (typeof batch)[0];
    const s = BigInt(bytesToHex(triple.signature.subarray(32))) + by;
    return {
      ...triple,
      signature: concatBytes(triple.signature.subarray(0, 32), hexToBytes(s.toString(16).padStart(64, '0'))),
    };
  };

  test('holds when all do, and an empty one too', () => {
    expect(codeOf(verifySchnorrBatch(batch))).toBe('ok');
    expect(codeOf(verifySchnorrBatch([]))).toBe('ok');
  });

  test('does not when any byte of any message or signature is another', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5 }),
        fc.nat({ max: 63 }),
        fc.integer({ min: 1, max: 255 }),
        (index, at, by) => {
          const signature = (batch[index] as (typeof batch)[0]).signature.slice();
          signature[at] = (signature[at] ?? 0) ^ by;
          const changed = batch.map((triple, place) => (place === index ? { ...triple, signature } : triple));
          expect(['wrong-signature', 'invalid-signature']).toContain(codeOf(verifySchnorrBatch(changed)));
          const other = batch.map((triple, place) =>
            place === index ? { ...triple, message: utf8(`${by}`) } : triple,
          );
          expect(codeOf(verifySchnorrBatch(other))).toBe('wrong-signature');
        },
      ),
      { numRuns: runs() },
    );
  });

  test('errors that cancel out pass a plain sum, and never one with coefficients', () => {
    const cancelling = [off(0, 1n), off(1, -1n)];
    expect(codeOf(verifySchnorrBatch(cancelling, () => 1n))).toBe('ok');
    expect(codeOf(verifySchnorrBatch(cancelling))).toBe('wrong-signature');
    // One of the two alone is wrong under any coefficients.
    expect(codeOf(verifySchnorrBatch([off(0, 1n)], () => 1n))).toBe('wrong-signature');
  });

  test('what is no key, no nonce and no scalar is refused with its place', () => {
    const one = batch[0] as (typeof batch)[0];
    const refusal = (change: Partial<typeof one>) => verifySchnorrBatch([one, { ...one, ...change }]);
    const modulus = hexToBytes('ff'.repeat(32));
    const order = hexToBytes('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
    const [nonce, s] = [one.signature.subarray(0, 32), one.signature.subarray(32)];
    for (const publicKey of [modulus, one.publicKey.subarray(1)])
      expect(refusal({ publicKey })).toMatchObject({
        rejection: { code: 'invalid-public-key', received: { index: 1 } },
      });
    for (const signature of [
      concatBytes(modulus, s),
      concatBytes(nonce, order),
      one.signature.subarray(1),
      concatBytes(one.signature, s),
    ])
      expect(refusal({ signature })).toMatchObject({ rejection: { code: 'invalid-signature' } });
  });
});
