/** A route for a payment: the cheapest one through a graph of channels, found from the payee backwards. */
import { createQueue } from '../../foundation/priority-queue.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { msat } from '../../foundation/units.ts';
import type { Msat } from '../../foundation/units.ts';
import { compiledGraph } from './compiled-graph.ts';
import type { CompiledGraph } from './compiled-graph.ts';
import type { ChannelGraph } from './channel-graph.ts';
import type { ShortChannelId } from './hop-payload.ts';

/** What a payer looks for. */
export interface RouteRequest {
  readonly from: string;
  readonly to: string;
  /** What the payee is to get. */
  readonly amount: Msat;
  /** Blocks that the payee wants to have for claiming (BOLT 11, `min_final_cltv_expiry_delta`). */
  readonly finalCltvDelta: number;
  /** What the payer pays to those in between at most; no limit unless told. */
  readonly maxFee?: Msat;
  /** Blocks that the payer's own HTLC may be locked; 2,016 unless told (BOLT 4, "`max_htlc_cltv` Selection"). */
  readonly maxCltvDelta?: number;
  /** Channels of a route at most; 20 unless told: so many payloads fit into an onion. */
  readonly maxHops?: number;
  /** What the payer itself can send over its own channels now; of other nodes' channels nobody knows the division. */
  readonly balances?: ReadonlyMap<ShortChannelId, Msat>;
  /** Directions not to be used, by `edgeKey`: those that have just failed. */
  readonly without?: ReadonlySet<string>;
}

/** One channel of a route, with the HTLC that `from` will offer to `to` over it. */
export interface RouteHop {
  readonly channel: ShortChannelId;
  readonly from: string;
  readonly to: string;
  /** Amount of the HTLC: what the payee gets and the fees of the nodes from `to` on. */
  readonly amount: Msat;
  /** Lock of the HTLC in blocks from now: it shrinks from hop to hop, so that each node has time to claim before it has to pay back. */
  readonly cltvDelta: number;
}

/** A way for a payment, the payer's channel first. */
export interface Route {
  readonly hops: readonly RouteHop[];
  /** What the payee gets. */
  readonly amount: Msat;
  /** What the nodes in between keep. */
  readonly fee: Msat;
}

/** How a payer finds a route; the lab `lightning-route` asks for one. */
export type FindRoute = (graph: ChannelGraph, request: RouteRequest) => Result<Route>;

/** The largest lock that nodes accept, in blocks (BOLT 4, "`max_htlc_cltv` Selection"). */
export const MAX_HTLC_CLTV = 2016;
/** The most channels of a route (BOLT 4, "Initialization of `attribution_data`", the maximum number of hops). */
export const MAX_ROUTE_HOPS = 20;

/** What has to reach a node so that the payment arrives: the amount and lock of the HTLC that it is offered. */
interface Label {
  readonly node: number;
  readonly need: number;
  readonly lock: number;
  readonly hops: number;
  /** The direction out of the node, by index; -1 at the payee. */
  readonly edge: number;
  readonly rest: Label | null;
}

type Before = (a: Label, b: Label) => boolean;

const byAmount: Before = (a, b) =>
  a.need !== b.need ? a.need < b.need : a.lock !== b.lock ? a.lock < b.lock : a.hops < b.hops;
const byLock: Before = (a, b) => (a.lock !== b.lock ? a.lock < b.lock : a.need < b.need);

/** floor(amount · millionths / 10^6) without leaving the whole numbers that a double holds. */
function proportional(amount: number, millionths: number): number {
  const rest = amount % 1_000_000;
  const part = rest * millionths;
  return ((amount - rest) / 1_000_000) * millionths + (part - (part % 1_000_000)) / 1_000_000;
}

/** Dijkstra's search from the payee to the payer with `before` as the measure; null when nothing leads there. */
function search(graph: CompiledGraph, request: RouteRequest, before: Before): Label | null {
  const source = graph.nodes.get(request.from);
  const target = graph.nodes.get(request.to);
  if (source === undefined || target === undefined) return null;
  const { maxCltvDelta = MAX_HTLC_CLTV, maxHops = MAX_ROUTE_HOPS, balances } = request;
  const excluded = new Set<number>();
  for (const key of request.without ?? []) excluded.add(graph.byKey.get(key) ?? -1);
  const best: (Label | undefined)[] = Array.from({ length: graph.nodes.size });
  const done = new Uint8Array(graph.nodes.size);
  const queue = createQueue<Label>(before);
  const first: Label = {
    node: target,
    need: Number(request.amount),
    lock: request.finalCltvDelta,
    hops: 0,
    edge: -1,
    rest: null,
  };
  best[target] = first;
  queue.push(first);
  for (let label = queue.pop(); label !== undefined; label = queue.pop()) {
    const { node, need, lock, hops } = label;
    if (done[node] === 1) continue;
    done[node] = 1;
    if (node === source) return label;
    if (hops === maxHops) continue;
    for (let at = graph.start[node] as number; at < (graph.start[node + 1] as number); at += 1) {
      const edge = graph.into[at] as number;
      const from = graph.from[edge] as number;
      if (done[from] === 1 || excluded.has(edge)) continue;
      if (need < (graph.least[edge] as number) || need > (graph.most[edge] as number)) continue;
      let [amount, until] = [need, lock];
      if (from === source) {
        // The payer takes no fee of itself and needs no time; but it knows what it has.
        const channel = (graph.edges[edge] as { channel: ShortChannelId }).channel;
        const balance = balances?.get(channel);
        if (balance !== undefined && BigInt(need) > balance) continue;
      } else {
        amount += (graph.base[edge] as number) + proportional(need, graph.millionths[edge] as number);
        until += graph.delta[edge] as number;
      }
      // Beyond 2^53 - 1 a double is not exact any more; so much no channel that the payer has could carry.
      if (until > maxCltvDelta || amount > Number.MAX_SAFE_INTEGER) continue;
      const next: Label = { node: from, need: amount, lock: until, hops: hops + 1, edge, rest: label };
      const known = best[from];
      if (known !== undefined && !before(next, known)) continue;
      best[from] = next;
      queue.push(next);
    }
  }
  return null;
}

function routeOf(graph: CompiledGraph, label: Label, amount: Msat): Route {
  const hops: RouteHop[] = [];
  for (let at = label; at.rest !== null; at = at.rest) {
    const edge = graph.edges[at.edge];
    if (edge === undefined) break;
    const { channel, from, to } = edge;
    hops.push({ channel, from, to, amount: msat(at.rest.need), cltvDelta: at.rest.lock });
  }
  return { hops, amount, fee: msat(BigInt(label.need) - amount) };
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'BOLT 7, "HTLC Fees"; BOLT 4, "Packet Construction"', message, received, expected });

/**
 * The route on which the payer pays least; among equally cheap ones that with the shortest lock. Fees are reckoned on what
 * goes out, so only from the payee backwards is it known how much a node has to get: E. W. Dijkstra's search (1959) runs in
 * that direction. When the cheapest ways lock coins for longer than is allowed, it searches once more by lock instead.
 * Refused: a payment to oneself or of nothing, and `no-route`, when none is found within the limits. Amounts are below 2^53.
 */
export const findRoute: FindRoute = (graph, request) => {
  const { from, to, amount, maxFee } = request;
  if (from === to) return refuse('self-payment', 'Payer and payee are the same.', from, 'two nodes');
  if (amount <= 0n || amount > BigInt(Number.MAX_SAFE_INTEGER))
    return refuse('bad-amount', 'Such an amount cannot be sent.', amount, 'from 1 to 2^53 - 1');
  const compiled = compiledGraph(graph);
  const found = search(compiled, request, byAmount) ?? search(compiled, request, byLock);
  if (found === null)
    return refuse('no-route', `No route leads from ${from} to ${to}.`, amount, 'a smaller amount');
  const route = routeOf(compiled, found, amount);
  if (maxFee !== undefined && route.fee > maxFee)
    return refuse('no-route', `The cheapest route costs ${route.fee}.`, route.fee, `at most ${maxFee}`);
  return ok(route);
};
