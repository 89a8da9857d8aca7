/** Why a payment failed, as the hop where it failed tells the origin (BOLT 4, "Failure Messages"). */
import { bigintToFixedBytes, bytesToBigint, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { bytesToHex } from '../../foundation/bytes.ts';
import { msat } from '../../foundation/units.ts';
import type { Hash, Msat } from '../../foundation/units.ts';

/** Flags in a failure's code: who is at fault and for how long (BOLT 4, "Failure Messages"). */
const BADONION = 0x8000;
const PERM = 0x4000;
const NODE = 0x2000;
const UPDATE = 0x1000;

/** The codes by their names in BOLT 4. */
const CODES = {
  temporary_node_failure: NODE | 2,
  permanent_node_failure: PERM | NODE | 2,
  required_node_feature_missing: PERM | NODE | 3,
  invalid_onion_version: BADONION | PERM | 4,
  invalid_onion_hmac: BADONION | PERM | 5,
  invalid_onion_key: BADONION | PERM | 6,
  temporary_channel_failure: UPDATE | 7,
  permanent_channel_failure: PERM | 8,
  required_channel_feature_missing: PERM | 9,
  unknown_next_peer: PERM | 10,
  amount_below_minimum: UPDATE | 11,
  fee_insufficient: UPDATE | 12,
  incorrect_cltv_expiry: UPDATE | 13,
  expiry_too_soon: UPDATE | 14,
  incorrect_or_unknown_payment_details: PERM | 15,
  final_incorrect_cltv_expiry: 18,
  final_incorrect_htlc_amount: 19,
  channel_disabled: UPDATE | 20,
  expiry_too_far: 21,
  invalid_onion_payload: PERM | 22,
  mpp_timeout: 23,
} as const;

/** A failure's name in BOLT 4. */
export type FailureName = keyof typeof CODES;

/** A failure with the figures that its kind carries. */
export interface FailureMessage {
  readonly name: FailureName;
  /** The amount of the HTLC in question, where the kind has one. */
  readonly amount?: Msat;
  /** A lock or a height, where the kind has one. */
  readonly height?: number;
  /** SHA-256 of an onion that could not be read. */
  readonly onion?: Hash;
}

type Field = 'amount' | 'height' | 'onion';

/** The figures of each kind, in their order. A `channel_update`, once mandatory, is left out and has length 0 (BOLT 4, rationale). */
const FIELDS: Partial<Record<FailureName, readonly Field[]>> = {
  invalid_onion_version: ['onion'],
  invalid_onion_hmac: ['onion'],
  invalid_onion_key: ['onion'],
  amount_below_minimum: ['amount'],
  fee_insufficient: ['amount'],
  incorrect_cltv_expiry: ['height'],
  incorrect_or_unknown_payment_details: ['amount', 'height'],
  final_incorrect_cltv_expiry: ['height'],
  final_incorrect_htlc_amount: ['amount'],
};
const WIDTH: Readonly<Record<Field, number>> = { amount: 8, height: 4, onion: 32 };

const NAMES: ReadonlyMap<number, FailureName> = new Map(
  (Object.keys(CODES) as FailureName[]).map((name) => [CODES[name], name]),
);

/** The number of a failure: 16 bits, the upper ones flags. */
export const failureCode = (name: FailureName): number => CODES[name];

/** Whether trying again later is of no use (flag PERM). */
export const isPermanent = (name: FailureName): boolean => (CODES[name] & PERM) !== 0;

/** Whether the whole node fails and not one channel of it (flag NODE). */
export const blamesNode = (name: FailureName): boolean => (CODES[name] & NODE) !== 0;

/** A failure as bytes: its code, the figures of its kind, and an empty `channel_update` where the kind has one. */
export function encodeFailure(failure: FailureMessage): Uint8Array {
  const code = CODES[failure.name];
  const fields = (FIELDS[failure.name] ?? []).map((field) => {
    if (field === 'onion')
      return failure.onion === undefined ? new Uint8Array(32) : hexToBytes(failure.onion);
    return bigintToFixedBytes(BigInt(failure[field] ?? 0), WIDTH[field]);
  });
  // `channel_disabled` has two bytes of flags before the update (BOLT 4, code UPDATE|20).
  const disabled = failure.name === 'channel_disabled' ? new Uint8Array(2) : new Uint8Array(0);
  const update = (code & UPDATE) === 0 ? new Uint8Array(0) : new Uint8Array(2);
  return concatBytes(bigintToFixedBytes(BigInt(code), 2), ...fields, disabled, update);
}

/** The failure that `data` writes; bytes behind it are ignored (BOLT 4, "Receiving Failure Codes"). Refused: an unknown code, too few bytes. */
export function decodeFailure(data: Uint8Array): Result<FailureMessage> {
  const refuse = (message: string, received: unknown, expected: unknown): Result<never> =>
    reject({ code: 'malformed-failure', rule: 'BOLT 4, "Failure Messages"', message, received, expected });
  const code = Number(bytesToBigint(data.subarray(0, 2)));
  const name = data.length < 2 ? undefined : NAMES.get(code);
  if (name === undefined) return refuse('No failure has this code.', code, 'a code of BOLT 4');
  let at = 2;
  const figures: { amount?: Msat; height?: number; onion?: Hash } = {};
  for (const field of FIELDS[name] ?? []) {
    const value = data.subarray(at, at + WIDTH[field]);
    if (value.length < WIDTH[field]) return refuse(`The ${field} is cut short.`, value.length, WIDTH[field]);
    if (field === 'onion') figures.onion = bytesToHex(value) as Hash;
    else if (field === 'amount') figures.amount = msat(bytesToBigint(value));
    else figures.height = Number(bytesToBigint(value));
    at += WIDTH[field];
  }
  return ok({ name, ...figures });
}
