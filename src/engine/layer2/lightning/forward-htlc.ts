/** Whether a node takes an HTLC: what a forwarding node and a payee check before they do anything (BOLT 4). */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { msat } from '../../foundation/units.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import type { ChannelPolicy } from './channel-graph.ts';
import { forwardingFee } from './channel-graph.ts';
import type { FailureMessage, FailureName } from './failure-message.ts';
import { MAX_HTLC_CLTV } from './find-route.ts';
import type { HopPayload } from './hop-payload.ts';

/** What a node sees of an HTLC that it was offered. */
export interface IncomingHtlc {
  readonly amount: Msat;
  readonly cltvExpiry: number;
}

/** What a payee has promised to take, and the secret that pays it. */
export interface LightningInvoice {
  /** The node to be paid. */
  readonly payee: string;
  readonly amount: Msat;
  readonly paymentHash: Hash;
  /** Shared with the payer alone, so that nobody on the way can pose as it (BOLT 11, field `s`). */
  readonly paymentSecret: Hash;
  /** Blocks that the last HTLC has to have left, `min_final_cltv_expiry_delta`. */
  readonly finalCltvDelta: number;
}

/** An invoice with what only its payee knows. */
export interface OwnInvoice extends LightningInvoice {
  /** 32 bytes; showing it takes the payment and proves that it was made. */
  readonly preimage: Hex;
}

/** A refusal whose code is the failure's name, with the figures that go back to the origin. */
const fail = (
  name: FailureName,
  message: string,
  received: unknown,
  expected: unknown,
  figures: Omit<FailureMessage, 'name'> = {},
): Result<never> => {
  const failure: FailureMessage = { name, ...figures };
  return reject({
    code: name,
    rule: 'BOLT 4, "Failure Messages"',
    message,
    received: { received, failure },
    expected,
  });
};

/** The failure to send back for a refusal of this file. */
export const failureOf = (received: unknown): FailureMessage =>
  (received as { readonly failure: FailureMessage }).failure;

/**
 * Whether a node with `policy` for the outgoing channel forwards `incoming` as its onion's `payload` asks, at `height`.
 * Refused by BOLT 4's names: less than the policy's minimum, too little fee, too short a lock between the two HTLCs, a lock
 * that is over too soon (within `grace` blocks) or too far away. That its channel has the balance is checked by adding.
 */
export function checkForwarding(
  incoming: IncomingHtlc,
  payload: HopPayload,
  policy: ChannelPolicy,
  height: number,
  grace: number,
): Result<void> {
  const { amountToForward, outgoingCltv } = payload;
  if (amountToForward < policy.htlcMinimum)
    return fail('amount_below_minimum', 'The HTLC is too small.', amountToForward, policy.htlcMinimum, {
      amount: amountToForward,
    });
  if (amountToForward > policy.htlcMaximum)
    return fail('temporary_channel_failure', 'The HTLC is too large.', amountToForward, policy.htlcMaximum);
  // BOLT 4, "Requirements": incoming amount − fee ≥ amt_to_forward.
  const fee = forwardingFee(policy, amountToForward);
  if (incoming.amount < amountToForward + fee)
    return fail('fee_insufficient', 'The fee is too small.', incoming.amount, msat(amountToForward + fee), {
      amount: incoming.amount,
    });
  // BOLT 4, same place: cltv_expiry − cltv_expiry_delta ≥ outgoing_cltv_value.
  if (incoming.cltvExpiry - policy.cltvExpiryDelta < outgoingCltv)
    return fail(
      'incorrect_cltv_expiry',
      'The two locks are too close.',
      incoming.cltvExpiry - outgoingCltv,
      policy.cltvExpiryDelta,
      { height: incoming.cltvExpiry },
    );
  if (outgoingCltv <= height + grace)
    return fail('expiry_too_soon', 'The lock is over too soon.', outgoingCltv, height + grace + 1);
  if (incoming.cltvExpiry > height + MAX_HTLC_CLTV)
    return fail('expiry_too_far', 'The lock is too long.', incoming.cltvExpiry, height + MAX_HTLC_CLTV);
  return ok(undefined);
}

/**
 * Whether a payee takes `incoming` for `invoice` (null when it knows none for the hash), as its onion's `payload` says, at
 * `height`. Refused: an HTLC below what the onion promised, and, all by one name so that nobody learns more by asking, an
 * unknown hash, another secret, less than the amount or more than twice of it, a lock without time to claim.
 */
export function checkFinalHtlc(
  incoming: IncomingHtlc,
  payload: HopPayload,
  invoice: LightningInvoice | null,
  height: number,
): Result<void> {
  const { amountToForward, outgoingCltv, paymentSecret } = payload;
  if (incoming.cltvExpiry < outgoingCltv)
    return fail(
      'final_incorrect_cltv_expiry',
      'The lock is below the onion’s.',
      incoming.cltvExpiry,
      outgoingCltv,
      {
        height: incoming.cltvExpiry,
      },
    );
  if (incoming.amount < amountToForward)
    return fail(
      'final_incorrect_htlc_amount',
      'The amount is below the onion’s.',
      incoming.amount,
      amountToForward,
      {
        amount: incoming.amount,
      },
    );
  const figures = { amount: incoming.amount, height };
  const unknown = (message: string, received: unknown, expected: unknown): Result<never> =>
    fail('incorrect_or_unknown_payment_details', message, received, expected, figures);
  if (invoice === null) return unknown('No invoice has this hash.', 'unknown hash', 'an invoice');
  if (paymentSecret !== invoice.paymentSecret)
    return unknown('The secret is another.', paymentSecret, invoice.paymentSecret);
  if (amountToForward < invoice.amount || amountToForward > 2n * invoice.amount)
    return unknown('The amount is another.', amountToForward, invoice.amount);
  if (incoming.cltvExpiry < height + invoice.finalCltvDelta)
    return unknown('The lock leaves no time to claim.', incoming.cltvExpiry, height + invoice.finalCltvDelta);
  return ok(undefined);
}
