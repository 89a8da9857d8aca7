/** How two parties bring a channel forward over a network that loses, doubles and reorders messages, and restarts. */
import { ok } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { Hash, Hex, Msat } from '../../foundation/units.ts';
import type { ShortChannelId } from './hop-payload.ts';
import { addHtlc, failHtlc, fulfilHtlc, MAX_ACCEPTED_HTLCS } from './lightning-channel.ts';
import type { LightningChannel } from './lightning-channel.ts';

/** A change of the channel that one party makes (BOLT 2, `update_add_htlc`, `update_fulfill_htlc`, `update_fail_htlc`). */
export type HtlcUpdate =
  | {
      readonly kind: 'add';
      readonly id: number;
      readonly amount: Msat;
      readonly paymentHash: Hash;
      readonly cltvExpiry: number;
      readonly onion: Uint8Array;
    }
  | { readonly kind: 'fulfil'; readonly id: number; readonly preimage: Hex }
  | { readonly kind: 'fail'; readonly id: number; readonly reason: Uint8Array };

/**
 * What passes between the two. `update` stands for an update with `commitment_signed`: the receiver now holds a signed
 * state with it. `acknowledge` stands for `revoke_and_ack` and the `commitment_signed` for the other side: the receiver
 * has given up its state without it. `confirm` stands for the sender's `revoke_and_ack`: from now on neither can close with
 * a state without it, it is irrevocably committed (BOLT 2, "Normal Operation" and "Forwarding HTLCs").
 */
export type LinkMessage =
  | {
      readonly kind: 'update';
      readonly channel: ShortChannelId;
      readonly number: number;
      readonly update: HtlcUpdate;
      /** The last update of the other side that came before this one was made. */
      readonly acknowledged: number;
    }
  | { readonly kind: 'acknowledge'; readonly channel: ShortChannelId; readonly number: number }
  | { readonly kind: 'confirm'; readonly channel: ShortChannelId; readonly number: number };

/** An update with its place in the sequence of its sender. */
export interface NumberedUpdate {
  readonly number: number;
  readonly update: HtlcUpdate;
  readonly acknowledged: number;
}

/** One party's end of a channel, as it stands on its disk: everything here survives a restart. */
export interface ChannelLink {
  readonly channel: LightningChannel;
  readonly peer: string;
  /** Updates made here; the next one is `made` + 1. */
  readonly made: number;
  /** HTLCs offered here so far. */
  readonly offered: number;
  /** Made here and not yet acknowledged: they are sent again until they are. */
  readonly unacknowledged: readonly NumberedUpdate[];
  /** The last update taken from the other side; all before it have been taken too. */
  readonly taken: number;
  /** Taken and not yet confirmed. */
  readonly unconfirmed: readonly NumberedUpdate[];
  /** Came too early: their turn comes when those before them have. */
  readonly early: readonly NumberedUpdate[];
}

/** How far ahead an update may come and be kept: an honest peer has no more under way than all additions and all removals. */
const MOST_EARLY = 2 * MAX_ACCEPTED_HTLCS;

/** A fresh end of `channel`, towards `peer`. */
export const createLink = (channel: LightningChannel, peer: string): ChannelLink => ({
  channel,
  peer,
  made: 0,
  offered: 0,
  unacknowledged: [],
  taken: 0,
  unconfirmed: [],
  early: [],
});

/** An end after a step, what to send now, and which updates have just come into force here. */
export interface LinkStep {
  readonly link: ChannelLink;
  readonly messages: readonly LinkMessage[];
  /** Updates of the other side that have just been taken: a preimage among them is good at once. */
  readonly taken: readonly HtlcUpdate[];
  /** Updates of the other side that are now irrevocably committed: only these may be acted upon. */
  readonly committed: readonly HtlcUpdate[];
}

const nothing = (link: ChannelLink): LinkStep => ({ link, messages: [], taken: [], committed: [] });

/** The channel after an update of our own comes into force: an addition when made, a removal when acknowledged. */
const applyRemoval = (channel: LightningChannel, update: HtlcUpdate): Result<LightningChannel> => {
  if (update.kind === 'fulfil') return fulfilHtlc(channel, 'theirs', update.id, update.preimage);
  return update.kind === 'fail' ? failHtlc(channel, 'theirs', update.id) : ok(channel);
};

/**
 * Makes an update. An HTLC leaves our balance at once. A removal changes our view only when the other side has given up
 * the state with the HTLC in it: until then it stays a claim on chain. Refused: an HTLC that our balance does not cover.
 */
export function makeUpdate(link: ChannelLink, update: HtlcUpdate): Result<LinkStep> {
  let { channel, offered } = link;
  if (update.kind === 'add') {
    const { id, amount, paymentHash, cltvExpiry } = update;
    const added = addHtlc(channel, { offeredBy: 'ours', id, amount, paymentHash, cltvExpiry });
    if (!added.ok) return added;
    channel = added.value;
    offered += 1;
  }
  const made: NumberedUpdate = { number: link.made + 1, update, acknowledged: link.taken };
  const next = {
    ...link,
    channel,
    offered,
    made: made.number,
    unacknowledged: [...link.unacknowledged, made],
  };
  return ok({ ...nothing(next), messages: [updateMessage(next, made)] });
}

const updateMessage = ({ channel }: ChannelLink, numbered: NumberedUpdate): LinkMessage => ({
  kind: 'update',
  channel: channel.id,
  ...numbered,
});

/** The other side has all our updates up to `number`: our removals among them now count here too. */
function acknowledgeUpTo(link: ChannelLink, number: number): Result<ChannelLink> {
  let { channel } = link;
  for (const made of link.unacknowledged) {
    if (made.number > number) break;
    const applied = applyRemoval(channel, made.update);
    if (!applied.ok) return applied;
    channel = applied.value;
  }
  return ok({ ...link, channel, unacknowledged: link.unacknowledged.filter((made) => made.number > number) });
}

/** One update of the other side, in its turn. */
function takeOne(before: ChannelLink, numbered: NumberedUpdate): Result<ChannelLink> {
  const { number, update, acknowledged } = numbered;
  // It was made after our updates up to `acknowledged` had come in, and may spend what they gave back.
  const known = acknowledgeUpTo(before, acknowledged);
  if (!known.ok) return known;
  const link = known.value;
  const { channel } = link;
  const changed =
    update.kind === 'add'
      ? addHtlc(channel, {
          offeredBy: 'theirs',
          id: update.id,
          amount: update.amount,
          paymentHash: update.paymentHash,
          cltvExpiry: update.cltvExpiry,
        })
      : update.kind === 'fulfil'
        ? fulfilHtlc(channel, 'ours', update.id, update.preimage)
        : failHtlc(channel, 'ours', update.id);
  if (!changed.ok) return changed;
  return ok({ ...link, channel: changed.value, taken: number, unconfirmed: [...link.unconfirmed, numbered] });
}

/**
 * Takes a message of the other side. An update that came before is only acknowledged again; one that came too early waits,
 * unless it is so far ahead that a peer only fills the disk with it: that one is let go and will be repeated.
 * Refused, and then the channel has to be closed: an update that its sender could not make.
 */
export function takeMessage(link: ChannelLink, message: LinkMessage): Result<LinkStep> {
  if (message.kind === 'acknowledge') {
    const known = acknowledgeUpTo(link, message.number);
    if (!known.ok) return known;
    const confirm: LinkMessage = { kind: 'confirm', channel: link.channel.id, number: message.number };
    return ok({ ...nothing(known.value), messages: [confirm] });
  }
  if (message.kind === 'confirm') {
    const committed = link.unconfirmed.filter(({ number }) => number <= message.number);
    const unconfirmed = link.unconfirmed.filter(({ number }) => number > message.number);
    return ok({ ...nothing({ ...link, unconfirmed }), committed: committed.map(({ update }) => update) });
  }
  let next = link;
  const { number, update, acknowledged } = message;
  const isAhead = number > link.taken && number <= link.taken + MOST_EARLY;
  if (isAhead && !link.early.some((early) => early.number === number))
    next = { ...link, early: [...link.early, { number, update, acknowledged }] };
  const taken: HtlcUpdate[] = [];
  for (;;) {
    const due = next.early.find((early) => early.number === next.taken + 1);
    if (due === undefined) break;
    const took = takeOne({ ...next, early: next.early.filter((early) => early !== due) }, due);
    if (!took.ok) return took;
    next = took.value;
    taken.push(due.update);
  }
  const acknowledge: LinkMessage = { kind: 'acknowledge', channel: link.channel.id, number: next.taken };
  return ok({ ...nothing(next), messages: [acknowledge], taken });
}

/** Whether something may have been lost: then {@link againOf} is sent after a while. */
export const isWaiting = (link: ChannelLink): boolean =>
  link.unacknowledged.length > 0 || link.unconfirmed.length > 0;

/** What to send again: updates without an acknowledgement, and the acknowledgement without a confirmation (BOLT 2, "Message Retransmission"). */
export const againOf = (link: ChannelLink): readonly LinkMessage[] => [
  ...link.unacknowledged.map((made) => updateMessage(link, made)),
  ...(link.unconfirmed.length === 0
    ? []
    : [{ kind: 'acknowledge' as const, channel: link.channel.id, number: link.taken }]),
];
