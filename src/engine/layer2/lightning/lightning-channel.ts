/** One party's view of a channel: two balances and the HTLCs between them, in thousandths of a satoshi (BOLT 2). */
import { bytesToHex, hexToBytes, isHex } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { msat } from '../../foundation/units.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import type { ShortChannelId } from './hop-payload.ts';

/** Which of the two parties, as one of them sees it. */
export type ChannelSide = 'ours' | 'theirs';

/** A hashed time-locked contract: whoever was offered it gets the amount for the preimage, whoever offered it gets it back after the lock. */
export interface LightningHtlc {
  /** Who offered it; it came out of this side's balance. */
  readonly offeredBy: ChannelSide;
  /** Counts the HTLCs of the side that offered it, from 0 (BOLT 2, "Adding an HTLC"). */
  readonly id: number;
  readonly amount: Msat;
  /** SHA-256 of the preimage. */
  readonly paymentHash: Hash;
  /** Block height after which it may be taken back on chain, `cltv_expiry`. */
  readonly cltvExpiry: number;
}

/** The state of a channel as one party sees it. Balances and HTLCs together are always the capacity. */
export interface LightningChannel {
  readonly id: ShortChannelId;
  readonly capacity: Msat;
  readonly ours: Msat;
  readonly theirs: Msat;
  readonly htlcs: readonly LightningHtlc[];
}

/** Where locks end that are heights: from here on a number means a time (BOLT 2, "Adding an HTLC", `cltv_expiry`). */
const FIRST_TIME = 500_000_000;

/** HTLCs that one side may have open at a time: more would not fit into a valid penalty transaction (BOLT 2, `max_accepted_htlcs`). */
export const MAX_ACCEPTED_HTLCS = 483;

/** A channel of `capacity` in which `ours` are this party's and the rest the other's. @throws RangeError for more than there is */
export function openLightningChannel(id: ShortChannelId, capacity: Msat, ours: Msat): LightningChannel {
  if (ours < 0n || ours > capacity) throw new RangeError(`A side has 0 to ${capacity}; got ${ours}.`);
  return { id, capacity, ours, theirs: msat(capacity - ours), htlcs: [] };
}

/** What lies in HTLCs: neither party can use it before they end. */
export const lockedInHtlcs = ({ htlcs }: LightningChannel): Msat =>
  msat(htlcs.reduce((sum, { amount }) => sum + amount, 0n));

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** The HTLC `id` that `offeredBy` offered, or null. */
export const htlcOf = (channel: LightningChannel, offeredBy: ChannelSide, id: number): LightningHtlc | null =>
  channel.htlcs.find((htlc) => htlc.offeredBy === offeredBy && htlc.id === id) ?? null;

/**
 * The channel with `htlc` in it, its amount out of the balance of who offers it. Refused: nothing, more than that side
 * has, an id that is in use, a lock that is no height, a hash of another length, and more HTLCs than fit.
 */
export function addHtlc(channel: LightningChannel, htlc: LightningHtlc): Result<LightningChannel> {
  const { offeredBy, id, amount, paymentHash, cltvExpiry } = htlc;
  const rule = 'BOLT 2, "Adding an HTLC: `update_add_htlc`"';
  if (!Number.isSafeInteger(cltvExpiry) || cltvExpiry < 0 || cltvExpiry >= FIRST_TIME)
    return refuse('malformed-lock', rule, 'A lock is a height.', cltvExpiry, `below ${FIRST_TIME}`);
  if (!isHex(paymentHash, 32)) return refuse('malformed-hash', rule, 'A hash has 32 bytes.', paymentHash, 32);
  if (amount <= 0n) return refuse('empty-htlc', rule, 'An HTLC moves something.', amount, 'more than 0');
  if (amount > channel[offeredBy])
    return refuse(
      'insufficient-balance',
      rule,
      'The side has less than it offers.',
      amount,
      channel[offeredBy],
    );
  if (htlcOf(channel, offeredBy, id) !== null)
    return refuse('repeated-id', rule, 'The id is in use.', id, 'the next number');
  if (channel.htlcs.filter((other) => other.offeredBy === offeredBy).length >= MAX_ACCEPTED_HTLCS)
    return refuse('too-many-htlcs', rule, 'No more HTLCs fit.', MAX_ACCEPTED_HTLCS + 1, MAX_ACCEPTED_HTLCS);
  const after = msat(channel[offeredBy] - amount);
  return ok({ ...channel, [offeredBy]: after, htlcs: [...channel.htlcs, htlc] });
}

/** Takes the HTLC out and gives its amount to a side. */
function remove(channel: LightningChannel, htlc: LightningHtlc, to: ChannelSide): LightningChannel {
  const after = msat(channel[to] + htlc.amount);
  return { ...channel, [to]: after, htlcs: channel.htlcs.filter((other) => other !== htlc) };
}

const unknownHtlc = (offeredBy: ChannelSide, id: number): Result<never> =>
  refuse(
    'unknown-htlc',
    'BOLT 2, "Removing an HTLC"',
    `There is no HTLC ${id} of ${offeredBy}.`,
    id,
    'an open HTLC',
  );

/** Whether `preimage` (32 bytes) opens `paymentHash`. */
export const opensHash = (preimage: Hex, paymentHash: Hash): boolean =>
  // Of another length it would open the hash here and not in a script, which checks the size (BOLT 3, "Received HTLC Outputs").
  isHex(preimage, 32) && bytesToHex(sha256(hexToBytes(preimage))) === paymentHash;

/** The channel after the HTLC's preimage was shown: the amount is the other side's. Refused: no such HTLC, another preimage. */
export function fulfilHtlc(
  channel: LightningChannel,
  offeredBy: ChannelSide,
  id: number,
  preimage: Hex,
): Result<LightningChannel> {
  const htlc = htlcOf(channel, offeredBy, id);
  if (htlc === null) return unknownHtlc(offeredBy, id);
  if (!opensHash(preimage, htlc.paymentHash)) {
    const rule = 'BOLT 2, "Removing an HTLC: `update_fulfill_htlc`"';
    return refuse('wrong-preimage', rule, 'The preimage has another hash.', preimage, htlc.paymentHash);
  }
  return ok(remove(channel, htlc, offeredBy === 'ours' ? 'theirs' : 'ours'));
}

/** The channel after the HTLC failed: the amount is back with who offered it. Refused: no such HTLC. */
export function failHtlc(
  channel: LightningChannel,
  offeredBy: ChannelSide,
  id: number,
): Result<LightningChannel> {
  const htlc = htlcOf(channel, offeredBy, id);
  return htlc === null ? unknownHtlc(offeredBy, id) : ok(remove(channel, htlc, offeredBy));
}
