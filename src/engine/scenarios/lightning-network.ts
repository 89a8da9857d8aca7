/** Scenario: a Lightning network of many nodes and payments, and what it costs, locks and achieves. */
import { createRandom } from '../foundation/random.ts';
import { ms, msat } from '../foundation/units.ts';
import type { Ms, Msat } from '../foundation/units.ts';
import type { FindRoute } from '../layer2/lightning/find-route.ts';
import type { NodeConduct } from '../layer2/lightning/chain-duties.ts';
import { LightningNetwork } from '../layer2/lightning/lightning-network.ts';
import type { RecordedEvents } from '../layer2/lightning/record-node-event.ts';
import { randomNetwork } from '../layer2/lightning/random-network.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a network and its payments are made of. */
export interface LightningNetworkRunSettings {
  readonly seed: number;
  readonly nodes: number;
  readonly payments: number;
  /** Channels; four for each node unless told. */
  readonly channels?: number;
  /** Amounts, drawn evenly between the two; 1,000 to 40,000 satoshi unless told. */
  readonly amounts?: readonly [Msat, Msat];
  /** Mean time between two payments; 100 ms unless told. */
  readonly everyMs?: number;
  /** Nodes that accept HTLCs and let them lie; none unless told. */
  readonly holders?: number;
  readonly findRoute?: FindRoute;
  readonly record?: RecordedEvents;
}

/** How much lay in open HTLCs at a time. */
export interface LockedLiquidity {
  readonly at: Ms;
  readonly locked: Msat;
  /** Payments under way. */
  readonly pending: number;
}

/** What the run gives back: whole numbers, to be divided by whoever shows them. */
export interface LightningNetworkRun {
  readonly trace: Trace;
  readonly payments: number;
  readonly paid: number;
  readonly failed: number;
  /** Under way at the end: their HTLCs lie with a node that does not answer. */
  readonly pending: number;
  /** Attempts at all payments together; what exceeds `payments` are retries. */
  readonly attempts: number;
  /** How many payments were made over so many channels: `hops[3]` is the number of those over three. */
  readonly hops: readonly number[];
  /** What was paid to payees, and for forwarding. */
  readonly amount: Msat;
  readonly fees: Msat;
  /** Coins in all channels together. */
  readonly capacity: Msat;
  /** Twenty samples over the run. */
  readonly locked: readonly LockedLiquidity[];
  /** Reasons of the payments that failed, each with how often it came. */
  readonly reasons: readonly (readonly [string, number])[];
}

const SAMPLES = 20;

/**
 * Draws a network, lets nodes that are drawn pay each other, and counts. Payers know the channels and not how their coins
 * are divided, so an attempt can fail and teaches them something. The run ends ten minutes after the last payment began.
 */
export function runLightningNetwork(settings: LightningNetworkRunSettings): LightningNetworkRun {
  const { seed, nodes, payments, channels = 4 * nodes, everyMs = 100, holders = 0 } = settings;
  const { amounts: [least, most] = [msat(1_000_000), msat(40_000_000)], record = 'payments' } = settings;
  const random = createRandom(seed, 'lightning-network');
  const drawn = randomNetwork({ nodes, channels }, random.fork('channels'));
  const held = random.fork('holders').shuffle(Array.from({ length: nodes }, (_, index) => `node-${index}`));
  const conducts = new Map<string, NodeConduct>(held.slice(0, holders).map((name) => [name, 'holds']));
  const { findRoute } = settings;
  const network = new LightningNetwork({
    seed,
    channels: drawn,
    record,
    conducts,
    ...(findRoute !== undefined && { findRoute }),
  });
  const payers = random.fork('payers');
  let last = 0;
  for (let payment = 0; payment < payments; payment += 1) {
    last += payers.exponentialMs(everyMs);
    const payer = payers.int(0, nodes - 1);
    const payee = (payer + payers.int(1, nodes - 1)) % nodes;
    const amount = msat(least + payers.bigint(most - least + 1n));
    network.payAt(ms(last), `node-${payer}`, network.invoice(`node-${payee}`, amount));
  }
  const locked: LockedLiquidity[] = [];
  const sample = ms(Math.max(1, Math.ceil(last / SAMPLES)));
  network.world.every(sample, sample, (at) => {
    const pending = network.payments.filter(({ status }) => status === 'pending').length;
    locked.push({ at, locked: network.locked, pending });
    const amount = String(network.locked);
    network.world.recorder.record({
      kind: 'liquidity-sampled',
      at,
      actor: 'network',
      layer: 2,
      locked: amount,
      pending,
    });
    return locked.length < SAMPLES;
  });
  const trace = network.run(ms(last + 600_000));

  const all = network.payments;
  const made = all.filter(({ status }) => status === 'paid');
  const hops: number[] = [];
  for (const { route } of made) {
    const length = route?.hops.length ?? 0;
    while (hops.length <= length) hops.push(0);
    hops[length] = (hops[length] ?? 0) + 1;
  }
  const reasons = new Map<string, number>();
  for (const { status, failure } of all)
    if (status === 'failed') reasons.set(failure ?? '', (reasons.get(failure ?? '') ?? 0) + 1);
  return {
    trace,
    payments: all.length,
    paid: made.length,
    failed: all.filter(({ status }) => status === 'failed').length,
    pending: all.filter(({ status }) => status === 'pending').length,
    attempts: all.reduce((sum, { attempts }) => sum + attempts, 0),
    hops,
    amount: msat(made.reduce((sum, { invoice }) => sum + invoice.amount, 0n)),
    fees: msat(made.reduce((sum, { route }) => sum + (route?.fee ?? 0n), 0n)),
    capacity: msat(drawn.reduce((sum, { capacity }) => sum + capacity, 0n)),
    locked,
    reasons: [...reasons].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
