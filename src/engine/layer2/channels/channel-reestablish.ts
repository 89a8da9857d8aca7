/** Going on after a lost connection or a restart: each side says what it has, and the other sends again what is missing (BOLT 2, "Message Retransmission"). */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hex } from '../../foundation/units.ts';
import type { ChannelMessage } from './channel-messages.ts';
import { ownPoint, ownSecret, stepTo } from './channel-state.ts';
import type { ChannelState, ChannelStep } from './channel-state.ts';
import { updateMessage } from './channel-updates.ts';
import { revocationOf, signingWhatIsLeft } from './commitment-dance.ts';
import { FIRST_SECRET_INDEX, secretAt } from './commitment-secrets.ts';

type Reestablish = Extract<ChannelMessage, { type: 'channel_reestablish' }>;

const RULE = 'BOLT 2, "Message Retransmission"';
const NO_SECRET: Hex = `0x${'00'.repeat(32)}`;

/**
 * What a side does first on a new connection, from what it stored: it forgets the other side's updates that no signature
 * covered, and says which messages it expects next. Until the other side says the same, nothing else is sent.
 */
export function reconnectChannel(state: ChannelState): ChannelStep {
  if (state.phase === 'failed' || state.phase === 'stale') {
    const why = state.phase === 'failed' ? 'The channel has failed.' : 'The newest state is lost here.';
    return stepTo(state, [{ type: 'error', why }]);
  }
  const { theirs, nextHtlcId, own, other } = state;
  const forgotten = theirs.proposed.filter(({ kind }) => kind === 'add').length;
  const after: ChannelState = {
    ...state,
    reconnecting: true,
    theirs: { ...theirs, proposed: [] },
    nextHtlcId: { ...nextHtlcId, theirs: nextHtlcId.theirs - forgotten },
  };
  const index = FIRST_SECRET_INDEX - BigInt(other.number - 1);
  const lastSecret = other.number === 0 ? NO_SECRET : (secretAt(state.revealed, index) ?? NO_SECRET);
  const message = { nextCommitment: own.number + 1, nextRevocation: other.number, lastSecret };
  return stepTo(after, [{ type: 'channel_reestablish', ...message }]);
}

/** The messages that `expected` says did not arrive, the two that matter in the order in which they first went. */
function missing(state: ChannelState, expected: Reestablish): readonly ChannelMessage[] {
  const { own, next, ours, ready, shutdown, closing, phase } = state;
  const revocation = expected.nextRevocation === own.number - 1 ? [revocationOf(state, own.number)] : [];
  const commitment: ChannelMessage[] =
    next !== null && expected.nextCommitment === next.number
      ? [...ours.signed.map(updateMessage), { type: 'commitment_signed', signatures: next.signatures }]
      : [];
  const signedFirst = next !== null && next.sentAfter < own.number;
  const first: ChannelMessage[] =
    ready.sent && own.number === 0 && expected.nextCommitment === 1
      ? [{ type: 'channel_ready', secondPoint: ownPoint(state, 1) }]
      : [];
  return [
    ...first,
    ...(signedFirst ? [...commitment, ...revocation] : [...revocation, ...commitment]),
    ...ours.proposed.map(updateMessage),
    ...(shutdown.ours !== null && closing === null && phase === 'closing'
      ? ([{ type: 'shutdown', script: shutdown.ours }] as const)
      : []),
  ];
}

/**
 * Takes what the other side expects and sends again what it lacks. A number that this side cannot have come to shows
 * that one of the two lost its newest state: if it is this one, which the other proves by a secret, what it has may be
 * revoked and is never published (phase `stale`); otherwise it goes to the chain (phase `failed`). Refused: a secret
 * that is not the one revealed.
 */
export function receiveReestablish(state: ChannelState, expected: Reestablish): Result<ChannelStep> {
  const { own, other, next } = state;
  const { nextRevocation, nextCommitment, lastSecret } = expected;
  const fail = (phase: 'failed' | 'stale', why: string): Result<ChannelStep> =>
    ok(stepTo({ ...state, phase }, [{ type: 'error', why }]));
  const known = nextRevocation > 0 ? ownSecret(state, nextRevocation - 1) : NO_SECRET;
  if (known !== lastSecret) {
    const message = `This is not the secret of commitment ${nextRevocation - 1}.`;
    return reject({
      code: 'wrong-secret',
      rule: RULE,
      message,
      received: lastSecret,
      expected: 'the one revealed',
    });
  }
  if (nextRevocation > own.number)
    return fail('stale', `Commitment ${own.number} may be revoked: the newest state is lost here.`);
  const signed = next?.number ?? other.number;
  const expectable = next === null ? [signed + 1] : [signed, signed + 1];
  if (nextRevocation < own.number - 1 || !expectable.includes(nextCommitment))
    return fail(
      'failed',
      `Commitments ${nextCommitment} and ${nextRevocation} were expected; they do not fit.`,
    );
  const after = { ...state, reconnecting: false };
  return ok(signingWhatIsLeft(stepTo(after, missing(state, expected))));
}
