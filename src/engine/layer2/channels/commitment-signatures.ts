/** Signing commitments and their second stages, checking the other side's signatures, and putting both into witnesses. */
import { compareBytes, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex } from '../../foundation/hash.ts';
import { sign, verifyBytes } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hex, Sat } from '../../foundation/units.ts';
import { encodeDer } from '../../layer1/ledger/der.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import { witnessDigest } from '../../layer1/ledger/segwit-sighash.ts';
import { SIGHASH } from '../../layer1/ledger/sighash.ts';
import { spendWitnessScript } from '../../layer1/ledger/sign-input.ts';
import { transactionId } from '../../layer1/ledger/transaction.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';
import { fundingScript } from './channel-scripts.ts';
import type { Commitment, CommitmentOutput, CommitmentPlan } from './commitment-transaction.ts';
import { htlcHashType, htlcTransaction } from './htlc-transaction.ts';

/** What one side sends so that the other may go to the chain: r and s of each signature, 64 bytes (BOLT 2, `commitment_signed`). */
export interface CommitmentSignatures {
  readonly commitment: Hex;
  /** One for each HTLC output, in the order of the outputs. */
  readonly htlcs: readonly Hex[];
}

/** A signature as a script takes it: DER, then the hash type. @throws RangeError unless it has 64 bytes */
export const scriptSignature = (signature: Hex, hashType: number): Uint8Array =>
  concatBytes(encodeDer(hexToBytes(signature)), Uint8Array.of(hashType));

const signDigest = (digest: Uint8Array, secretKey: Hex): Hex => sign(hashHex(digest), secretKey);

/** The digest that both sign to spend the funding output, in a commitment and when they close together. */
export const fundingDigest = (transaction: Transaction, one: Hex, other: Hex, amount: Sat): Uint8Array =>
  witnessDigest(transaction, 0, { scriptCode: fundingScript(one, other), amount, hashType: SIGHASH.ALL });

/** The signature of one side over a transaction that spends the funding output. */
export const signFunding = (
  transaction: Transaction,
  keys: { readonly own: Hex; readonly other: Hex; readonly amount: Sat },
  secretKey: Hex,
): Hex => signDigest(fundingDigest(transaction, keys.own, keys.other, keys.amount), secretKey);

/** Whether the other side's signature over a transaction that spends the funding output holds; not with a high s (BOLT 2). */
export const verifyFunding = (
  transaction: Transaction,
  keys: { readonly own: Hex; readonly other: Hex; readonly amount: Sat },
  signature: Hex,
): boolean =>
  verifyBytes(
    hexToBytes(signature),
    fundingDigest(transaction, keys.own, keys.other, keys.amount),
    hexToBytes(keys.other),
  );

/** A key's signature of 64 bytes. */
export interface KeySignature {
  readonly key: Hex;
  readonly signature: Hex;
}

/** `transaction` with both signatures for the funding output: in the order of the keys (BOLT 3, `0 <signature_for_pubkey1> <signature_for_pubkey2>`). */
export function completeFunding(
  transaction: Transaction,
  one: KeySignature,
  other: KeySignature,
): Transaction {
  const signatures = [one, other]
    .sort((a, b) => compareBytes(hexToBytes(a.key), hexToBytes(b.key)))
    .map(({ signature }) => scriptSignature(signature, SIGHASH.ALL));
  return spendWitnessScript(transaction, 0, fundingScript(one.key, other.key), [
    new Uint8Array(0),
    ...signatures,
  ]);
}

/** A second stage, ready to be signed. */
export interface SecondStage {
  readonly output: CommitmentOutput;
  readonly transaction: Transaction;
  readonly witnessScript: Script;
}

/** The second stages of a commitment, in the order of its outputs. */
export function secondStages(
  plan: CommitmentPlan,
  { transaction, outputs }: Commitment,
): readonly SecondStage[] {
  const commitment = transactionId(transaction);
  return outputs.flatMap((output, index) => {
    if (output.htlc === null || output.witnessScript === null) return [];
    const stage = htlcTransaction(output, { ...plan, commitment, output: index });
    return [{ output, transaction: stage, witnessScript: output.witnessScript }];
  });
}

const stageDigest = ({ transaction, output, witnessScript }: SecondStage, hashType: number): Uint8Array =>
  witnessDigest(transaction, 0, { scriptCode: witnessScript, amount: output.value, hashType });

/** Signs a commitment for its owner, with the other side's funding secret and its secret for this commitment's HTLCs. */
export function signCommitmentForOwner(
  plan: CommitmentPlan,
  commitment: Commitment,
  secrets: { readonly funding: Hex; readonly htlc: Hex },
): CommitmentSignatures {
  const keys = { own: plan.otherFunding, other: plan.ownerFunding, amount: plan.funding.amount };
  const hashType = htlcHashType(plan.anchors);
  return {
    commitment: signFunding(commitment.transaction, keys, secrets.funding),
    htlcs: secondStages(plan, commitment).map((stage) =>
      signDigest(stageDigest(stage, hashType), secrets.htlc),
    ),
  };
}

/**
 * Accepts the other side's signatures over the owner's commitment. Refused: one that does not hold or has a high s, and
 * another number of them than there are HTLC outputs (BOLT 2, "Committing Updates So Far").
 */
export function checkCommitmentSignatures(
  plan: CommitmentPlan,
  commitment: Commitment,
  signatures: CommitmentSignatures,
): Result<void> {
  const rule = 'BOLT 2, "Committing Updates So Far"';
  const keys = { own: plan.ownerFunding, other: plan.otherFunding, amount: plan.funding.amount };
  if (!verifyFunding(commitment.transaction, keys, signatures.commitment)) {
    const message = 'The signature does not hold for the commitment.';
    const received = signatures.commitment;
    return reject({
      code: 'commitment-signature-invalid',
      rule,
      message,
      received,
      expected: plan.otherFunding,
    });
  }
  const stages = secondStages(plan, commitment);
  if (stages.length !== signatures.htlcs.length) {
    const message = 'There is one signature for each HTLC output.';
    const received = signatures.htlcs.length;
    return reject({ code: 'htlc-signature-count', rule, message, received, expected: stages.length });
  }
  const hashType = htlcHashType(plan.anchors);
  const key = hexToBytes(plan.keys.otherHtlc);
  for (const [index, stage] of stages.entries()) {
    const signature = signatures.htlcs[index] as Hex;
    if (verifyBytes(hexToBytes(signature), stageDigest(stage, hashType), key)) continue;
    const message = `Signature ${index} does not hold for its HTLC's second stage.`;
    return reject({
      code: 'htlc-signature-invalid',
      rule,
      message,
      received: signature,
      expected: plan.keys.otherHtlc,
    });
  }
  return ok(undefined);
}

/** The owner's commitment with both signatures: what it may publish as long as it is not revoked. */
export const completeCommitment = (
  plan: CommitmentPlan,
  { transaction }: Commitment,
  received: Hex,
  fundingSecret: Hex,
): Transaction => {
  const keys = { own: plan.ownerFunding, other: plan.otherFunding, amount: plan.funding.amount };
  const own = signFunding(transaction, keys, fundingSecret);
  return completeFunding(
    transaction,
    { key: plan.ownerFunding, signature: own },
    { key: plan.otherFunding, signature: received },
  );
};

/**
 * A second stage with both signatures: `preimage` for an HTLC that the
 * owner was offered, null for one that it offered.
 */
export function completeSecondStage(
  plan: CommitmentPlan,
  stage: SecondStage,
  received: Hex,
  own: { readonly htlcSecret: Hex; readonly preimage: Hex | null },
): Transaction {
  const { transaction, witnessScript } = stage;
  const signature = signDigest(stageDigest(stage, SIGHASH.ALL), own.htlcSecret);
  return spendWitnessScript(transaction, 0, witnessScript, [
    new Uint8Array(0),
    scriptSignature(received, htlcHashType(plan.anchors)),
    scriptSignature(signature, SIGHASH.ALL),
    own.preimage === null ? new Uint8Array(0) : hexToBytes(own.preimage),
  ]);
}
