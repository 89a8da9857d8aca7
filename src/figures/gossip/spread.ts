/** How one block spread: who got it from whom and when, laid out as rings of hops around the node that built it. */
import type { Trace } from 'strata';

/** One node's copy of the block. */
export interface Arrival {
  readonly node: string;
  /** Who sent it; the builder has nobody. */
  readonly from: string | null;
  /** Milliseconds after the block was built. */
  readonly at: number;
  /** When its copy was handed to the sender's line. */
  readonly sentAt: number;
  readonly hops: number;
  /** Place on the unit disc: the builder in the middle, the farthest ring at 1. */
  readonly x: number;
  readonly y: number;
}

/** A block's way through the network. */
export interface Spread {
  readonly block: string;
  readonly arrivals: readonly Arrival[];
  readonly rings: number;
  /** When the last node had it. */
  readonly last: number;
}

type Copy = Pick<Arrival, 'node' | 'from' | 'at' | 'sentAt'>;

/** The copies of the first block of a trace, in order of arrival. */
function copiesOf(trace: Trace): { readonly block: string; readonly copies: readonly Copy[] } {
  const built = trace.events.find((event) => event.kind === 'block-proposed');
  if (built?.kind !== 'block-proposed') return { block: '', copies: [] };
  const sent = new Map<string, number>();
  const copies: Copy[] = [{ node: built.actor, from: null, at: 0, sentAt: 0 }];
  for (const event of trace.events) {
    if (event.sequence <= built.sequence) continue;
    if (event.kind === 'block-proposed') break;
    if (event.kind === 'message-sent' && event.what === 'block')
      sent.set(`${event.actor}>${event.to}`, event.at);
    if (event.kind === 'block-received' && event.block === built.block) {
      const handed = sent.get(`${event.from}>${event.actor}`) ?? event.at;
      copies.push({
        node: event.actor,
        from: event.from,
        at: event.at - built.at,
        sentAt: handed - built.at,
      });
    }
  }
  return { block: built.block, copies };
}

/** The spread of a trace's first block. Angles follow the branches of first delivery, so that no two paths cross. */
export function spreadOf(trace: Trace): Spread {
  const { block, copies } = copiesOf(trace);
  const children = new Map<string, Copy[]>();
  for (const copy of copies) {
    if (copy.from !== null) children.set(copy.from, [...(children.get(copy.from) ?? []), copy]);
  }
  const hops = new Map<string, number>();
  for (const { node, from } of copies) hops.set(node, from === null ? 0 : (hops.get(from) ?? 0) + 1);
  // A node near the middle needs more of the circle for itself than one far out.
  const needs = new Map<string, number>();
  for (const { node } of [...copies].reverse()) {
    const below = (children.get(node) ?? []).reduce((sum, child) => sum + (needs.get(child.node) ?? 0), 0);
    needs.set(node, Math.max(below, 1 / Math.max(hops.get(node) ?? 1, 1)));
  }
  const angles = new Map<string, number>();
  const place = (node: string, from: number, to: number): void => {
    angles.set(node, (from + to) / 2);
    const below = children.get(node) ?? [];
    const all = below.reduce((sum, child) => sum + (needs.get(child.node) ?? 0), 0);
    let start = from;
    for (const child of below) {
      const share = ((to - from) * (needs.get(child.node) ?? 0)) / all;
      place(child.node, start, start + share);
      start += share;
    }
  };
  const [builder] = copies;
  if (builder !== undefined) place(builder.node, 0, 2 * Math.PI);
  const rings = [...hops.values()].reduce((most, count) => Math.max(most, count), 1);
  const arrivals = copies.map((copy): Arrival => {
    const angle = angles.get(copy.node) ?? 0;
    const radius = (hops.get(copy.node) ?? 0) / rings;
    return {
      ...copy,
      hops: hops.get(copy.node) ?? 0,
      x: radius * Math.sin(angle),
      y: -radius * Math.cos(angle),
    };
  });
  return { block, arrivals, rings, last: arrivals.reduce((latest, { at }) => Math.max(latest, at), 0) };
}

/** The time by which a share (0 to 1) of all nodes had the block. */
export function timeToReach({ arrivals }: Spread, share: number): number {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  return times[Math.max(Math.ceil(times.length * share) - 1, 0)] ?? 0;
}

/** How many nodes have the block at a time, and how many copies are on their way. */
export function countsAt(
  { arrivals }: Spread,
  time: number,
): { readonly have: number; readonly underWay: number } {
  const have = arrivals.filter(({ at }) => at <= time).length;
  return { have, underWay: arrivals.filter(({ at, sentAt }) => sentAt <= time && at > time).length };
}
