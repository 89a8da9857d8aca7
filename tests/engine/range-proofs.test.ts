/** Commitments and range proofs: numbers in the range are proven, and nothing else is. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  BLINDING_GENERATOR,
  createRandom,
  decodeRangeProof,
  encodeRangeProof,
  MOST_RANGE_BITS,
  pedersenCommit,
  proveRange,
  rangeProofBytes,
  SECP256K1_GROUP,
  utf8,
  verifyRange,
  type RangeProof,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const G = SECP256K1_GROUP;
const BITS = 6;
const context = utf8('transfer 12');
const random = createRandom(1, 'range');
const proven = (value: bigint, blinding: bigint, bits = BITS): RangeProof => {
  const proof = proveRange(value, blinding, bits, random, context);
  if (!proof.ok) throw new Error(proof.rejection.message);
  return proof.value;
};
const code = (result: ReturnType<typeof verifyRange>) => (result.ok ? 'ok' : result.rejection.code);
const blindings = fc.bigInt({ min: 0n, max: G.order - 1n });

describe('Pedersen commitments', () => {
  test('sums commit to sums, modulo the order', () => {
    fc.assert(
      fc.property(blindings, blindings, blindings, blindings, (a, r, b, s) => {
        expect(
          pedersenCommit(a, r)
            .add(pedersenCommit(b, s))
            .equals(pedersenCommit(a + b, r + s)),
        ).toBe(true);
        expect(pedersenCommit(a, r).equals(pedersenCommit(a, r + 1n))).toBe(false);
      }),
      { numRuns: runs(20) },
    );
    expect(BLINDING_GENERATOR.equals(G.generator)).toBe(false);
  });

  test('hide the number: for every other number there is a blinding under which the same point holds it', () => {
    // With the logarithm h of H known, value + h · blinding is all that the point says; a small group shows it.
    const [q, h] = [11n, 7n];
    const pointOf = (value: bigint, blinding: bigint) => (value + h * blinding) % q;
    const values = Array.from({ length: 11 }, (_, index) => BigInt(index));
    for (const value of values)
      expect(new Set(values.map((blinding) => pointOf(value, blinding))).size).toBe(11);
  });
});

describe('a range proof', () => {
  test('holds for every number in the range, at its ends too', () => {
    const edges = [0n, 1n, 2n ** BigInt(BITS) - 1n];
    const values = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: 0n, max: 2n ** BigInt(BITS) - 1n }));
    fc.assert(
      fc.property(values, blindings, (value, blinding) => {
        const proof = proven(value, blinding);
        expect(code(verifyRange(pedersenCommit(value, blinding), BITS, proof, context))).toBe('ok');
      }),
      { numRuns: runs(20) },
    );
  });

  test('of 64 bits has 8,288 bytes and needs no source of randomness', () => {
    vi.stubGlobal('crypto', undefined);
    const value = 2n ** 64n - 1n;
    const proof = proven(value, 99n, 64);
    expect(code(verifyRange(pedersenCommit(value, 99n), 64, proof, context))).toBe('ok');
    expect(encodeRangeProof(proof).length).toBe(8_288);
    expect(rangeProofBytes(64)).toBe(8_288);
    vi.unstubAllGlobals();
  });

  test('does not exist for a negative number, nor for one above: a prover refuses, and a commitment to it fits no proof', () => {
    for (const value of [-1n, 2n ** BigInt(BITS), G.order - 1n, 2n ** 200n])
      expect(proveRange(value, 5n, BITS, random)).toMatchObject({
        ok: false,
        rejection: { code: 'value-out-of-range' },
      });
    // −1 is order − 1 in a commitment; the bits of any honest proof add up to another point.
    const proof = proven(2n ** BigInt(BITS) - 1n, 5n);
    for (const value of [-1n, 2n ** BigInt(BITS), 64n])
      expect(code(verifyRange(pedersenCommit(value, 5n), BITS, proof, context))).toBe('wrong-commitment');
    for (const bits of [0, MOST_RANGE_BITS + 1, 1.5])
      expect(() => proveRange(0n, 1n, bits, random)).toThrow(RangeError);
  });

  test('coins cannot be made out of nothing by a negative change', () => {
    // 5 in, 8 and −3 out: the commitments balance, and only the range proof of −3 is missing.
    const input = pedersenCommit(5n, 30n);
    const [eight, change] = [pedersenCommit(8n, 10n), pedersenCommit(-3n, 20n)];
    expect(eight.add(change).equals(input)).toBe(true);
    expect(proveRange(-3n, 20n, BITS, random).ok).toBe(false);
    expect(verifyRange(change, BITS, proven(3n, 20n), context).ok).toBe(false);
  });
});

describe('what is refused', () => {
  const commitment = pedersenCommit(41n, 1_234n);
  const proof = proven(41n, 1_234n);
  const verify = (changed: Partial<RangeProof>, bits = BITS) =>
    code(verifyRange(commitment, bits, { ...proof, ...changed }, context));

  test('another commitment, another context, another number of bits', () => {
    expect(verify({})).toBe('ok');
    expect(code(verifyRange(pedersenCommit(41n, 1_235n), BITS, proof, context))).toBe('wrong-commitment');
    expect(code(verifyRange(pedersenCommit(42n, 1_234n), BITS, proof, context))).toBe('wrong-commitment');
    expect(code(verifyRange(commitment, BITS, proof, utf8('transfer 13')))).toBe('wrong-challenge');
    expect(verify({}, BITS + 1)).toBe('wrong-range');
    expect(verify({ bits: proof.bits.slice(1) }, BITS - 1)).toBe('wrong-commitment');
    expect(verify({ bits: [...proof.bits].reverse() })).toBe('wrong-commitment');
  });

  test('a digit of 2 in place of a bit, its branches simulated as well as may be', () => {
    // 2 = bit 0 holding 2: Σ still adds up, and each branch needs a challenge of its own choice.
    const two = pedersenCommit(2n, 7n);
    const responses = [3n, 4n] as const;
    const [zeroChallenge, oneChallenge] = [11n, 22n];
    const forged: RangeProof = {
      challenge: zeroChallenge + oneChallenge,
      bits: [{ commitment: two, zeroChallenge, zeroResponse: responses[0], oneResponse: responses[1] }],
    };
    expect(code(verifyRange(two, 1, forged, context))).toBe('wrong-challenge');
  });

  test('scalars from the order on: the same proof in a second spelling', () => {
    const [first, ...rest] = proof.bits;
    if (first === undefined) throw new Error('a bit');
    expect(verify({ bits: [{ ...first, zeroResponse: first.zeroResponse + G.order }, ...rest] })).toBe(
      'malformed-proof',
    );
    expect(verify({ challenge: proof.challenge + G.order })).toBe('malformed-proof');
    expect(verify({ challenge: -1n })).toBe('malformed-proof');
  });

  test('every random change of the bytes, a thousand of them', () => {
    const small = proven(1n, 77n, 1);
    const data = encodeRangeProof(small);
    const held = pedersenCommit(1n, 77n);
    const decoded = decodeRangeProof(data);
    expect(decoded.ok && code(verifyRange(held, 1, decoded.value, context))).toBe('ok');
    fc.assert(
      fc.property(fc.nat(data.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = decodeRangeProof(data.map((byte, index) => (index === at ? byte ^ change : byte)));
        expect(changed.ok && verifyRange(held, 1, changed.value, context).ok).toBe(false);
      }),
      { numRuns: runs(1_000) },
    );
    for (const length of [0, 31, 32, data.length - 1])
      expect(decodeRangeProof(data.subarray(0, length)).ok).toBe(false);
    expect(decodeRangeProof(new Uint8Array(32 + 129 * 65)).ok).toBe(false);
  });

  test('bits or a commitment that add up to nothing', () => {
    const bit = (held: typeof commitment) => ({
      commitment: held,
      zeroChallenge: 1n,
      zeroResponse: 1n,
      oneResponse: 1n,
    });
    const nothing = { challenge: 1n, bits: [bit(G.negate(commitment.double())), bit(commitment)] };
    expect(code(verifyRange(commitment, 2, nothing, context))).toBe('wrong-commitment');
    const two = { challenge: 1n, bits: [bit(commitment), bit(commitment)] };
    expect(code(verifyRange(G.identity, 2, two, context))).toBe('wrong-commitment');
  });

  test('bits swapped between proofs', () => {
    const other = proven(41n, 1_234n);
    const mixed = proof.bits.map((bit, index) => (index === 2 ? (other.bits[2] ?? bit) : bit));
    expect(verify({ bits: mixed })).toBe('wrong-commitment');
    expect(verify({ challenge: other.challenge })).toBe('wrong-challenge');
  });
});
