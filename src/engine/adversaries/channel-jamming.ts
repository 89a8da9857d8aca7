/** Channel jamming: payments that are never meant to arrive, sent to fill the channels of others and taken back for nothing. */
import { ms, msat } from '../foundation/units.ts';
import type { Ms, Msat } from '../foundation/units.ts';
import type { LightningNetwork } from '../layer2/lightning/lightning-network.ts';
import { MAX_ACCEPTED_HTLCS } from '../layer2/lightning/lightning-channel.ts';

/** What is filled: the coins of a channel, by one large HTLC, or its places for HTLCs, by as many of the smallest. */
export type JammedResource = 'coins' | 'places';

/** What a jammer does. */
export interface ChannelJamming {
  /** The jammer's two nodes; the second has to be one that `jams`. */
  readonly from: string;
  readonly to: string;
  readonly resource: JammedResource;
  /** What a `coins` jammer sends; a `places` jammer sends as little as channels take, so often. */
  readonly amount: Msat;
  /** Blocks that the second node asks for: so long its HTLCs lie. */
  readonly blocks: number;
}

/** The smallest HTLC that the channels take. */
const LEAST = msat(1_000);

/**
 * Lets the jammer's first node pay its second from `at` on. Nodes in between cannot tell such a payment from another, and a
 * payment that fails costs no fee (C. Shikhelman and S. Tikhomirov, Unjamming Lightning: A Systematic Approach, 2022). How
 * many HTLCs were sent.
 */
export function jamChannels(network: LightningNetwork, at: Ms, jamming: ChannelJamming): number {
  const { from, to, resource, amount, blocks } = jamming;
  const count = resource === 'coins' ? 1 : MAX_ACCEPTED_HTLCS;
  for (let sent = 0; sent < count; sent += 1) {
    const invoice = network.invoice(to, resource === 'coins' ? amount : LEAST, blocks);
    network.payAt(ms(at + 20 * sent), from, invoice);
  }
  return count;
}
