/** The channel as a machine: a stored state and a message give the next state and the answers. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { hexToBytes } from '../../foundation/bytes.ts';
import { payToWitnessPublicKeyHash } from '../../layer1/ledger/script/templates.ts';
import type { Script } from '../../layer1/ledger/script/templates.ts';
import { closingWhenQuiet, receiveClosing, receiveShutdown } from './channel-closing.ts';
import { pointOf } from './channel-keys.ts';
import { checkChannelMessage } from './check-message.ts';
import type { ChannelMessage } from './channel-messages.ts';
import { receiveReestablish } from './channel-reestablish.ts';
import { ownPoint, stepTo } from './channel-state.ts';
import type { ChannelState, ChannelStep } from './channel-state.ts';
import { receiveUpdate } from './channel-updates.ts';
import { receiveCommitment, receiveRevocation } from './commitment-dance.ts';

/** Where a side's coins go unless it says otherwise: to the key hash of its payment key, as the other's commitments pay it. */
export const homeScript = ({ secrets }: ChannelState): Script =>
  payToWitnessPublicKeyHash(hexToBytes(pointOf(secrets.payment)));

/** `state` with the channel open when both have said so. */
function whenReady(state: ChannelState, messages: readonly ChannelMessage[]): ChannelStep {
  const { sent, received } = state.ready;
  if (state.phase !== 'funding' || !sent || !received) return stepTo(state, messages);
  return stepTo({ ...state, phase: 'open' }, messages, [{ kind: 'channel-ready' }]);
}

/** Says that the funding output is `confirmations` deep: from the agreed depth on, this side is ready (BOLT 2, `channel_ready`). */
export function reportDepth(state: ChannelState, confirmations: number): ChannelStep {
  if (state.ready.sent || confirmations < state.minimumDepth) return stepTo(state);
  const after = { ...state, ready: { ...state.ready, sent: true } };
  return whenReady(
    after,
    state.reconnecting ? [] : [{ type: 'channel_ready', secondPoint: ownPoint(state, 1) }],
  );
}

/** Gives up on the other side: from here on this side goes to the chain alone (BOLT 5, "Failing a Channel"). */
export const failChannel = (state: ChannelState, why: string): ChannelStep =>
  state.phase === 'stale' || state.phase === 'closed'
    ? stepTo(state)
    : stepTo({ ...state, phase: 'failed' }, [{ type: 'error', why }]);

function receive(state: ChannelState, message: ChannelMessage): Result<ChannelStep> {
  switch (message.type) {
    case 'channel_ready': {
      // A redundant one is ignored (BOLT 2, "Message Retransmission").
      if (state.ready.received) return ok(stepTo(state));
      const ready = { ...state.ready, received: true };
      return ok(whenReady({ ...state, ready, nextPoint: message.secondPoint }, []));
    }
    case 'update_add_htlc':
    case 'update_fulfill_htlc':
    case 'update_fail_htlc':
      return receiveUpdate(state, message);
    case 'commitment_signed':
      return receiveCommitment(state, message);
    case 'revoke_and_ack':
      return receiveRevocation(state, message);
    case 'channel_reestablish':
      return receiveReestablish(state, message);
    case 'shutdown':
      return receiveShutdown(state, message, homeScript(state));
    case 'closing_signed':
      return receiveClosing(state, message);
    case 'error':
      return ok(failChannel(state, 'The other side gave up.'));
  }
}

/**
 * One step of the channel: what `message` leads to. The step's state is stored before its messages are sent; then a side
 * that stops at any point goes on from what it stored, by `reconnectChannel`. Refused: whatever the message's own rules
 * refuse, and everything but `channel_reestablish` on a new connection. After a refusal the state is what it was, and the
 * connection is made anew (BOLT 2: a warning closes the connection). Whoever calls this hands over a connection's messages
 * in the order in which they were sent, none left out, as the transport guarantees (BOLT 8): a revocation that overtakes
 * the signature before it costs nobody coins, but the two cannot go on and have to close on the chain.
 */
export function receiveChannelMessage(state: ChannelState, message: ChannelMessage): Result<ChannelStep> {
  const rule = 'BOLT 2, "Message Retransmission"';
  const given = { received: message.type };
  if (state.phase === 'failed' || state.phase === 'stale') {
    const code = 'channel-failed';
    return reject({
      code,
      rule,
      message: 'The channel has failed: only the chain counts.',
      ...given,
      expected: 'none',
    });
  }
  const formed = checkChannelMessage(message);
  if (!formed.ok) return formed;
  const isFirst = message.type === 'channel_reestablish';
  if (message.type !== 'error' && isFirst !== state.reconnecting) {
    const code = isFirst ? 'connection-stands' : 'not-reestablished';
    const expected = isFirst ? 'no channel_reestablish' : 'channel_reestablish';
    return reject({ code, rule, message: 'Both sides say first what they expect.', ...given, expected });
  }
  const step = receive(state, message);
  return step.ok ? ok(closingWhenQuiet(step.value)) : step;
}
