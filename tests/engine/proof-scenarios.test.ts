/** The stories of a secret that is not told, of a one-time key used twice, and of what signatures do to block space. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  challengeWithoutCommitment,
  challengeWithoutStatement,
  ECDSA_SCHEME,
  lamportForgeryBits,
  lamportForgeryChance,
  lamportVerify,
  ML_DSA_44_SCHEME,
  ready,
  reject,
  runKeyReuse,
  runKnowledgeProof,
  runSignatureSpace,
  SLH_DSA_128F_SCHEME,
  transfersPerSecond,
  winternitzDigitsOnly,
} from '../../src/engine/index.ts';
import { readTrace } from '../../src/player/read-trace.ts';

beforeAll(() => ready());

describe('the story of a secret that is not told', () => {
  test('peggy is believed, a guesser half the time, a simulator writes the same, and a nonce used twice tells all', () => {
    const run = runKnowledgeProof({ seed: 1, rounds: 40 });
    expect(run).toMatchObject({ accepted: true, simulated: true, extracted: true, proofHolds: true });
    expect(run).toMatchObject({
      replayHolds: false,
      forgedStatementHolds: false,
      forgedCommitmentHolds: false,
    });
    expect(run).toMatchObject({ rangeHolds: true, overflowHolds: false, rangeBytes: 1_064 });
  });

  test('guessing one bit succeeds in one round of two: within four deviations over 400 rounds', () => {
    const cheated = Array.from(
      { length: 4 },
      (_, seed) => runKnowledgeProof({ seed, rounds: 100, bits: 1 }).cheated,
    );
    const sum = cheated.reduce((total, one) => total + one, 0);
    // Deviation √(400 / 4) = 10.
    expect(Math.abs(sum - 200)).toBeLessThanOrEqual(40);
  });

  test('each weak hash lets its own forgery through, and a replay', () => {
    expect(runKnowledgeProof({ seed: 2, challengeOf: challengeWithoutStatement })).toMatchObject({
      proofHolds: true,
      replayHolds: true,
      forgedStatementHolds: true,
      forgedCommitmentHolds: false,
    });
    expect(runKnowledgeProof({ seed: 2, challengeOf: challengeWithoutCommitment })).toMatchObject({
      proofHolds: true,
      forgedStatementHolds: false,
      forgedCommitmentHolds: true,
    });
  });

  test('a simulator and an extractor that do not do their work are found out', () => {
    const run = runKnowledgeProof({
      seed: 1,
      rounds: 1,
      bits: 1,
      simulate: (group, _publicKey, challenge, response) => ({
        commitment: group.generator,
        challenge,
        response,
      }),
      extract: () => reject({ code: 'none', rule: 'none', message: 'none', received: 0, expected: 0 }),
    });
    expect(run).toMatchObject({ simulated: false, extracted: false });
  });
});

describe('the story of a one-time key', () => {
  test('one message: safe. Two: mal signs a third, after as many tries as the bits that both hashes share say', () => {
    expect(runKeyReuse({ seed: 1, signatures: 1, most: 2_000 })).toMatchObject({
      honestHolds: true,
      forged: false,
    });
    const tries = Array.from({ length: 60 }, (_, seed) => runKeyReuse({ seed }));
    expect(tries.every(({ forged, forgeryHolds }) => forged && forgeryHolds)).toBe(true);
    // Hashes that agree in s of 16 bits leave 2^s tries. In the mean over pairs that is (3/2)^16 = 657, with a deviation
    // of √(2 · (5/2)^16) for one run and 277 for the mean of 60; four of them are allowed.
    const mean = tries.reduce((sum, one) => sum + one.tries, 0) / tries.length;
    expect(Math.abs(mean - 1.5 ** 16)).toBeLessThanOrEqual(4 * 277);
    // A pair at random lets a given spelling be signed in one case of a hundred.
    expect(1 / lamportForgeryChance(2, 16)).toBeCloseTo(99.8, 1);
  });

  test('at full size two signatures leave 106 bits of work, and ten leave less than one', () => {
    expect(lamportForgeryBits(2, 256)).toBeCloseTo(106.25, 1);
    expect(lamportForgeryBits(10, 256)).toBeLessThan(1);
    expect(runKeyReuse({ seed: 1, bits: 256, most: 500 })).toMatchObject({ forged: false, tries: 500 });
    expect(runKeyReuse({ seed: 1, bits: 256, signatures: 12, most: 500 })).toMatchObject({
      forgeryHolds: true,
    });
  });

  test('Winternitz without its checksum falls to one signature, and with it does not', () => {
    const one = { seed: 1, scheme: 'winternitz', signatures: 1 } as const;
    expect(runKeyReuse({ ...one, digitsOf: winternitzDigitsOnly })).toMatchObject({ forgeryHolds: true });
    expect(runKeyReuse({ ...one, most: 1_000 })).toMatchObject({ honestHolds: true, forged: false });
  });

  test('a verifier that accepts all, or nothing, is seen', () => {
    expect(runKeyReuse({ seed: 1, verify: () => false })).toMatchObject({
      honestHolds: false,
      forgeryHolds: false,
    });
    const tampered = runKeyReuse({
      seed: 1,
      sign: (key) => new Uint8Array(key.publicKey.length / 2),
      verify: lamportVerify,
    });
    expect(tampered.honestHolds).toBe(false);
  });
});

describe('the story of block space', () => {
  test('ECDSA, ML-DSA and SLH-DSA for the same transfer: 6,622, 263 and 58 in a megabyte', () => {
    const { rows } = runSignatureSpace({
      seed: 1,
      schemes: [ECDSA_SCHEME, ML_DSA_44_SCHEME, SLH_DSA_128F_SCHEME],
    });
    expect(
      rows.map(({ scheme, bytes, perBlock, quantumSafe }) => [scheme, bytes, perBlock, quantumSafe]),
    ).toEqual([
      ['ECDSA', 151, 6_622, false],
      ['ML-DSA-44', 3_790, 263, true],
      ['SLH-DSA-SHA2-128f', 17_176, 58, true],
    ]);
    for (const { bytes, perThousandSeconds } of rows)
      expect(perThousandSeconds).toBe(Math.floor(1_000 * transfersPerSecond(bytes, 1_000_000, 12_000)));
    expect(rows.every(({ gas, perBlockGas }) => perBlockGas === Number(30_000_000n / gas))).toBe(true);
  });

  test('the player shows every event of these', () => {
    for (const { trace } of [
      runKnowledgeProof({ seed: 1 }),
      runKeyReuse({ seed: 1 }),
      runSignatureSpace({ seed: 1 }),
    ])
      expect(readTrace(JSON.parse(JSON.stringify(trace)))).toEqual({ ok: true, trace });
  });
});
