/** Whether a message of the other side's has the shape that it must have, before anything is made of it (BOLT 1, BOLT 2: field types). */
import { hexToBytes, isHex } from '../../foundation/bytes.ts';
import { multiplyPublicKey } from '../../foundation/keys.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { ChannelMessage, ChannelSideTerms, OpeningMessage } from './channel-messages.ts';

const ONE = Uint8Array.from({ length: 32 }, (_, at) => (at === 31 ? 1 : 0));

/** Whether `value` is a compressed point of the curve (BOLT 1, `point`). */
const isPoint = (value: unknown): boolean =>
  isHex(value, 33) && multiplyPublicKey(hexToBytes(value), ONE) !== null;
const isSignature = (value: unknown): boolean => isHex(value, 64);
const isHash = (value: unknown): boolean => isHex(value, 32);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isAmount = (value: unknown): boolean => typeof value === 'bigint' && value >= 0n && value < 2n ** 64n;
const isData = (value: unknown): boolean => isHex(value);
/** Commitments are numbered with 48 bits (BOLT 3, "Per-commitment Secret Requirements"). */
const isCommitmentNumber = (value: unknown): boolean => isCount(value) && (value as number) < 2 ** 48;
/** The number of an output (BOLT 2, `funding_output_index`: `u16`). */
const isOutput = (value: unknown): boolean => isCount(value) && (value as number) < 2 ** 16;
const isText = (value: unknown): boolean => typeof value === 'string';

type Check = (value: unknown) => boolean;
type Checks<M extends { readonly type: string }> = {
  readonly [T in M['type']]: {
    readonly [F in Exclude<keyof Extract<M, { readonly type: T }>, 'type'>]: Check;
  };
};

type Basepoints = ChannelSideTerms['basepoints'];

const areTerms = (value: unknown): boolean => {
  const { basepoints, dustLimit, toSelfDelay, reserve, maxHtlcs } = value as Partial<ChannelSideTerms>;
  const { funding, revocation, payment, delayedPayment, htlc } = basepoints ?? ({} as Partial<Basepoints>);
  return (
    [funding, revocation, payment, delayedPayment, htlc].every(isPoint) &&
    [dustLimit, reserve].every(isAmount) &&
    [toSelfDelay, maxHtlcs].every(isCount)
  );
};

const OPENING: Checks<OpeningMessage> = {
  open_channel: {
    amount: isAmount,
    push: isAmount,
    feerate: isAmount,
    anchors: (value) => typeof value === 'boolean',
    terms: areTerms,
    firstPoint: isPoint,
  },
  accept_channel: { terms: areTerms, firstPoint: isPoint, minimumDepth: isCount },
  funding_created: { id: isHash, output: isOutput, signature: isSignature },
  funding_signed: { signature: isSignature },
};

const CHANNEL: Checks<ChannelMessage> = {
  channel_ready: { secondPoint: isPoint },
  update_add_htlc: {
    id: isCount,
    amount: isAmount,
    paymentHash: isHash,
    expiry: isCount,
    onion: isData,
  },
  update_fulfill_htlc: { id: isCount, preimage: isHash },
  update_fail_htlc: { id: isCount, reason: isData },
  commitment_signed: {
    signatures(value) {
      const { commitment, htlcs } = value as { readonly commitment: unknown; readonly htlcs: unknown };
      return isSignature(commitment) && Array.isArray(htlcs) && htlcs.every(isSignature);
    },
  },
  revoke_and_ack: { secret: isHash, nextPoint: isPoint },
  channel_reestablish: {
    nextCommitment: isCommitmentNumber,
    nextRevocation: isCommitmentNumber,
    lastSecret: isHash,
  },
  shutdown: { script: isData },
  closing_signed: { fee: isAmount, signature: isSignature },
  error: { why: isText },
};

/**
 * Accepts a message whose fields are what their names say: points of the curve, hashes and secrets of 32 bytes, signatures
 * of 64, counts and amounts that are not negative. Refused: everything else, so that no later step can stumble over it.
 */
export function checkChannelMessage(message: ChannelMessage | OpeningMessage): Result<void> {
  const table: Readonly<Record<string, Readonly<Record<string, Check>>>> = { ...OPENING, ...CHANNEL };
  const checks = Object.hasOwn(table, message.type) ? table[message.type] : undefined;
  const refuse = (code: string, what: string, received: unknown, expected: unknown) =>
    reject({ code, rule: 'BOLT 1, "Fundamental Types"', message: what, received, expected });
  if (checks === undefined)
    return refuse('unknown-message', 'There is no such message.', message.type, Object.keys(table));
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  for (const [field, holds] of Object.entries(checks)) {
    const value = fields[field];
    if (value !== undefined && value !== null && holds(value)) continue;
    const what = `Field "${field}" of ${message.type} has another shape.`;
    return refuse('malformed-message', what, value ?? null, field);
  }
  return ok(undefined);
}
