/** Scenario: a secret is known and not told; a cheat guesses, a simulator writes, and a hash is done wrong and right. */
import { concatBytes, utf8 } from '../foundation/bytes.ts';
import { createRandom } from '../foundation/random.ts';
import type { CurvePoint } from '../foundation/secp256k1.ts';
import { Recorder } from '../simulation/recorder.ts';
import type { Trace } from '../simulation/trace.ts';
import {
  forgeCommitment,
  forgeStatement,
  proveKnowledge,
  strongChallenge,
  verifyKnowledge,
} from '../zero-knowledge/fiat-shamir.ts';
import type { ChallengeOf, KnowledgeProof } from '../zero-knowledge/fiat-shamir.ts';
import { pedersenCommit } from '../zero-knowledge/pedersen.ts';
import { SECP256K1_GROUP } from '../zero-knowledge/prime-group.ts';
import { proveRange, verifyRange } from '../zero-knowledge/range-proof.ts';
import { rangeProofBytes } from '../zero-knowledge/range-proof-bytes.ts';
import {
  acceptsTranscript,
  commitNonce,
  extractSecret,
  respondTo,
  simulateTranscript,
} from '../zero-knowledge/schnorr-identification.ts';
import type {
  ExtractSecret,
  ProofTranscript,
  SimulateTranscript,
} from '../zero-knowledge/schnorr-identification.ts';

/** What a run is made of; the parts are a learner's own in the place of the reference. */
export interface KnowledgeProofSettings {
  readonly seed: number;
  /** Rounds with a challenge of one bit that a cheat tries to get through; 20 unless told. */
  readonly rounds?: number;
  readonly simulate?: SimulateTranscript;
  readonly extract?: ExtractSecret;
  readonly challengeOf?: ChallengeOf;
  /** Bits of the range proof; 8 unless told. */
  readonly bits?: number;
}

/** What a run gives back. */
export interface KnowledgeProofRun {
  readonly trace: Trace;
  /** Whether the verifier accepted peggy, who knows the secret. */
  readonly accepted: boolean;
  /** Of the rounds, how many the cheat got through, who guesses the challenge before it comes: one in two. */
  readonly cheated: number;
  /** Whether the simulator's transcript is accepted too. */
  readonly simulated: boolean;
  /** Whether two runs with one nonce gave the secret away. */
  readonly extracted: boolean;
  /** Whether a proof by hash holds, in its own context and in another. */
  readonly proofHolds: boolean;
  readonly replayHolds: boolean;
  /** Whether a proof of a secret that nobody knows holds, and one of peggy's secret by somebody else. */
  readonly forgedStatementHolds: boolean;
  readonly forgedCommitmentHolds: boolean;
  /** Whether the range proof holds, for its own commitment and for that of a number above the range. */
  readonly rangeHolds: boolean;
  readonly overflowHolds: boolean;
  readonly rangeBytes: number;
}

const ROUND_MS = 100;
const G = SECP256K1_GROUP;
const PROOF_BYTES = 65;

/** Peggy proves to victor that she knows a key's secret; mal does not know it and tries everything else. */
export function runKnowledgeProof(settings: KnowledgeProofSettings): KnowledgeProofRun {
  const { seed, rounds = 20, bits = 8, challengeOf = strongChallenge } = settings;
  const { simulate = simulateTranscript, extract = extractSecret } = settings;
  const random = createRandom(seed, 'knowledge-proof');
  const recorder = new Recorder(seed);
  const scalar = (): bigint => 1n + random.bigint(G.order - 1n);
  const [secret, nonce] = [scalar(), scalar()];
  const publicKey = G.multiply(G.generator, secret);
  let at = 0;
  const check = (actor: string, proof: string, bytes: number, holds: boolean): boolean => {
    at += ROUND_MS;
    recorder.record({ kind: 'proof-checked', at, actor, layer: 1, proof, bytes, holds });
    return holds;
  };

  // Interactive: commit, challenge, respond.
  const runOf = (challenge: bigint): ProofTranscript<CurvePoint> => ({
    commitment: commitNonce(G, nonce),
    challenge,
    response: respondTo(G, secret, nonce, challenge),
  });
  const [first, second] = [runOf(scalar()), runOf(scalar())];
  const accepted = check('victor', 'knowledge', PROOF_BYTES, acceptsTranscript(G, publicKey, first));

  // A cheat prepares for the challenge that it expects.
  let cheated = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [guess, asked] = [BigInt(random.int(0, 1)), BigInt(random.int(0, 1))];
    const prepared = simulateTranscript(G, publicKey, guess, scalar());
    const holds = acceptsTranscript(G, publicKey, { ...prepared, challenge: asked });
    if (check('victor', 'knowledge, by guessing', PROOF_BYTES, holds)) cheated += 1;
  }

  const written = simulate(G, publicKey, scalar(), scalar());
  const simulated = check(
    'anyone',
    'knowledge, simulated',
    PROOF_BYTES,
    acceptsTranscript(G, publicKey, written),
  );
  const found = extract(G, publicKey, first, second);
  const extracted = found.ok && found.value === secret;
  at += ROUND_MS;
  if (extracted)
    recorder.record({
      kind: 'secret-extracted',
      at,
      actor: 'mal',
      layer: 1,
      from: 'two answers to one commitment',
    });

  // By hash: once with the context it is for, once elsewhere, and both forgeries.
  const [context, elsewhere] = ['chain 1', 'chain 2'].map((name) => utf8(name)) as [Uint8Array, Uint8Array];
  const holds = (key: CurvePoint, proof: KnowledgeProof<CurvePoint>, where: Uint8Array): boolean =>
    verifyKnowledge(G, key, proof, where, challengeOf);
  const proof = proveKnowledge(G, secret, scalar(), context, challengeOf);
  const proofHolds = check('victor', 'knowledge, by hash', PROOF_BYTES, holds(publicKey, proof, context));
  const replayHolds = check('victor', 'knowledge, replayed', PROOF_BYTES, holds(publicKey, proof, elsewhere));
  const statement = forgeStatement(G, `mal ${seed}`, scalar(), context, challengeOf);
  const commitment = forgeCommitment(G, publicKey, scalar(), context, challengeOf);
  const forgedStatementHolds = check(
    'victor',
    'a secret that nobody knows',
    PROOF_BYTES,
    holds(statement.publicKey, statement.proof, context),
  );
  const forgedCommitmentHolds = check(
    'victor',
    'another’s secret',
    PROOF_BYTES,
    holds(publicKey, commitment.proof, context),
  );

  // A number in a range.
  const [value, blinding] = [random.bigint(1n << BigInt(bits)), scalar()];
  const about = concatBytes(context, utf8('/range'));
  const ranged = proveRange(value, blinding, bits, random.fork('range'), about);
  if (!ranged.ok) throw new RangeError(ranged.rejection.message);
  const rangeBytes = rangeProofBytes(bits);
  const inRange = (committed: bigint): boolean =>
    verifyRange(pedersenCommit(committed, blinding), bits, ranged.value, about).ok;
  const rangeHolds = check('victor', 'a number in its range', rangeBytes, inRange(value));
  const overflowHolds = check(
    'victor',
    'a number above its range',
    rangeBytes,
    inRange(value + (1n << BigInt(bits))),
  );
  return {
    trace: recorder.trace(),
    accepted,
    cheated,
    simulated,
    extracted,
    proofHolds,
    replayHolds,
    forgedStatementHolds,
    forgedCommitmentHolds,
    rangeHolds,
    overflowHolds,
    rangeBytes,
  };
}
