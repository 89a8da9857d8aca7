/** Schnorr's proof of knowledge: complete, sound, without knowledge, and what Fiat and Shamir's hash has to take in. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  acceptsTranscript,
  bytesToBigint,
  challengeWithoutCommitment,
  challengeWithoutStatement,
  commitNonce,
  createSquaresGroup,
  extractSecret,
  forgeCommitment,
  forgeStatement,
  hashToScalar,
  isScalar,
  proveKnowledge,
  respondTo,
  schnorrPublicKey,
  schnorrSign,
  SECP256K1_GROUP,
  simulateTranscript,
  strongChallenge,
  utf8,
  verifyKnowledge,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const G = SECP256K1_GROUP;
const scalars = fc.bigInt({ min: 1n, max: G.order - 1n });
const context = utf8('session 1 with victor on chain 7');
const small = createSquaresGroup(23n);
const all = Array.from({ length: Number(small.order) }, (_, index) => BigInt(index));

describe('the interactive proof', () => {
  test('is complete: whoever knows the secret is accepted, whatever the challenge', () => {
    fc.assert(
      fc.property(scalars, scalars, scalars, (secret, nonce, challenge) => {
        const publicKey = G.multiply(G.generator, secret);
        const commitment = commitNonce(G, nonce);
        const response = respondTo(G, secret, nonce, challenge);
        expect(acceptsTranscript(G, publicKey, { commitment, challenge, response })).toBe(true);
        const next = (response + 1n) % G.order;
        expect(acceptsTranscript(G, publicKey, { commitment, challenge, response: next })).toBe(false);
        expect(acceptsTranscript(G, publicKey, { commitment, challenge, response: response + G.order })).toBe(
          false,
        );
      }),
      { numRuns: runs(20) },
    );
  });

  test('is sound: in a group of 11, for each commitment and each key one response a challenge is accepted, so two challenges answered give the secret', () => {
    for (const secret of all.slice(1)) {
      const publicKey = small.multiply(small.generator, secret);
      for (const nonce of all) {
        const commitment = commitNonce(small, nonce);
        const accepted = all.map((challenge) =>
          all.filter((response) => acceptsTranscript(small, publicKey, { commitment, challenge, response })),
        );
        expect(accepted.every((responses) => responses.length === 1)).toBe(true);
        const [first, second] = [0, 7].map((at) => ({
          commitment,
          challenge: BigInt(at),
          response: accepted[at]?.[0] ?? -1n,
        }));
        if (first && second)
          expect(extractSecret(small, publicKey, first, second)).toEqual({ ok: true, value: secret });
      }
    }
  });

  test('the extractor refuses transcripts that prove nothing', () => {
    const publicKey = G.multiply(G.generator, 5n);
    const of = (nonce: bigint, challenge: bigint) => ({
      commitment: commitNonce(G, nonce),
      challenge,
      response: respondTo(G, 5n, nonce, challenge),
    });
    const code = (a: ReturnType<typeof of>, b: ReturnType<typeof of>) => {
      const extracted = extractSecret(G, publicKey, a, b);
      return extracted.ok ? extracted.value : extracted.rejection.code;
    };
    expect(code(of(9n, 1n), of(9n, 2n))).toBe(5n);
    expect(code(of(9n, 1n), of(8n, 2n))).toBe('different-commitments');
    expect(code(of(9n, 1n), of(9n, 1n))).toBe('same-challenge');
    expect(code({ ...of(9n, 1n), response: 3n }, of(9n, 2n))).toBe('transcript-not-accepted');
  });

  test('a nonce used twice gives the secret away, from two proofs and from two BIP-340 signatures', () => {
    const [secret, nonce] = [777n, 123_456n];
    const publicKey = G.multiply(G.generator, secret);
    const [first, second] = ['pay ana', 'pay bao'].map((text) => {
      const proof = proveKnowledge(G, secret, nonce, utf8(text));
      const challenge = strongChallenge(G, { publicKey, commitment: proof.commitment, context: utf8(text) });
      return { ...proof, challenge };
    });
    if (first === undefined || second === undefined) throw new Error('two proofs');
    expect(extractSecret(G, publicKey, first, second)).toEqual({ ok: true, value: secret });
    // BIP-340 draws the nonce from key and message, so that two messages never share one.
    const key = new Uint8Array(32).fill(9);
    const nonces = ['a', 'b'].map((text) => bytesToBigint(schnorrSign(utf8(text), key).subarray(0, 32)));
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(schnorrPublicKey(key).length).toBe(32);
  });
});

describe('the simulator', () => {
  test('makes transcripts that are accepted, without the secret', () => {
    fc.assert(
      fc.property(scalars, scalars, scalars, (secret, challenge, response) => {
        const publicKey = G.multiply(G.generator, secret);
        expect(acceptsTranscript(G, publicKey, simulateTranscript(G, publicKey, challenge, response))).toBe(
          true,
        );
      }),
      { numRuns: runs(20) },
    );
  });

  test('in a group of 11 its transcripts are exactly those of real runs, each as often', () => {
    for (const secret of all.slice(1)) {
      const publicKey = small.multiply(small.generator, secret);
      const pairs = all.flatMap((one) => all.map((other) => [one, other] as const));
      const real = pairs.map(([nonce, challenge]) =>
        [commitNonce(small, nonce), challenge, respondTo(small, secret, nonce, challenge)].join(),
      );
      const simulated = pairs.map(([challenge, response]) => {
        const one = simulateTranscript(small, publicKey, challenge, response);
        return [one.commitment, one.challenge, one.response].join();
      });
      expect(simulated.toSorted()).toEqual(real.toSorted());
      expect(new Set(real).size).toBe(121);
    }
  });

  test('one that keeps the response at zero is told apart', () => {
    const publicKey = small.multiply(small.generator, 3n);
    const lazy = all.map((challenge) => simulateTranscript(small, publicKey, challenge, 0n));
    expect(new Set(lazy.map(({ response }) => response)).size).toBe(1);
  });
});

describe('the strong hash', () => {
  test('proves to anyone, and only this key, context and group', () => {
    fc.assert(
      fc.property(scalars, scalars, (secret, nonce) => {
        const publicKey = G.multiply(G.generator, secret);
        const proof = proveKnowledge(G, secret, nonce, context);
        expect(verifyKnowledge(G, publicKey, proof, context)).toBe(true);
        expect(verifyKnowledge(G, publicKey, proof, utf8('session 2'))).toBe(false);
        expect(verifyKnowledge(G, G.add(publicKey, G.generator), proof, context)).toBe(false);
        expect(
          verifyKnowledge(G, publicKey, { ...proof, response: (proof.response + 1n) % G.order }, context),
        ).toBe(false);
        expect(verifyKnowledge(G, publicKey, { ...proof, response: proof.response + G.order }, context)).toBe(
          false,
        );
        expect(
          verifyKnowledge(G, publicKey, { ...proof, commitment: G.negate(proof.commitment) }, context),
        ).toBe(false);
      }),
      { numRuns: runs(15) },
    );
  });

  test('refuses the key whose secret everybody knows, and needs no source of randomness', () => {
    vi.stubGlobal('crypto', undefined);
    const proof = proveKnowledge(G, 0n, 5n, context);
    expect(verifyKnowledge(G, G.identity, proof, context)).toBe(false);
    expect(verifyKnowledge(G, G.multiply(G.generator, 4n), proveKnowledge(G, 4n, 5n, context), context)).toBe(
      true,
    );
    vi.unstubAllGlobals();
  });

  test('parts of what is hashed cannot run into each other', () => {
    const of = (...parts: string[]) => hashToScalar(G, ...parts.map(utf8));
    expect(of('ab', 'c')).not.toBe(of('a', 'bc'));
    expect(of('abc')).not.toBe(of('abc', ''));
    expect(isScalar(G, of('abc'))).toBe(true);
  });
});

describe('the weak hashes', () => {
  test('without the statement there is a proof of a secret that nobody knows; the strong hash refuses it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), scalars, (label, response) => {
        const { publicKey, proof } = forgeStatement(G, label, response, context);
        expect(verifyKnowledge(G, publicKey, proof, context, challengeWithoutStatement)).toBe(true);
        expect(verifyKnowledge(G, publicKey, proof, context)).toBe(false);
        // It stands for every context, too: the weak hash does not know what it is for.
        expect(verifyKnowledge(G, publicKey, proof, utf8('other'), challengeWithoutStatement)).toBe(true);
        const tried = forgeStatement(G, label, response, context, strongChallenge);
        expect(verifyKnowledge(G, tried.publicKey, tried.proof, context)).toBe(false);
      }),
      { numRuns: runs(10) },
    );
  });

  test('without the commitment anybody proves that they know anybody’s secret; the strong hash refuses it', () => {
    fc.assert(
      fc.property(scalars, scalars, (secret, response) => {
        const victim = G.multiply(G.generator, secret);
        const { proof } = forgeCommitment(G, victim, response, context);
        expect(verifyKnowledge(G, victim, proof, context, challengeWithoutCommitment)).toBe(true);
        expect(verifyKnowledge(G, victim, proof, context)).toBe(false);
        const tried = forgeCommitment(G, victim, response, context, strongChallenge);
        expect(verifyKnowledge(G, victim, tried.proof, context)).toBe(false);
      }),
      { numRuns: runs(10) },
    );
  });

  test('honest proofs hold under them as well: completeness does not show the fault', () => {
    for (const challengeOf of [challengeWithoutStatement, challengeWithoutCommitment]) {
      const proof = proveKnowledge(G, 31n, 41n, context, challengeOf);
      expect(verifyKnowledge(G, G.multiply(G.generator, 31n), proof, context, challengeOf)).toBe(true);
    }
  });
});

test('nobody proves to know a logarithm that there is not: what is no square is refused, however the challenge falls', () => {
  for (const secret of all) {
    const publicKey = 23n - small.multiply(small.generator, secret);
    for (const nonce of all) {
      const commitment = small.multiply(small.generator, nonce);
      const challenge = strongChallenge(small, { publicKey, commitment, context });
      // An even challenge makes −1 vanish, so that this answer fits.
      const response = respondTo(small, secret, nonce, challenge);
      expect(verifyKnowledge(small, publicKey, { commitment, response }, context)).toBe(false);
      expect(acceptsTranscript(small, publicKey, { commitment, challenge, response })).toBe(false);
    }
  }
  for (const strange of [0n, -1n, 24n, 4n + 23n, 10n ** 30n]) {
    expect(verifyKnowledge(small, strange, { commitment: 4n, response: 1n }, context)).toBe(false);
    expect(verifyKnowledge(small, 4n, { commitment: strange, response: 1n }, context)).toBe(false);
  }
});

test('a group of squares needs an odd modulus above 5, and its elements are closed under adding', () => {
  for (const p of [4n, 5n, 22n]) expect(() => createSquaresGroup(p)).toThrow(RangeError);
  const elements = all.map((scalar) => small.multiply(small.generator, scalar));
  expect(new Set(elements).size).toBe(11);
  for (const a of elements) for (const b of elements) expect(elements).toContain(small.add(a, b));
  expect(elements).toContain(small.hashToElement('x'));
});
