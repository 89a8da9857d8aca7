/** What a channel's transactions weigh and pay, and which outputs are too small to be made (BOLT 3, "Fees", "Dust Limits"). */
import { sat, weight } from '../../foundation/units.ts';
import type { Msat, Sat, Weight } from '../../foundation/units.ts';

/** Expected weights, with and without `option_anchors` (BOLT 3, "Fee Calculation", appendix A). */
export const CHANNEL_WEIGHTS = {
  /** A commitment without HTLC outputs. */
  commitment: { classic: weight(724), anchors: weight(1124) },
  /** Each HTLC output that is not trimmed. */
  htlcOutput: weight(172),
  htlcTimeout: { classic: weight(663), anchors: weight(666) },
  htlcSuccess: { classic: weight(703), anchors: weight(706) },
} as const;

/** Satoshi in each anchor (BOLT 3, "`to_local_anchor` and `to_remote_anchor` Output"). */
export const ANCHOR_VALUE: Sat = sat(330n);

/** HTLCs that one side may have open at once (BOLT 2, `max_accepted_htlcs`): one penalty transaction still sweeps them all. */
export const MOST_OPEN_HTLCS = 483;

/** What a transaction of `size` pays at `feerate` satoshi per 1,000 weight units, rounded down (BOLT 3, "Fee Calculation"). */
export const feeFor = (size: Weight, feerate: Sat): Sat => sat((feerate * BigInt(size)) / 1000n);

/** The whole satoshi in an amount: outputs are rounded down (BOLT 3, "Commitment Transaction Outputs"). */
export const wholeSat = (amount: Msat): Sat => sat(amount / 1000n);

/** How a commitment's fees are reckoned: the feerate in satoshi per 1,000 weight units, and whether `option_anchors` holds. */
export interface FeeTerms {
  readonly feerate: Sat;
  readonly anchors: boolean;
}

/** What the second-stage transaction of an HTLC pays: nothing with anchors, where it brings its fee along (BOLT 3, "Fee Calculation"). */
export function htlcFee({ feerate, anchors }: FeeTerms, kind: 'htlcTimeout' | 'htlcSuccess'): Sat {
  return anchors ? sat(0n) : feeFor(CHANNEL_WEIGHTS[kind].classic, feerate);
}

/**
 * Whether an HTLC has no output in a commitment: what is left after its second stage would be below the owner's dust
 * limit. `offered` is meant from the owner's side (BOLT 3, "Trimmed Outputs").
 */
export const isTrimmed = (
  { amount, offered }: { readonly amount: Msat; readonly offered: boolean },
  dustLimit: Sat,
  terms: FeeTerms,
): boolean => wholeSat(amount) < dustLimit + htlcFee(terms, offered ? 'htlcTimeout' : 'htlcSuccess');

/** The expected weight of a commitment with so many HTLC outputs. */
export const commitmentWeight = (htlcOutputs: number, anchors: boolean): Weight =>
  weight(
    CHANNEL_WEIGHTS.commitment[anchors ? 'anchors' : 'classic'] + CHANNEL_WEIGHTS.htlcOutput * htlcOutputs,
  );

/** What the opener pays for a commitment, without the anchors (BOLT 3, "Fee Calculation": the base fee). */
export const commitmentFee = (htlcOutputs: number, { feerate, anchors }: FeeTerms): Sat =>
  feeFor(commitmentWeight(htlcOutputs, anchors), feerate);

/** What the opener pays for a commitment in all: base fee, and both anchors where there are any. */
export const openerCost = (htlcOutputs: number, terms: FeeTerms): Sat =>
  sat(commitmentFee(htlcOutputs, terms) + (terms.anchors ? 2n * ANCHOR_VALUE : 0n));

/** Bytes of an output and of the input that spends it, each with its witness at a quarter, by kind of script (BOLT 3, "Dust Limits"). */
export const DUST_SIZES = {
  p2pkh: { output: 34, input: 148 },
  p2sh: { output: 32, input: 148 },
  p2wpkh: { output: 31, input: 67 },
  p2wsh: { output: 43, input: 67 },
  'unknown segwit': { output: 51, input: 67 },
} as const;

/** The dust threshold of a pay-to-anchor output, which needs no input of its own size (BOLT 3, "Dust Limits"). */
export const PAY_TO_ANCHOR_DUST: Sat = sat(240n);

/** The least that Bitcoin Core relays in such an output: making and spending it at 3 satoshi a byte (BOLT 3, "Dust Limits"). */
export const dustThreshold = (kind: keyof typeof DUST_SIZES): Sat =>
  sat((DUST_SIZES[kind].output + DUST_SIZES[kind].input) * 3);
