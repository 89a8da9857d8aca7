/** Payment networks from a seed: who has channels with whom, how large, and on what terms. */
import type { Random } from '../../foundation/random.ts';
import { msat } from '../../foundation/units.ts';
import type { Msat } from '../../foundation/units.ts';
import type { ChannelEdge, ChannelPolicy } from './channel-graph.ts';
import { shortChannelId } from './hop-payload.ts';
import type { ShortChannelId } from './hop-payload.ts';

/** A channel between two nodes: both directions of it, and how its coins are divided at first. */
export interface NetworkChannel {
  readonly channel: ShortChannelId;
  readonly nodes: readonly [string, string];
  readonly capacity: Msat;
  /** What the first of the two has; the rest is the other's. */
  readonly firstHas: Msat;
  /** Each node's terms for forwarding over it, in the order of `nodes`. */
  readonly policies: readonly [ChannelPolicy, ChannelPolicy];
}

/** What a network drawn at random is made of. */
export interface RandomNetworkSettings {
  readonly nodes: number;
  readonly channels: number;
  /** Coins of a channel, drawn evenly between the two; 1 to 10 million satoshi unless told. */
  readonly capacity?: readonly [Msat, Msat];
}

/** Both directions of `channels`, as a graph has them. */
export const edgesOf = (channels: readonly NetworkChannel[]): readonly ChannelEdge[] =>
  channels.flatMap(({ channel, nodes: [first, second], capacity, policies: [there, back] }) => [
    { channel, from: first, to: second, capacity, policy: there },
    { channel, from: second, to: first, capacity, policy: back },
  ]);

/** Terms in the range of the public network: base to 1 satoshi, to 1,000 millionths, locks of 18 to 144 blocks. */
const drawPolicy = (random: Random, capacity: Msat): ChannelPolicy => ({
  feeBase: msat(random.int(0, 1000)),
  feeProportional: random.int(1, 1000),
  cltvExpiryDelta: random.pick([34, 40, 80, 144]),
  htlcMinimum: msat(1000),
  htlcMaximum: capacity,
});

/**
 * A network from `random`: nodes `node-0` … in a ring, so that all can be reached, and further channels between a node
 * and one end of a channel that is there already, so that those with many get more (A.-L. Barabási and R. Albert,
 * Emergence of scaling in random networks, 1999), as in the public network. @throws RangeError for fewer channels than nodes
 */
export function randomNetwork(settings: RandomNetworkSettings, random: Random): readonly NetworkChannel[] {
  const {
    nodes,
    channels,
    capacity: [least, most] = [msat(1_000_000_000n), msat(10_000_000_000n)],
  } = settings;
  if (nodes < 3 || channels < nodes)
    throw new RangeError(
      `A network has 3 nodes and as many channels as nodes; got ${nodes} and ${channels}.`,
    );
  const ends: number[] = [];
  return Array.from({ length: channels }, (_, index) => {
    const first = index < nodes ? index : random.int(0, nodes - 1);
    let second = (index + 1) % nodes;
    if (index >= nodes)
      do second = random.pick(ends);
      while (second === first);
    ends.push(first, second);
    const capacity = msat(least + random.bigint(most - least + 1n));
    return {
      channel: shortChannelId(800_000 + Math.floor(index / 1000), index % 1000, 0),
      nodes: [`node-${first}`, `node-${second}`],
      capacity,
      // Between a fifth and four fifths: neither side begins with nothing.
      firstHas: msat((capacity * BigInt(random.int(20, 80))) / 100n),
      policies: [drawPolicy(random, capacity), drawPolicy(random, capacity)],
    };
  });
}
