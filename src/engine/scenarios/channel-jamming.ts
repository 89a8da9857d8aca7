/** Scenario: a channel that others live on is jammed for days, for nothing. */
import { ms, msat } from '../foundation/units.ts';
import type { Msat } from '../foundation/units.ts';
import { jamChannels } from '../adversaries/channel-jamming.ts';
import type { JammedResource } from '../adversaries/channel-jamming.ts';
import { shortChannelId } from '../layer2/lightning/hop-payload.ts';
import { LightningNetwork } from '../layer2/lightning/lightning-network.ts';
import type { NetworkChannel } from '../layer2/lightning/random-network.ts';
import type { Trace } from '../simulation/trace.ts';

/** What the scenario is made of. */
export interface ChannelJammingSettings {
  readonly seed: number;
  /** `coins` unless told. */
  readonly resource?: JammedResource;
  /** Blocks that the jammer's HTLCs lie; 100 unless told, and at most 1,900, since nodes accept no lock above 2,016. */
  readonly blocks?: number;
}

/** Payments of Ann's in a part of the run. */
export interface JammedPart {
  readonly tried: number;
  readonly paid: number;
}

/** What the scenario gives back. */
export interface ChannelJammingRun {
  readonly trace: Trace;
  readonly before: JammedPart;
  readonly during: JammedPart;
  readonly after: JammedPart;
  /** HTLCs that the jammer sent, and what lay in them on the way, in all channels together. */
  readonly htlcs: number;
  readonly locked: Msat;
  /** What the jammer has less in the end: nothing. */
  readonly cost: Msat;
}

const BLOCK_MS = 600_000;
/** A payment of Ann's every five blocks. */
const EVERY = 5;
const QUIET = 25;

/** Ann pays Dora over Ben and Cem; Mallory has a channel to Ben, and Mordred, who is Mallory too, one with Cem. */
const channels: readonly NetworkChannel[] = (
  [
    ['Ann', 'Ben'],
    ['Ben', 'Cem'],
    ['Cem', 'Dora'],
    ['Mallory', 'Ben'],
    ['Cem', 'Mordred'],
  ] as const
).map((nodes, index) => {
  const capacity = msat(1_000_000_000);
  const policy = {
    feeBase: msat(1_000),
    feeProportional: 100,
    cltvExpiryDelta: 40,
    htlcMinimum: msat(1_000),
    htlcMaximum: capacity,
  };
  return {
    channel: shortChannelId(799_100 + index, 1, 0),
    nodes,
    capacity,
    firstHas: msat(800_000_000),
    policies: [policy, policy],
  };
});

/**
 * Ann pays Dora 20,000 satoshi again and again. After a while Mallory pays herself through the same channel and lets the
 * payments lie, until their locks are nearly over; then she fails them. While they lie, Ann's payments find no coins, or
 * no place. The protocol has no answer to this as it stands: it promises that nobody loses coins, not that they can be used.
 */
export function runChannelJamming({
  seed,
  resource = 'coins',
  blocks = 100,
}: ChannelJammingSettings): ChannelJammingRun {
  const network = new LightningNetwork({
    seed,
    channels,
    conducts: new Map([['Mordred', 'jams']]),
    maxAttempts: 2,
    record: 'payments',
  });
  const jammers = ['Mallory', 'Mordred'];
  const wealth = (): bigint => jammers.reduce((sum, name) => sum + network.wealthOf(name), 0n);
  const start = wealth();
  const starts = QUIET * BLOCK_MS + 1_000;
  // A margin around the jam in which no payment is counted: its HTLCs are on their way, or on their way back.
  const ends = starts + blocks * BLOCK_MS;
  const all = ends + 2 * QUIET * BLOCK_MS;
  for (let at = EVERY * BLOCK_MS - 60_000; at < all; at += EVERY * BLOCK_MS)
    network.payAt(ms(at), 'Ann', network.invoice('Dora', msat(20_000_000)));
  const amount = msat(690_000_000);
  const htlcs = jamChannels(network, ms(starts), {
    from: 'Mallory',
    to: 'Mordred',
    resource,
    amount,
    blocks,
  });
  network.run(ms(starts + BLOCK_MS / 2));
  const { locked } = network;
  const trace = network.run(ms(all + BLOCK_MS));
  const part = (from: number, until: number): JammedPart => {
    const own = [...network.nodeOf('Ann').store.payments.values()].filter(
      ({ startedAt }) => startedAt >= from && startedAt < until,
    );
    return { tried: own.length, paid: own.filter(({ status }) => status === 'paid').length };
  };
  return {
    trace,
    before: part(0, starts),
    during: part(starts + BLOCK_MS, ends - EVERY * BLOCK_MS),
    after: part(ends + EVERY * BLOCK_MS, all),
    htlcs,
    locked,
    cost: msat(start - wealth()),
  };
}
