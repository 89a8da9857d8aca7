/** A proof without a verifier to ask: the challenge is a hash (A. Fiat and A. Shamir, How to Prove Yourself, 1986), done wrong and right. */
import { utf8 } from '../foundation/bytes.ts';
import { acceptsTranscript, commitNonce, respondTo, simulateTranscript } from './schnorr-identification.ts';
import { hashToScalar, invertScalar, isScalar, scalarOf } from './prime-group.ts';
import type { PrimeGroup } from './prime-group.ts';

/** What a challenge can be made of. */
export interface ProofStatement<Element> {
  /** The element whose logarithm is known. */
  readonly publicKey: Element;
  readonly commitment: Element;
  /** What the proof is for, such as a chain, a verifier and a session. */
  readonly context: Uint8Array;
}

/** A proof in one message. */
export interface KnowledgeProof<Element> {
  readonly commitment: Element;
  readonly response: bigint;
}

/** The challenge by hashing: what a lab writes, and where one omission costs everything. */
export type ChallengeOf = <Element>(group: PrimeGroup<Element>, statement: ProofStatement<Element>) => bigint;

const DOMAIN = utf8('strata knowledge proof');

/** The strong transform: group, generator, statement, commitment and context, each behind its length (Bernhard, Pereira and Warinschi, 2012). */
export const strongChallenge: ChallengeOf = (group, { publicKey, commitment, context }) =>
  hashToScalar(
    group,
    DOMAIN,
    utf8(group.name),
    group.encode(group.generator),
    group.encode(publicKey),
    group.encode(commitment),
    context,
  );

/**
 * The weak transform: the commitment alone. Good enough where the statement is fixed before; where a prover may choose it
 * afterwards, there are proofs of what nobody knows ({@link forgeStatement}; D. Bernhard, O. Pereira and B. Warinschi, How
 * Not to Prove Yourself, 2012, section 1).
 */
export const challengeWithoutStatement: ChallengeOf = (group, { commitment }) =>
  hashToScalar(group, DOMAIN, group.encode(commitment));

/** Weaker still: without the commitment the challenge is known before anything is committed to ({@link forgeCommitment}). */
export const challengeWithoutCommitment: ChallengeOf = (group, { publicKey, context }) =>
  hashToScalar(group, DOMAIN, group.encode(publicKey), context);

/** The proof that `secret` is known, with a fresh uniform `nonce`. */
export function proveKnowledge<Element>(
  group: PrimeGroup<Element>,
  secret: bigint,
  nonce: bigint,
  context: Uint8Array,
  challengeOf: ChallengeOf = strongChallenge,
): KnowledgeProof<Element> {
  const commitment = commitNonce(group, nonce);
  const publicKey = group.multiply(group.generator, secret);
  const challenge = challengeOf(group, { publicKey, commitment, context });
  return { commitment, response: respondTo(group, secret, nonce, challenge) };
}

/**
 * Whether `proof` shows that its maker knows the logarithm of `publicKey`; false for the identity, whose logarithm is 0
 * for all, and for what is no element of the group, which has none.
 */
export function verifyKnowledge<Element>(
  group: PrimeGroup<Element>,
  publicKey: Element,
  { commitment, response }: KnowledgeProof<Element>,
  context: Uint8Array,
  challengeOf: ChallengeOf = strongChallenge,
): boolean {
  if (!group.contains(publicKey) || !group.contains(commitment)) return false;
  if (group.equals(publicKey, group.identity) || !isScalar(group, response)) return false;
  const challenge = challengeOf(group, { publicKey, commitment, context });
  return acceptsTranscript(group, publicKey, { commitment, challenge, response });
}

/** A statement with a proof that its maker had no right to. */
export interface ForgedProof<Element> {
  readonly publicKey: Element;
  readonly proof: KnowledgeProof<Element>;
}

/**
 * A forgery where the statement is not hashed: take a commitment A whose logarithm nobody knows, hash it to c, choose any
 * response s, and let the public key be (s · G − A) / c. If anyone knew that key's secret x, s − c · x would be A's logarithm.
 */
export function forgeStatement<Element>(
  group: PrimeGroup<Element>,
  label: string,
  response: bigint,
  context: Uint8Array,
  challengeOf: ChallengeOf = challengeWithoutStatement,
): ForgedProof<Element> {
  const commitment = group.hashToElement(label);
  // Whatever stands in the place of the statement now: the weak challenge does not look at it.
  const challenge = challengeOf(group, { publicKey: group.generator, commitment, context });
  const difference = group.add(group.multiply(group.generator, response), group.negate(commitment));
  const publicKey =
    challenge === 0n ? group.identity : group.multiply(difference, invertScalar(group, challenge));
  return { publicKey, proof: { commitment, response: scalarOf(group, response) } };
}

/** A forgery where the commitment is not hashed: the challenge for anybody's key is known, and the simulator does the rest. */
export function forgeCommitment<Element>(
  group: PrimeGroup<Element>,
  publicKey: Element,
  response: bigint,
  context: Uint8Array,
  challengeOf: ChallengeOf = challengeWithoutCommitment,
): ForgedProof<Element> {
  const challenge = challengeOf(group, { publicKey, commitment: group.identity, context });
  const { commitment } = simulateTranscript(group, publicKey, challenge, response);
  return { publicKey, proof: { commitment, response: scalarOf(group, response) } };
}
