/** The eclipse: a victim that hears of nobody but the attacker, and a cut through the network. */
import type { Ms } from '../foundation/units.ts';
import type { Partition } from '../simulation/network.ts';

/** Who is cut off with whom, and when. */
export interface EclipseSettings {
  /** The victim's index. */
  readonly victim: number;
  /** The attacker's node, which the victim still hears. */
  readonly attacker: number;
  readonly from: Ms;
  readonly until: Ms;
}

/**
 * An eclipse as a cut through the network: victim and attacker on one side, everyone else on the other. In life
 * the attacker fills all of the victim's connections and stays connected to the rest; here it mines on its side
 * alone while the cut lasts, which is what the victim sees. Source: E. Heilman et al., Eclipse Attacks on
 * Bitcoin's Peer-to-Peer Network, USENIX Security 2015. Throws RangeError for a victim that attacks itself or
 * an eclipse that ends before it begins.
 */
export function eclipse({ victim, attacker, from, until }: EclipseSettings): Partition {
  if (victim === attacker) throw new RangeError('A victim does not attack itself.');
  if (until <= from) throw new RangeError('An eclipse ends after it begins.');
  return { from, until, side: [victim, attacker] };
}

/**
 * A cut that leaves the nodes 0 to `nodes` − 1 on one side: a torn cable, a border. Throws RangeError when it
 * leaves nobody on one of the sides.
 */
export function splitNetwork(nodes: number, of: number, from: Ms, until: Ms): Partition {
  if (!(nodes > 0 && nodes < of)) throw new RangeError('A cut has nodes on both sides.');
  if (until <= from) throw new RangeError('A cut ends after it begins.');
  return { from, until, side: Array.from({ length: nodes }, (_, index) => index) };
}
