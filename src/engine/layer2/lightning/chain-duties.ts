/** What a node has to do on chain at a new block, so that it never pays without being paid (BOLT 2, BOLT 5). */
import type { Hex } from '../../foundation/units.ts';
import type { ShortChannelId } from './hop-payload.ts';
import type { ChannelLink } from './channel-link.ts';
import { htlcOf } from './lightning-channel.ts';
import type { HtlcReference, NodeStore } from './node-store.ts';
import type { ChannelClosing, SettledHtlc, SettlementChain } from './settlement-chain.ts';

/** How long a node waits and how long the chain takes, in blocks: the G and S of BOLT 2; R is 0, for this chain undoes nothing. */
export interface ChainTimes {
  /** G: after an HTLC's lock is over, the peer has this long before the channel is closed. */
  readonly grace: number;
  /** S: from submitting a transaction to the block that has it. */
  readonly inclusion: number;
}

/**
 * The least lock difference that is safe for a forwarding node: 3R + 2G + 2S (BOLT 2, "`cltv_expiry_delta` Selection").
 * `reorganisation` is R, the depth to which the chain may undo blocks.
 */
export const safeCltvDelta = ({ grace, inclusion }: ChainTimes, reorganisation = 0): number =>
  3 * reorganisation + 2 * grace + 2 * inclusion;

/** The least lock that is safe for a payee, and how long before the end of a lock a known preimage goes on chain: 2R + G + S (same section). */
export const safeFinalCltvDelta = ({ grace, inclusion }: ChainTimes, reorganisation = 0): number =>
  2 * reorganisation + grace + inclusion;

/**
 * How a node behaves. `honest` ones follow the protocol. One that `holds` accepts HTLCs and lets them lie, off chain and
 * on. One that `jams` does so too, and fails them at the last moment, so that no channel is closed and it costs nothing. A
 * `hostile` one answers no removal and shows no preimage off chain, and goes on chain at the
 * moment that is worst for its peer. A `two-faced` payee says that a payment has failed, keeps the state in which it has
 * not, and claims it on chain.
 */
export type NodeConduct = 'honest' | 'holds' | 'jams' | 'hostile' | 'two-faced';

/** Whether a node with this conduct takes what it can. */
const isDishonest = (conduct: NodeConduct): boolean => conduct === 'hostile' || conduct === 'two-faced';

/** One thing to do. */
export type ChainDuty =
  /** Put the channel's state on chain. */
  | { readonly kind: 'close'; readonly channel: ShortChannelId; readonly why: string }
  /** Spend an HTLC of a closing: with the preimage that it was offered for, or without after its lock. */
  | {
      readonly kind: 'spend';
      readonly channel: ShortChannelId;
      readonly htlc: SettledHtlc;
      readonly preimage: Hex | null;
    };

/** What the chain shows of an HTLC that the node offered: the preimage that claimed it, or null when it is back for good. */
export interface ChainOutcome {
  readonly outgoing: HtlcReference;
  readonly preimage: Hex | null;
}

/** The HTLCs of the node `self`'s own view of a channel, as outputs of a closing. */
export const settledHtlcs = ({ channel, peer }: ChannelLink, self: string): readonly SettledHtlc[] =>
  channel.htlcs.map(({ offeredBy, id, amount, paymentHash, cltvExpiry }) => {
    const [offerer, receiver] = offeredBy === 'ours' ? [self, peer] : [peer, self];
    return { offerer, receiver, id, amount, paymentHash, cltvExpiry };
  });

/** The closing with which the node `self` puts its own view of a channel on chain. */
export const closingFrom = (link: ChannelLink, self: string): ChannelClosing => ({
  channel: link.channel.id,
  by: self,
  balances: [
    [self, link.channel.ours],
    [link.peer, link.channel.theirs],
  ],
  htlcs: settledHtlcs(link, self),
});

/** Forgets HTLCs that were offered to the node in open channels and that are not there any more. */
export function forgetSettled(store: NodeStore, chain: SettlementChain): void {
  for (const [key, { channel, id }] of store.incoming) {
    const link = store.links.get(channel);
    if (store.closing.has(channel) || chain.closingOf(channel) !== null || link === undefined) continue;
    if (htlcOf(link.channel, 'theirs', id) === null) store.incoming.delete(key);
  }
}

/** The channels that have to go on chain now, if they are not there, each with the reason. */
function overdue(
  store: NodeStore,
  height: number,
  times: ChainTimes,
  conduct: NodeConduct,
): ReadonlyMap<ShortChannelId, string> {
  const reasons = new Map<ShortChannelId, string>();
  for (const { channel, cltvExpiry } of store.outgoing.values()) {
    // A deadline for HTLCs offered: G blocks after their lock (BOLT 2, same section, 2); a hostile node is there in the
    // first block that allows it.
    const due = conduct === 'hostile' ? cltvExpiry + 1 - times.inclusion : cltvExpiry + times.grace;
    if (height >= due) reasons.set(channel, 'an HTLC that it offered is overdue');
  }
  for (const { channel, id, cltvExpiry, preimage } of store.incoming.values()) {
    const link = store.links.get(channel);
    if (preimage === null || link === undefined || htlcOf(link.channel, 'theirs', id) === null) continue;
    // A deadline for HTLCs fulfilled: G + S blocks before their lock is over (BOLT 2, same section, 3); one who cheats
    // waits for the last moment.
    const due = isDishonest(conduct) ? cltvExpiry + times.grace : cltvExpiry - safeFinalCltvDelta(times);
    if (height >= due) reasons.set(channel, 'an HTLC that it can claim is about to run out');
  }
  return reasons;
}

/** What to spend of a channel that is on its way to the chain or there. */
function spendings(
  store: NodeStore,
  channel: ShortChannelId,
  self: string,
  chain: SettlementChain,
): readonly ChainDuty[] {
  const link = store.links.get(channel);
  const own = link === undefined ? [] : settledHtlcs(link, self);
  return (chain.closingOf(channel)?.htlcs ?? own).flatMap((htlc): readonly ChainDuty[] => {
    if (chain.endOf(channel, htlc) !== null) return [];
    if (htlc.offerer === self) return [{ kind: 'spend', channel, htlc, preimage: null }];
    const preimage = store.incoming.get(`${channel}/${htlc.id}`)?.preimage ?? null;
    return preimage === null ? [] : [{ kind: 'spend', channel, htlc, preimage }];
  });
}

/** What has become of the HTLCs that the node `self` offered in channels that are closed now; those still open are left out. */
export function chainOutcomes(
  store: NodeStore,
  self: string,
  chain: SettlementChain,
): readonly ChainOutcome[] {
  const outcomes: ChainOutcome[] = [];
  for (const outgoing of store.outgoing.values()) {
    const closing = chain.closingOf(outgoing.channel);
    if (closing === null) continue;
    const isThere = closing.htlcs.some(({ offerer, id }) => offerer === self && id === outgoing.id);
    const end = chain.endOf(outgoing.channel, { offerer: self, id: outgoing.id });
    // Not in the closing: the peer never had it, or it was removed before; nobody can claim it any more (BOLT 5, "Requirements" on HTLCs without an output).
    if (!isThere) outcomes.push({ outgoing, preimage: null });
    else if (end !== null) outcomes.push({ outgoing, preimage: end.preimage });
  }
  return outcomes;
}

/**
 * The duties of the node `self` at the chain's height, in the order in which they are to be done. Doing them again at the
 * next block does no harm.
 */
export function chainDuties(
  store: NodeStore,
  self: string,
  chain: SettlementChain,
  times: ChainTimes,
  conduct: NodeConduct,
): readonly ChainDuty[] {
  if (conduct === 'holds') return [];
  const duties: ChainDuty[] = [];
  const reasons = overdue(store, chain.height, times, conduct);
  for (const channel of store.links.keys()) {
    const isOnChain = store.closing.has(channel) || chain.closingOf(channel) !== null;
    const why = isOnChain ? undefined : reasons.get(channel);
    if (why !== undefined) duties.push({ kind: 'close', channel, why });
    if (isOnChain || why !== undefined) duties.push(...spendings(store, channel, self, chain));
  }
  return duties;
}
