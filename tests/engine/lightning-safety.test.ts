/** What must hold in a Lightning network whatever is lost, late, doubled or reordered, whoever crashes, and whoever cheats. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createRandom,
  LightningNetwork,
  lockedInHtlcs,
  ms,
  msat,
  opensHash,
  randomNetwork,
  ready,
  safeCltvDelta,
  safeFinalCltvDelta,
  shortChannelId,
  type LightningChannel,
  type NetworkChannel,
  type NodeConduct,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

beforeAll(ready);

const sumOf = (channel: LightningChannel): bigint => channel.ours + channel.theirs + lockedInHtlcs(channel);

/** What is left of a node's gains once its own payments are taken out: what it has earned by forwarding. */
function forwardingGain(network: LightningNetwork, name: string, before: bigint): bigint {
  let gain = network.wealthOf(name) - before;
  for (const payer of network.names)
    for (const { invoice, status, route } of network.nodeOf(payer).store.payments.values()) {
      if (status !== 'paid') continue;
      if (payer === name) gain += invoice.amount + (route?.fee ?? 0n);
      if (invoice.payee === name) gain -= invoice.amount;
    }
  return gain;
}

interface Weather {
  readonly lost: number;
  readonly repeated: number;
  readonly late: number;
}

interface Trouble {
  readonly seed: number;
  readonly nodes: number;
  readonly weather: Weather;
  readonly crashes: readonly { readonly node: number; readonly at: number; readonly forMs: number }[];
  readonly conducts: readonly NodeConduct[];
}

const BLOCK_MS = 60_000;

/** A network in trouble, run until every lock is long over; what must hold is checked on the way and at the end. */
function survive({ seed, nodes, weather, crashes, conducts }: Trouble): { paid: number; failed: number } {
  const random = createRandom(seed, 'trouble');
  const capacity = [msat(50_000_000), msat(200_000_000)] as const;
  const channels = randomNetwork({ nodes, channels: nodes + 3, capacity }, random.fork('channels'));
  const conductOf = new Map(conducts.slice(0, nodes).map((conduct, index) => [`node-${index}`, conduct]));
  const network = new LightningNetwork({
    seed,
    channels,
    conducts: conductOf,
    blockMs: ms(BLOCK_MS),
    record: 'payments',
    lines: {
      latency: { minMs: ms(20), maxMs: ms(100) },
      drop: { lost: weather.lost, of: 100 },
      repeat: { repeated: weather.repeated, of: 100 },
      late: { late: weather.late, of: 100, byMs: ms(3_000) },
    },
  });
  const isHonest = (name: string): boolean => (conductOf.get(name) ?? 'honest') === 'honest';
  const before = new Map(network.names.map((name) => [name, network.wealthOf(name)]));
  const total = channels.reduce((sum, channel) => sum + channel.capacity, 0n);
  for (let payment = 0; payment < 6; payment += 1) {
    const payer = random.int(0, nodes - 1);
    const payee = (payer + random.int(1, nodes - 1)) % nodes;
    const invoice = network.invoice(`node-${payee}`, msat(random.int(1_000_000, 60_000_000)));
    if (conductOf.get(`node-${payer}`) !== 'holds')
      network.payAt(ms(random.int(1, 60_000)), `node-${payer}`, invoice);
  }
  for (const { node, at, forMs } of crashes) network.crashAt(ms(at), `node-${node % nodes}`, ms(forMs));
  // The longest lock: six hops of 144 blocks, and 18 for the payee; then grace and inclusion, for each attempt again.
  for (let until = 20_000; until < 900 * 5 * BLOCK_MS; until = until < 200_000 ? until + 20_000 : until * 3) {
    network.run(ms(until));
    for (const name of network.names)
      for (const { channel } of network.nodeOf(name).store.links.values())
        expect(sumOf(channel)).toBe(channel.capacity);
  }
  // Every HTLC has ended, every payment too.
  expect(network.locked).toBe(0n);
  const payments = network.payments;
  expect(payments.filter(({ status }) => status === 'pending')).toEqual([]);
  // No coin is made or lost.
  expect(network.names.reduce((sum, name) => sum + network.wealthOf(name), 0n)).toBe(total);
  // Proof of payment if and only if paid. Where nobody cheats, what the payee has taken the payer has paid; a hostile node
  // in between can come too late for its own share, and has then paid for the payer.
  const isFair = !conducts
    .slice(0, nodes)
    .some((conduct) => conduct === 'hostile' || conduct === 'two-faced');
  for (const { status, preimage, invoice } of payments) {
    expect(preimage !== null && opensHash(preimage, invoice.paymentHash)).toBe(status === 'paid');
    const isTaken = network.nodeOf(invoice.payee).store.settled.has(invoice.paymentHash);
    if (isFair || status === 'paid') expect(isTaken).toBe(status === 'paid');
  }
  // No honest node has lost: it paid amount and fee once for each of its payments, and forwarded at a gain.
  const gains = network.names.map((name) => ({
    name,
    gain: forwardingGain(network, name, before.get(name) ?? 0n),
  }));
  expect(gains.filter(({ name, gain }) => isHonest(name) && gain < 0n)).toEqual([]);
  const fees = payments.reduce(
    (sum, { status, route }) => sum + (status === 'paid' ? (route?.fee ?? 0n) : 0n),
    0n,
  );
  expect(gains.reduce((sum, { gain }) => sum + gain, 0n)).toBe(fees);
  return {
    paid: payments.filter(({ status }) => status === 'paid').length,
    failed: payments.filter(({ status }) => status === 'failed').length,
  };
}

const weathers = fc.record({
  lost: fc.integer({ min: 0, max: 25 }),
  repeated: fc.integer({ min: 0, max: 25 }),
  late: fc.integer({ min: 0, max: 25 }),
});
const crashLists = fc.array(
  fc.record({
    node: fc.nat(9),
    at: fc.integer({ min: 0, max: 120_000 }),
    forMs: fc.integer({ min: 1, max: 2 * BLOCK_MS }),
  }),
  { maxLength: 6 },
);

describe('a network of honest nodes', () => {
  test('in any weather and with crashes pays all or nothing, and nobody in between loses', () => {
    let paid = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 3, max: 7 }),
        weathers,
        crashLists,
        (seed, nodes, weather, crashes) => {
          paid += survive({ seed, nodes, weather, crashes, conducts: [] }).paid;
        },
      ),
      { numRuns: runs(40) },
    );
    expect(paid).toBeGreaterThan(0);
  });
});

describe('a network with nodes that hold HTLCs or take every advantage', () => {
  test('costs them and not the honest ones, and every HTLC ends', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 3, max: 7 }),
        weathers,
        crashLists,
        fc.array(
          fc.constantFrom<NodeConduct>('honest', 'honest', 'honest', 'holds', 'hostile', 'two-faced'),
          {
            minLength: 7,
            maxLength: 7,
          },
        ),
        (seed, nodes, weather, crashes, conducts) => {
          survive({ seed, nodes, weather, crashes, conducts });
        },
      ),
      { numRuns: runs(40) },
    );
  });
});

describe('the lock difference is what makes forwarding safe', () => {
  /** Ann and Cem, who are one, pay through Ben: Cem claims at the last moment, Ann takes back at the first. */
  function robBen(
    delta: number,
    times = { grace: 2, inclusion: 3 },
    conducts: readonly [NodeConduct, NodeConduct] = ['hostile', 'hostile'],
  ): bigint {
    const policy = {
      feeBase: msat(1_000),
      feeProportional: 0,
      cltvExpiryDelta: delta,
      htlcMinimum: msat(1),
      htlcMaximum: msat(100_000_000),
    };
    const channel = (number: number, first: string, second: string): NetworkChannel => ({
      channel: shortChannelId(number, 0, 0),
      nodes: [first, second],
      capacity: msat(100_000_000),
      firstHas: msat(60_000_000),
      policies: [policy, policy],
    });
    const network = new LightningNetwork({
      seed: 1,
      times,
      channels: [channel(1, 'Ann', 'Ben'), channel(2, 'Ben', 'Cem')],
      conducts: new Map([
        ['Ann', conducts[0]],
        ['Cem', conducts[1]],
      ]),
    });
    const before = network.wealthOf('Ben');
    network.payAt(ms(1), 'Ann', network.invoice('Cem', msat(10_000_000)));
    network.run(ms(600_000 * 200));
    expect(network.locked).toBe(0n);
    return network.wealthOf('Ben') - before;
  }

  test('with BOLT 2’s 2G + 2S Ben earns his fee even so', () => {
    for (const grace of [1, 2, 3])
      for (const inclusion of [1, 2, 6])
        expect(robBen(safeCltvDelta({ grace, inclusion }), { grace, inclusion })).toBe(1_000n);
  });

  test('with too small a difference he loses the payment: G + 2S is the least that saves him', () => {
    const outcomes = Array.from({ length: 12 }, (_, delta) => robBen(delta));
    expect(outcomes.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => -10_000_000n));
    expect(outcomes.slice(8)).toEqual(Array.from({ length: 4 }, () => 1_000n));
  });

  test('a payee that calls a payment failed and claims it on chain takes nothing from Ben, who has not believed it yet', () => {
    for (const payer of ['honest', 'hostile'] as const)
      expect(robBen(10, { grace: 2, inclusion: 3 }, [payer, 'two-faced'])).toBe(1_000n);
  });

  test('a payee that lets an HTLC lie costs Ben a channel, and no payment', () => {
    expect(robBen(10, { grace: 2, inclusion: 3 }, ['honest', 'holds'])).toBe(0n);
  });

  test('the figures that BOLT 2 gives for R = 2, G = 2, S = 12', () => {
    expect(safeCltvDelta({ grace: 2, inclusion: 12 }, 2)).toBe(34);
    expect(safeFinalCltvDelta({ grace: 2, inclusion: 12 }, 2)).toBe(18);
  });
});
