/** Scenario: a payer without a channel to its payees. One payment arrives, one arrives on the second try, one comes back. */
import { ms, msat } from '../foundation/units.ts';
import type { Msat } from '../foundation/units.ts';
import type { Result } from '../foundation/result.ts';
import { checkRoute } from '../layer2/lightning/check-route.ts';
import { findRoute as referenceFindRoute } from '../layer2/lightning/find-route.ts';
import type { FindRoute, Route, RouteRequest } from '../layer2/lightning/find-route.ts';
import { shortChannelId } from '../layer2/lightning/hop-payload.ts';
import { LightningNetwork } from '../layer2/lightning/lightning-network.ts';
import type { NetworkChannel } from '../layer2/lightning/random-network.ts';
import type { PaymentRecord } from '../layer2/lightning/node-store.ts';
import type { Trace } from '../simulation/trace.ts';

/** What the scenario is made of. */
export interface LightningRouteSettings {
  readonly seed: number;
  /** How the payer finds its routes; the engine's own unless told. */
  readonly findRoute?: FindRoute;
}

/** A question for a route, what was answered, and what the network's terms say about the answer. */
export interface AskedRoute {
  readonly request: RouteRequest;
  readonly answer: Result<Route>;
  /** The answer once every hop would take it; otherwise the first reason against it. */
  readonly checked: Result<Route>;
  /** What the engine's own route costs; null when there is none. */
  readonly leastFee: Msat | null;
}

/** What the scenario gives back. */
export interface LightningRouteRun {
  readonly trace: Trace;
  /** The three payments in their order: one that arrives, one that has to try twice, one that cannot arrive. */
  readonly payments: readonly PaymentRecord[];
  readonly asked: readonly AskedRoute[];
  /** What each node has before and after, in thousandths of a satoshi. */
  readonly wealth: readonly { readonly node: string; readonly before: Msat; readonly after: Msat }[];
  /** What still lies in HTLCs at the end: nothing, when every payment went all the way or not at all. */
  readonly locked: Msat;
}

const SATOSHI = 1_000n;

/** A channel from `first`, which has `firstHas` satoshi of `capacity`, to `second`; both take `base` msat and `millionths`. */
function channelOf(
  number: number,
  [first, second]: readonly [string, string],
  capacity: bigint,
  firstHas: bigint,
  base: number,
  millionths: number,
): NetworkChannel {
  const policy = {
    feeBase: msat(base),
    feeProportional: millionths,
    cltvExpiryDelta: 40,
    htlcMinimum: msat(SATOSHI),
    htlcMaximum: msat(capacity * SATOSHI),
  };
  return {
    channel: shortChannelId(799_000 + number, 1, 0),
    nodes: [first, second],
    capacity: msat(capacity * SATOSHI),
    firstHas: msat(firstHas * SATOSHI),
    policies: [policy, policy],
  };
}

/**
 * Ann has one channel, to Ben. Dora can be reached through Cem for little and through Eli for more; Cem has little left
 * towards Dora, which only Cem and Dora know. Fay can be reached through Eli alone, who has next to nothing left there.
 */
export const LIGHTNING_ROUTE_CHANNELS: readonly NetworkChannel[] = [
  channelOf(1, ['Ann', 'Ben'], 2_000_000n, 1_500_000n, 0, 0),
  channelOf(2, ['Ben', 'Cem'], 1_000_000n, 700_000n, 1_000, 100),
  channelOf(3, ['Cem', 'Dora'], 1_000_000n, 150_000n, 1_000, 100),
  channelOf(4, ['Ben', 'Eli'], 1_000_000n, 800_000n, 1_000, 500),
  channelOf(5, ['Eli', 'Dora'], 1_000_000n, 600_000n, 1_000, 500),
  channelOf(6, ['Eli', 'Fay'], 1_000_000n, 20_000n, 1_000, 500),
];

/** The three payments of Ann, in satoshi, a minute apart. */
export const LIGHTNING_ROUTE_PAYMENTS: readonly { readonly to: string; readonly amount: bigint }[] = [
  { to: 'Dora', amount: 50_000n },
  { to: 'Dora', amount: 300_000n },
  { to: 'Fay', amount: 100_000n },
];

/**
 * Ann pays Dora 50,000 satoshi, then 300,000, then Fay 100,000. The first payment arrives over Cem. The second is refused
 * there for want of balance, and its retry arrives over Eli. The third is refused by Eli, and all of it is back with Ann.
 */
export function runLightningRoute({
  seed,
  findRoute = referenceFindRoute,
}: LightningRouteSettings): LightningRouteRun {
  const asked: AskedRoute[] = [];
  const network = new LightningNetwork({
    seed,
    channels: LIGHTNING_ROUTE_CHANNELS,
    findRoute: (graph, request) => {
      const answer = findRoute(graph, request);
      const best = referenceFindRoute(graph, request);
      const checked = answer.ok ? checkRoute(graph, request, answer.value) : answer;
      asked.push({ request, answer, checked, leastFee: best.ok ? best.value.fee : null });
      return answer;
    },
  });
  const before = network.names.map((name) => network.wealthOf(name));
  LIGHTNING_ROUTE_PAYMENTS.forEach(({ to, amount }, index) => {
    const invoice = network.invoice(to, msat(amount * SATOSHI));
    network.payAt(ms(60_000 * (index + 1)), 'Ann', invoice);
  });
  const trace = network.run(ms(60_000 * (LIGHTNING_ROUTE_PAYMENTS.length + 1)));
  return {
    trace,
    payments: [...network.nodeOf('Ann').store.payments.values()],
    asked,
    wealth: network.names.map((node, index) => ({
      node,
      before: before[index] ?? msat(0),
      after: network.wealthOf(node),
    })),
    locked: network.locked,
  };
}
