/** How both sides come to new commitments: signed by one, taken by the other, which revokes the one before (BOLT 2, "Committing Updates So Far"). */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { ChannelMessage } from './channel-messages.ts';
import { pointOf } from './channel-keys.ts';
import { commitmentPlan, otherSide, ownPoint, ownSecret, stepTo } from './channel-state.ts';
import type {
  ChannelHtlc,
  ChannelNotice,
  ChannelState,
  ChannelStep,
  NextCommitment,
} from './channel-state.ts';
import { applyChannelUpdates, sharesToReceive, sharesToSign } from './channel-shares.ts';
import { FIRST_SECRET_INDEX, insertSecret } from './commitment-secrets.ts';
import { checkCommitmentSignatures, signCommitmentForOwner } from './commitment-signatures.ts';
import { buildCommitment } from './commitment-transaction.ts';
import { deriveSecretKey } from './channel-keys.ts';
import type { Hex } from '../../foundation/units.ts';

type Signed = Extract<ChannelMessage, { type: 'commitment_signed' }>;
type Revoked = Extract<ChannelMessage, { type: 'revoke_and_ack' }>;

const COMMIT_RULE = 'BOLT 2, "Committing Updates So Far"';
const REVOKE_RULE = 'BOLT 2, "Completing the Transition to the Updated State"';

/** Whether there is anything that the other side's commitment does not have yet. */
export const hasUnsigned = ({ ours, theirs }: ChannelState): boolean =>
  ours.proposed.length > 0 || theirs.acked.length > 0;

/** The signatures over a commitment of the other side's. */
export function signOther(state: ChannelState, commitment: Omit<NextCommitment, 'signatures' | 'sentAfter'>) {
  const { terms, side, secrets } = state;
  const plan = commitmentPlan(terms, otherSide(side), commitment);
  const htlc = deriveSecretKey(secrets.htlc, commitment.point);
  return signCommitmentForOwner(plan, buildCommitment(plan), { funding: secrets.funding, htlc });
}

/**
 * Signs the other side's next commitment with all that was proposed so far. From here on this side is bound by it, and
 * waits for the revocation of the one before. Refused: nothing to sign, a revocation that is still due, a channel that
 * is not open, a connection that is down.
 */
export function commitChanges(state: ChannelState): Result<ChannelStep> {
  const { phase, next, nextPoint, other, own, ours, theirs } = state;
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: COMMIT_RULE, message, received, expected });
  if ((phase !== 'open' && phase !== 'closing') || state.reconnecting)
    return refuse('channel-not-open', 'Signing needs an open channel and a connection.', phase, 'open');
  if (!hasUnsigned(state)) return refuse('nothing-to-sign', 'There are no updates.', 0, 'at least 1');
  if (next !== null || nextPoint === null)
    return refuse(
      'revocation-due',
      'The other side has not revoked the commitment before.',
      next?.number,
      other.number,
    );
  const shares = sharesToSign(state);
  const commitment = { number: other.number + 1, shares, point: nextPoint };
  const signatures = signOther(state, commitment);
  const after: ChannelState = {
    ...state,
    next: { ...commitment, signatures, sentAfter: own.number },
    nextPoint: null,
    ours: { ...ours, proposed: [], signed: ours.proposed },
    theirs: { ...theirs, acked: [], signed: theirs.acked },
  };
  return ok(stepTo(after, [{ type: 'commitment_signed', signatures }]));
}

/** `step`, and a signature besides when there is something to sign and nothing in the way. */
export function signingWhatIsLeft(step: ChannelStep): ChannelStep {
  const signed = commitChanges(step.state);
  if (!signed.ok) return step;
  const { state, messages } = signed.value;
  return { state, messages: [...step.messages, ...messages], notices: step.notices };
}

/** The message that revokes this side's commitment before its newest, `number` (BOLT 2, `revoke_and_ack`). */
export const revocationOf = (state: ChannelState, number: number): ChannelMessage => ({
  type: 'revoke_and_ack',
  secret: ownSecret(state, number - 1),
  nextPoint: ownPoint(state, number + 1),
});

/**
 * Takes this side's next commitment and revokes the one before: whoever stores this step may never publish that one
 * again. Refused: signatures that do not hold, and one that changes nothing (BOLT 2).
 */
export function receiveCommitment(state: ChannelState, { signatures }: Signed): Result<ChannelStep> {
  const { own, ours, theirs, terms, side } = state;
  if (theirs.proposed.length === 0 && ours.acked.length === 0) {
    const message = 'A commitment has at least one update.';
    return reject({
      code: 'nothing-signed',
      rule: COMMIT_RULE,
      message,
      received: 0,
      expected: 'at least 1',
    });
  }
  const shares = sharesToReceive(state);
  const number = own.number + 1;
  const plan = commitmentPlan(terms, side, { number, shares, point: ownPoint(state, number) });
  const checked = checkCommitmentSignatures(plan, buildCommitment(plan), signatures);
  if (!checked.ok) return checked;
  const after: ChannelState = {
    ...state,
    own: { number, shares, signatures },
    ours: { ...ours, acked: [] },
    theirs: { ...theirs, proposed: [], acked: [...theirs.acked, ...theirs.proposed] },
  };
  return ok(signingWhatIsLeft(stepTo(after, [revocationOf(after, number)])));
}

const htlcOf = (htlcs: readonly ChannelHtlc[], id: number, from: string): ChannelHtlc | undefined =>
  htlcs.find((htlc) => htlc.id === id && htlc.from === from);

/** What became irrevocable with a revocation: updates of the other side's that its own commitment now has, too. */
function settled(state: ChannelState, before: readonly ChannelHtlc[]): readonly ChannelNotice[] {
  return state.theirs.signed.flatMap((update): ChannelNotice[] => {
    if (update.kind === 'add') return [{ kind: 'htlc-offered', htlc: update.htlc }];
    const htlc = htlcOf(before, update.id, state.side);
    if (update.kind !== 'fail' || htlc === undefined) return [];
    return [{ kind: 'htlc-failed', htlc, reason: update.reason }];
  });
}

/**
 * Takes the other side's revocation of its commitment before: from now on this side can punish whoever publishes that.
 * Refused: when none is due, a secret of another point, and one that does not come from the other secrets' seed.
 */
export function receiveRevocation(state: ChannelState, { secret, nextPoint }: Revoked): Result<ChannelStep> {
  const { next, other, ours, theirs, revealed } = state;
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: REVOKE_RULE, message, received, expected });
  if (next === null) return refuse('no-revocation-due', 'No commitment was signed.', secret, 'none');
  const point = pointOrNull(secret);
  if (point !== other.point)
    return refuse('wrong-secret', 'The secret belongs to another point.', point, other.point);
  const inserted = insertSecret(revealed, { index: FIRST_SECRET_INDEX - BigInt(other.number), secret });
  if (!inserted.ok) return inserted;
  const notices: ChannelNotice[] = [{ kind: 'commitment-revoked', number: other.number }];
  const { signatures: _signatures, sentAfter: _sentAfter, ...newest } = next;
  const after: ChannelState = {
    ...state,
    other: newest,
    next: null,
    nextPoint,
    revealed: inserted.value,
    revoked: [...state.revoked, other.shares],
    ours: { ...ours, signed: [], acked: [...ours.acked, ...ours.signed] },
    theirs: { ...theirs, signed: [] },
  };
  return ok(signingWhatIsLeft(stepTo(after, [], [...notices, ...settled(state, other.shares.htlcs)])));
}

function pointOrNull(secret: Hex): Hex | null {
  try {
    return pointOf(secret);
  } catch {
    return null;
  }
}

/** What this side has for good, once all that is on the way has arrived: the shares that both ends are coming to. */
export const sharesInTheEnd = (state: ChannelState): ReturnType<typeof applyChannelUpdates> =>
  applyChannelUpdates(state.own.shares, [
    ...state.ours.acked,
    ...state.theirs.proposed,
    ...state.ours.signed,
    ...state.ours.proposed,
  ]);
