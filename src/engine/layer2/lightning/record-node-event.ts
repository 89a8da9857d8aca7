/** Writes what happens at Lightning nodes into a trace. */
import type { Recorder } from '../../simulation/recorder.ts';
import { sayShortChannelId } from './hop-payload.ts';
import type { NodeEvent } from './node-surroundings.ts';

/** What of a network stands in its trace: every HTLC, or payments and what happens on chain. */
export type RecordedEvents = 'htlcs' | 'payments';

/** Records `event` of the node `actor`, at `at` milliseconds and at the chain's `height`. */
export function recordNodeEvent(
  recorder: Recorder,
  at: number,
  height: number,
  actor: string,
  event: NodeEvent,
  recorded: RecordedEvents,
): void {
  const who = { at, actor, layer: 2 as const };
  if (event.kind === 'closed') {
    const { channel, why } = event;
    recorder.record({
      ...who,
      layer: 1,
      kind: 'unilateral-close',
      channel: sayShortChannelId(channel),
      height,
      why,
    });
    return;
  }
  if (event.kind === 'offered' || event.kind === 'fulfilled' || event.kind === 'failed') {
    const { htlc } = event;
    const isOnChain = event.kind === 'fulfilled' && event.onChain;
    if (recorded === 'payments' && !isOnChain) return;
    const what = {
      channel: sayShortChannelId(htlc.channel),
      payment: htlc.paymentHash,
      amount: String(htlc.amount),
    };
    if (event.kind === 'offered')
      recorder.record({ ...who, ...what, kind: 'htlc-added', to: event.to, expiry: htlc.cltvExpiry });
    else if (event.kind === 'fulfilled')
      recorder.record({
        ...who,
        ...what,
        layer: isOnChain ? 1 : 2,
        kind: 'htlc-fulfilled',
        onChain: isOnChain,
      });
    else recorder.record({ ...who, ...what, kind: 'htlc-failed', why: event.why });
    return;
  }
  const { payment } = event;
  const { invoice, attempts, route } = payment;
  const what = { payment: invoice.paymentHash, attempts };
  const fee = String(route?.fee ?? 0n);
  if (event.kind === 'attempted') {
    const amount = String(invoice.amount);
    const path = [actor, ...(route?.hops ?? []).map(({ to }) => to)];
    recorder.record({ ...who, ...what, kind: 'payment-attempted', to: invoice.payee, amount, fee, path });
  } else if (event.kind === 'attempt-failed')
    recorder.record({ ...who, ...what, kind: 'attempt-failed', why: payment.failure ?? 'unknown' });
  else {
    const waited = (payment.endedAt ?? payment.startedAt) - payment.startedAt;
    const outcome = payment.status === 'paid' ? 'paid' : (payment.failure ?? 'failed');
    recorder.record({
      ...who,
      ...what,
      kind: 'payment-ended',
      isPaid: payment.status === 'paid',
      outcome,
      fee,
      waited,
    });
  }
}
