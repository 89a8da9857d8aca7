/** Whether a route would be forwarded: every hop joins the next, pays each node's fee, keeps its lock and its bounds. */
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import type { ChannelEdge, ChannelGraph } from './channel-graph.ts';
import { edgeKey, forwardingFee } from './channel-graph.ts';
import { compiledGraph } from './compiled-graph.ts';
import { MAX_HTLC_CLTV, MAX_ROUTE_HOPS } from './find-route.ts';
import type { Route, RouteHop, RouteRequest } from './find-route.ts';

const refuse = (code: string, rule: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule, message, received, expected });

/** The hop as the graph has it, once it continues the one before and respects the channel's bounds. */
function checkHop(
  graph: ChannelGraph,
  request: RouteRequest,
  hop: RouteHop,
  at: string,
): Result<ChannelEdge> {
  const compiled = compiledGraph(graph);
  const key = edgeKey(hop.channel, hop.from);
  const edge = compiled.edges[compiled.byKey.get(key) ?? -1];
  if (edge === undefined || edge.to !== hop.to || hop.from !== at)
    return refuse(
      'unknown_next_peer',
      'BOLT 4, "Failure Messages"',
      `${key} does not lead on.`,
      hop,
      `from ${at}`,
    );
  if (request.without?.has(key) === true)
    return refuse('excluded', 'Strata route', `${key} was to be avoided.`, key, 'another channel');
  const { htlcMinimum, htlcMaximum } = edge.policy;
  if (hop.amount < htlcMinimum || hop.amount > htlcMaximum)
    return refuse(
      'amount-out-of-bounds',
      'BOLT 7, "The `channel_update` Message"',
      `${key} does not forward ${hop.amount}.`,
      hop.amount,
      `${htlcMinimum} to ${htlcMaximum}`,
    );
  return ok(edge);
}

/**
 * `route` when it answers `request` over `graph`. Refused, by the failure that the network would give: hops that do not
 * join, a channel to be avoided, amounts outside a channel's bounds or beyond the payer's balance, too little fee
 * (`fee_insufficient`), too short a lock between two hops (`incorrect_cltv_expiry`), a lock, fee or length beyond the limits.
 */
export function checkRoute(graph: ChannelGraph, request: RouteRequest, route: Route): Result<Route> {
  const { maxCltvDelta = MAX_HTLC_CLTV, maxHops = MAX_ROUTE_HOPS, maxFee, balances } = request;
  const [first, last] = [route.hops[0], route.hops.at(-1)];
  if (first === undefined || last === undefined || last.to !== request.to)
    return refuse('no-route', 'Strata route', 'The route does not reach the payee.', last?.to, request.to);
  if (route.hops.length > maxHops || first.cltvDelta > maxCltvDelta)
    return refuse(
      'expiry_too_far',
      'BOLT 4, "Failure Messages"',
      'The route is beyond the limits.',
      first.cltvDelta,
      maxCltvDelta,
    );
  let at = request.from;
  for (const [index, hop] of route.hops.entries()) {
    const checked = checkHop(graph, request, hop, at);
    if (!checked.ok) return checked;
    at = hop.to;
    const before = route.hops[index - 1];
    if (before === undefined) continue;
    const { policy } = checked.value;
    const fee = forwardingFee(policy, hop.amount);
    if (before.amount - hop.amount < fee)
      return refuse(
        'fee_insufficient',
        'BOLT 7, "HTLC Fees"',
        `${hop.from} asks for ${fee}.`,
        before.amount - hop.amount,
        fee,
      );
    if (before.cltvDelta - hop.cltvDelta < policy.cltvExpiryDelta)
      return refuse(
        'incorrect_cltv_expiry',
        'BOLT 4, "Failure Messages"',
        `${hop.from} asks for ${policy.cltvExpiryDelta} blocks.`,
        before.cltvDelta - hop.cltvDelta,
        policy.cltvExpiryDelta,
      );
  }
  if (last.amount < request.amount || last.cltvDelta < request.finalCltvDelta)
    return refuse(
      'final_incorrect_htlc_amount',
      'BOLT 4, "Failure Messages"',
      'The payee gets less than asked for.',
      last.amount,
      request.amount,
    );
  const balance = balances?.get(first.channel);
  if (balance !== undefined && first.amount > balance)
    return refuse(
      'insufficient-balance',
      'BOLT 2, "Adding an HTLC"',
      'The payer has less.',
      balance,
      first.amount,
    );
  if (maxFee !== undefined && first.amount - request.amount > maxFee)
    return refuse(
      'no-route',
      'Strata route',
      'The route costs too much.',
      first.amount - request.amount,
      maxFee,
    );
  return ok(route);
}
