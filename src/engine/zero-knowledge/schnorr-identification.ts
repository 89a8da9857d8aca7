/** Knowing a logarithm without telling it: C. Schnorr's protocol in three messages (Efficient Identification and Signatures for Smart Cards, 1989). */
import { ok, reject } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { invertScalar, isScalar, scalarOf } from './prime-group.ts';
import type { PrimeGroup } from './prime-group.ts';

/** The three messages of one run: the prover commits, the verifier challenges, the prover responds. */
export interface ProofTranscript<Element> {
  readonly commitment: Element;
  readonly challenge: bigint;
  readonly response: bigint;
}

/** The first message: nonce times the generator. The nonce is fresh for every run, uniform, and never told. */
export const commitNonce = <Element>(group: PrimeGroup<Element>, nonce: bigint): Element =>
  group.multiply(group.generator, nonce);

/** The third message: nonce + challenge · secret, modulo the order. */
export const respondTo = (
  group: Pick<PrimeGroup<unknown>, 'order'>,
  secret: bigint,
  nonce: bigint,
  challenge: bigint,
): bigint => scalarOf(group, nonce + challenge * secret);

/**
 * Whether the verifier accepts: response · G = commitment + challenge · publicKey. Scalars out of range are refused, and
 * elements of another group.
 */
export function acceptsTranscript<Element>(
  group: PrimeGroup<Element>,
  publicKey: Element,
  { commitment, challenge, response }: ProofTranscript<Element>,
): boolean {
  if (!isScalar(group, challenge) || !isScalar(group, response)) return false;
  if (!group.contains(publicKey) || !group.contains(commitment)) return false;
  const expected = group.add(commitment, group.multiply(publicKey, challenge));
  return group.equals(group.multiply(group.generator, response), expected);
}

/** Makes a transcript that would be accepted, without the secret: what a lab writes. */
export type SimulateTranscript = <Element>(
  group: PrimeGroup<Element>,
  publicKey: Element,
  challenge: bigint,
  response: bigint,
) => ProofTranscript<Element>;

/**
 * The simulator: choose challenge and response first, both uniform, and work the commitment out backwards. Its transcripts
 * are distributed as real ones with an honest verifier are: for each of q² pairs there is one, accepted (I. Damgård, On
 * Σ-protocols, 2002: special honest-verifier zero knowledge). So a transcript shows nothing that anyone could not write.
 */
export const simulateTranscript: SimulateTranscript = (group, publicKey, challenge, response) => ({
  commitment: group.add(
    group.multiply(group.generator, response),
    group.negate(group.multiply(publicKey, challenge)),
  ),
  challenge,
  response,
});

/** Works the secret out of two transcripts: what a lab writes. */
export type ExtractSecret = <Element>(
  group: PrimeGroup<Element>,
  publicKey: Element,
  first: ProofTranscript<Element>,
  second: ProofTranscript<Element>,
) => Result<bigint>;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Special soundness (I. Damgård, On Σ-protocols, 2002)', message, received, expected });

/**
 * The extractor: two accepted transcripts with one commitment and two challenges give the secret,
 * (s − s′) / (c − c′). Whoever can answer two challenges knows it; whoever reuses a nonce tells it. Refused: transcripts
 * that are not accepted, different commitments, equal challenges.
 */
export const extractSecret: ExtractSecret = (group, publicKey, first, second) => {
  for (const one of [first, second])
    if (!acceptsTranscript(group, publicKey, one))
      return refuse('transcript-not-accepted', 'Both have to be accepted.', one.response, 'an accepted one');
  if (!group.equals(first.commitment, second.commitment))
    return refuse('different-commitments', 'Both have to begin alike.', second.commitment, first.commitment);
  const difference = scalarOf(group, first.challenge - second.challenge);
  if (difference === 0n)
    return refuse('same-challenge', 'Two challenges are needed.', second.challenge, 'another challenge');
  return ok(scalarOf(group, (first.response - second.response) * invertScalar(group, difference)));
};
