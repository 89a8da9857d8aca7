/** What each side asks for when a channel is opened, and what it accepts from the other (BOLT 2, `open_channel`, `accept_channel`). */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { sat } from '../../foundation/units.ts';
import type { Sat } from '../../foundation/units.ts';
import { dustThreshold, MOST_OPEN_HTLCS } from './channel-fees.ts';
import { basepointsOf } from './channel-keys.ts';
import type { ChannelSecrets } from './channel-keys.ts';
import type { ChannelSideTerms } from './channel-messages.ts';

/** The least dust limit that is accepted: no output that a closing may pay to is relayed below it everywhere (BOLT 2, `open_channel`: 354 satoshi). */
export const LEAST_DUST_LIMIT: Sat = dustThreshold('unknown segwit');
/** The largest that is accepted: no kind of output needs more, and what lies below is lost to its owner's peer when the owner goes to the chain (BOLT 2 leaves the number to the node). */
export const MOST_DUST_LIMIT: Sat = dustThreshold('p2pkh');
/** The longest wait for its own coins that a side agrees to: two weeks (BOLT 2 leaves the number to the node). */
export const LONGEST_DELAY = 2016;
/** The least feerate that is accepted, in satoshi per 1,000 weight units: 1 satoshi for a virtual byte is 250, and weights are rounded up to virtual bytes. */
export const LEAST_FEERATE: Sat = sat(253n);
/** The most that is accepted, about 400 satoshi for a virtual byte: the feerate decides which HTLCs get no output (BOLT 2 leaves the number to the node). */
export const MOST_FEERATE: Sat = sat(100_000n);

/** What one side wants of a channel; the rest of its terms follows from its secrets. */
export interface ChannelWishes {
  /** {@link LEAST_DUST_LIMIT} unless told. */
  readonly dustLimit?: Sat;
  /** Blocks that the other side waits for its own coins; 144 unless told. */
  readonly toSelfDelay?: number;
  /** What the other side always keeps; a hundredth of the channel unless told, and no less than the dust limit. */
  readonly reserve?: Sat;
  /** 483 unless told. */
  readonly maxHtlcs?: number;
}

/** The rule that terms are refused by. */
export const TERMS_RULE = 'BOLT 2, `open_channel`';

/** The larger of two amounts. */
export const larger = (a: Sat, b: Sat): Sat => (a > b ? a : b);

/** One side's terms: its keys and its wishes. The default reserve holds `othersDust`, the other side's dust limit, too. */
export const termsOf = (
  secrets: ChannelSecrets,
  amount: Sat,
  wishes: ChannelWishes,
  othersDust: Sat = LEAST_DUST_LIMIT,
): ChannelSideTerms => ({
  basepoints: basepointsOf(secrets),
  dustLimit: wishes.dustLimit ?? LEAST_DUST_LIMIT,
  toSelfDelay: wishes.toSelfDelay ?? 144,
  reserve:
    wishes.reserve ?? larger(sat(amount / 100n), larger(wishes.dustLimit ?? LEAST_DUST_LIMIT, othersDust)),
  maxHtlcs: wishes.maxHtlcs ?? MOST_OPEN_HTLCS,
});

/**
 * Accepts what the other side asks for. Refused: a wait that is none or too long, a dust limit below what is relayed or
 * beyond need, a reserve below a dust limit, so that both sides' outputs could vanish at once, or of half the channel
 * and more, and more than 483 HTLCs.
 */
export function checkTerms(
  { toSelfDelay, dustLimit, reserve, maxHtlcs }: ChannelSideTerms,
  amount: Sat,
  othersDust: Sat,
): Result<void> {
  const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
    reject({ code, rule: TERMS_RULE, message, received, expected });
  if (toSelfDelay < 1 || toSelfDelay > LONGEST_DELAY)
    return refuse('delay-out-of-range', 'The wait is too long.', toSelfDelay, `1 … ${LONGEST_DELAY}`);
  if (dustLimit < LEAST_DUST_LIMIT)
    return refuse('dust-limit-too-low', 'Smaller outputs are not relayed.', dustLimit, LEAST_DUST_LIMIT);
  if (dustLimit > MOST_DUST_LIMIT)
    return refuse('dust-limit-too-high', 'No output needs so much.', dustLimit, MOST_DUST_LIMIT);
  const least = larger(dustLimit, othersDust);
  if (reserve < least)
    return refuse('reserve-below-dust', 'What is kept in reserve has an output.', reserve, least);
  if (reserve > amount / 2n)
    return refuse('reserve-too-large', 'Half of the channel could not be used.', reserve, amount / 2n);
  if (maxHtlcs > MOST_OPEN_HTLCS)
    return refuse('too-many-htlcs', `${MOST_OPEN_HTLCS} HTLCs at most are open.`, maxHtlcs, MOST_OPEN_HTLCS);
  return ok(undefined);
}
