/** What updates make of a channel's shares, what each next commitment will share out, and what a side is free to offer. */
import { msat } from '../../foundation/units.ts';
import type { Hash, Msat } from '../../foundation/units.ts';
import { isTrimmed, openerCost } from './channel-fees.ts';
import { otherSide } from './channel-state.ts';
import type {
  ChannelHtlc,
  ChannelShares,
  ChannelRole,
  ChannelState,
  ChannelTerms,
  ChannelUpdate,
} from './channel-state.ts';

/** `shares` after one update. @throws RangeError when it takes away an HTLC that is not there */
export function applyChannelUpdate(shares: ChannelShares, update: ChannelUpdate): ChannelShares {
  if (update.kind === 'add') {
    const { htlc } = update;
    return { ...shares, [htlc.from]: msat(shares[htlc.from] - htlc.amount), htlcs: [...shares.htlcs, htlc] };
  }
  const from = otherSide(update.by);
  const htlc = shares.htlcs.find((one) => one.from === from && one.id === update.id);
  if (htlc === undefined) throw new RangeError(`There is no HTLC ${update.id} of the ${from}'s.`);
  // Paid, it goes to whoever showed the preimage; failed, back to where it came from.
  const to = update.kind === 'fulfil' ? update.by : from;
  const htlcs = shares.htlcs.filter((one) => one !== htlc);
  return { ...shares, [to]: msat(shares[to] + htlc.amount), htlcs };
}

/** `shares` after `updates`, in their order. */
export const applyChannelUpdates = (
  shares: ChannelShares,
  updates: readonly ChannelUpdate[],
): ChannelShares => updates.reduce(applyChannelUpdate, shares);

/** What the other side's next commitment would share out: its newest, what it is owed an entry of, and what this side proposed. */
export const sharesToSign = ({ other, next, ours, theirs }: ChannelState): ChannelShares =>
  applyChannelUpdates((next ?? other).shares, [...theirs.acked, ...ours.proposed]);

/** What this side's next commitment has to share out. */
export const sharesToReceive = ({ own, ours, theirs }: ChannelState): ChannelShares =>
  applyChannelUpdates(own.shares, [...ours.acked, ...theirs.proposed]);

/** What the opener would pay for `owner`'s commitment with these shares, in thousandths of a satoshi. */
export function openerPays(terms: ChannelTerms, owner: ChannelRole, { htlcs }: ChannelShares): Msat {
  const { dustLimit } = terms[owner];
  const made = htlcs.filter(
    ({ amount, from }) => !isTrimmed({ amount, offered: from === owner }, dustLimit, terms),
  ).length;
  return msat(openerCost(made, terms) * 1000n);
}

/** What `side` has left in `shares` above its reserve, and above the fee when it is the opener; may be negative. */
export function freeOf(
  terms: ChannelTerms,
  owner: ChannelRole,
  shares: ChannelShares,
  side: ChannelRole,
): bigint {
  const fee = side === 'opener' ? openerPays(terms, owner, shares) : 0n;
  return shares[side] - terms[otherSide(side)].reserve * 1000n - fee;
}

/**
 * What this side could offer in one more HTLC with an output now, in thousandths of a satoshi: what it has above its
 * reserve, less the fee for the output when it is the opener; nothing when the opener cannot pay for the output.
 */
export function spendableMsat(state: ChannelState): Msat {
  const { terms, side } = state;
  const shares = sharesToSign(state);
  const probe: ChannelHtlc = {
    from: side,
    id: -1,
    amount: msat(2n ** 48n),
    paymentHash: `0x${'00'.repeat(32)}` as Hash,
    expiry: 0,
    onion: '0x',
  };
  const withOne = { ...shares, htlcs: [...shares.htlcs, probe] };
  const owners = [side, otherSide(side)];
  // The acceptor offers nothing that the opener could not pay the output for.
  if (owners.some((owner) => shares.opener < openerPays(terms, owner, withOne))) return msat(0n);
  const free = owners.map((owner) => freeOf(terms, owner, withOne, side)).reduce((a, b) => (a < b ? a : b));
  return msat(free > 0n ? free : 0n);
}
