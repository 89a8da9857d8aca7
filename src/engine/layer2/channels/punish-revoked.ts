/** Punishing a revoked commitment: the revealed secret opens every output that was its owner's, the HTLCs too (BOLT 5, "Revoked Transaction Close Handling"). */
import { hexToBytes } from '../../foundation/bytes.ts';
import type { Hash, Hex, Sat } from '../../foundation/units.ts';
import { pointOf, revocationSecretKey } from './channel-keys.ts';
import { FIRST_BRANCH, sweepTransaction } from './channel-spends.ts';
import type { ChannelSpend } from './channel-spends.ts';
import { toLocalScript } from './channel-scripts.ts';
import { commitmentPlan, otherSide } from './channel-state.ts';
import type { ChannelState, OwnedHtlc } from './channel-state.ts';
import { FIRST_SECRET_INDEX, secretAt } from './commitment-secrets.ts';
import { secondStages } from './commitment-signatures.ts';
import { buildCommitment } from './commitment-transaction.ts';
import type { Commitment, CommitmentOutput, CommitmentPlan } from './commitment-transaction.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import { transactionId } from '../../layer1/ledger/transaction.ts';
import type { Transaction } from '../../layer1/ledger/transaction.ts';

/** A commitment that its owner revoked, with the secret that it revealed: all that punishing takes. */
export interface RevokedCommitment {
  readonly id: Hash;
  readonly plan: CommitmentPlan<OwnedHtlc>;
  readonly commitment: Commitment<OwnedHtlc>;
  /** What the owner revealed when it revoked. */
  readonly secret: Hex;
  /** The secret behind this side's revocation base point. */
  readonly revocationBase: Hex;
}

/** How a revoked commitment's outputs are taken; the labs' type for a learner's own {@link punishRevoked}. */
export type PunishRevoked = (revoked: RevokedCommitment) => readonly ChannelSpend[];

/** The revoked commitment number `number` of the other side's, from what this side stored; null when it is not revoked. */
export function revokedCommitment(state: ChannelState, number: number): RevokedCommitment | null {
  const secret = secretAt(state.revealed, FIRST_SECRET_INDEX - BigInt(number));
  const shares = state.revoked[number];
  if (secret === null || shares === undefined || number >= state.other.number) return null;
  const point = pointOf(secret);
  const plan = commitmentPlan(state.terms, otherSide(state.side), { number, shares, point });
  const commitment = buildCommitment(plan);
  return {
    id: transactionId(commitment.transaction),
    plan,
    commitment,
    secret,
    revocationBase: state.secrets.revocation,
  };
}

const takes = (output: CommitmentOutput): boolean =>
  output.kind === 'to_local' || output.kind === 'offered' || output.kind === 'received';

/**
 * Every output of a revoked commitment that opens to the revocation key, as it stands in the commitment: the owner's
 * coins by the script's first branch, HTLCs by showing the key. What the commitment pays to the punisher is left out: it
 * is the punisher's already. HTLCs that the owner has moved on with are taken from {@link punishSecondStages}.
 */
export const punishRevoked: PunishRevoked = ({ id, plan, commitment, secret, revocationBase }) => {
  const secretKey = revocationSecretKey(revocationBase, secret);
  return commitment.outputs.flatMap((one, output) => {
    if (!takes(one)) return [];
    // BOLT 3: `<revocation_sig> 1` for to_local, `<revocation_sig> <revocationpubkey>` for an HTLC.
    const items = [one.htlc === null ? FIRST_BRANCH : hexToBytes(plan.keys.revocation)];
    const { value, witnessScript } = one;
    // Any sequence but the final one: the revocation branch asks for no wait.
    return [{ id, output, value, witnessScript, secretKey, items, sequence: 0xfffffffd, lockTime: 0 }];
  });
};

/** The output of a second stage that the owner of a revoked commitment has published: it opens to the same key (BOLT 5). */
export function punishSecondStage(
  { plan, secret, revocationBase }: RevokedCommitment,
  stage: Transaction,
  output = 0,
): ChannelSpend | null {
  const made = stage.outputs[output];
  if (made === undefined) return null;
  return {
    id: transactionId(stage),
    output,
    value: made.value,
    witnessScript: toLocalScript(plan.keys, plan.toSelfDelay),
    secretKey: revocationSecretKey(revocationBase, secret),
    items: [FIRST_BRANCH],
    sequence: 0xfffffffd,
    lockTime: 0,
  };
}

/** The spends of all second stages that the owner of a revoked commitment could publish: without anchors their ids are known before. */
export const punishSecondStages = (revoked: RevokedCommitment): readonly ChannelSpend[] =>
  secondStages(revoked.plan, revoked.commitment).flatMap(({ transaction }) => {
    const spend = punishSecondStage(revoked, transaction);
    return spend === null ? [] : [spend];
  });

/** One transaction that takes all that a revoked commitment has for the punisher; null when it is not worth the fee. */
export const justiceTransaction = (
  revoked: RevokedCommitment,
  to: Script,
  feerate: Sat,
  punish: PunishRevoked = punishRevoked,
): Transaction | null => sweepTransaction(punish(revoked), to, feerate);
