/** What must hold in a Lightning network whatever is lost, late, doubled or reordered, whoever crashes, and whoever cheats. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  addHtlc,
  againOf,
  bytesToHex,
  createLink,
  createRandom,
  failHtlc,
  fulfilHtlc,
  isWaiting,
  LightningNetwork,
  lockedInHtlcs,
  makeUpdate,
  ms,
  msat,
  openLightningChannel,
  opensHash,
  randomNetwork,
  ready,
  safeCltvDelta,
  safeFinalCltvDelta,
  sha256,
  shortChannelId,
  takeMessage,
  type ChannelLink,
  type Hash,
  type Hex,
  type HtlcUpdate,
  type LightningChannel,
  type LinkMessage,
  type NetworkChannel,
  type NodeConduct,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

beforeAll(ready);

const CHANNEL = shortChannelId(1, 1, 1);
const preimageOf = (id: number): Hex => bytesToHex(new Uint8Array(32).fill(id + 1));
const hashOf = (id: number): Hash => bytesToHex(sha256(new Uint8Array(32).fill(id + 1))) as Hash;
const sumOf = (channel: LightningChannel): bigint => channel.ours + channel.theirs + lockedInHtlcs(channel);

describe('the state of a channel', () => {
  const open = openLightningChannel(CHANNEL, msat(1_000), msat(600));
  const htlc = {
    offeredBy: 'ours' as const,
    id: 0,
    amount: msat(200),
    paymentHash: hashOf(0),
    cltvExpiry: 9,
  };
  const added = addHtlc(open, htlc);
  const pending = added.ok ? added.value : open;

  test('an HTLC goes to the other side for its preimage, and back without it', () => {
    expect(pending).toMatchObject({ ours: 400n, theirs: 400n });
    expect(fulfilHtlc(pending, 'ours', 0, preimageOf(0))).toMatchObject({
      value: { ours: 400n, theirs: 600n },
    });
    expect(failHtlc(pending, 'ours', 0)).toMatchObject({ value: { ours: 600n, theirs: 400n, htlcs: [] } });
  });

  test.each([
    ['insufficient-balance', () => addHtlc(open, { ...htlc, amount: msat(601) })],
    ['empty-htlc', () => addHtlc(open, { ...htlc, amount: msat(0) })],
    ['repeated-id', () => addHtlc(pending, htlc)],
    ['wrong-preimage', () => fulfilHtlc(pending, 'ours', 0, preimageOf(1))],
    ['unknown-htlc', () => fulfilHtlc(pending, 'theirs', 0, preimageOf(0))],
    ['unknown-htlc', () => failHtlc(open, 'ours', 0)],
  ])('%s is refused', (code, change) => {
    expect(change()).toMatchObject({ ok: false, rejection: { code } });
  });

  test('no more than 483 HTLCs of a side', () => {
    let channel = openLightningChannel(CHANNEL, msat(1_000), msat(1_000));
    for (let id = 0; id < 483; id += 1) {
      const next = addHtlc(channel, { ...htlc, id, amount: msat(1) });
      if (!next.ok) throw new Error(next.rejection.message);
      channel = next.value;
    }
    const over = addHtlc(channel, { ...htlc, id: 483, amount: msat(1) });
    expect(over).toMatchObject({ rejection: { code: 'too-many-htlcs' } });
  });
});

/** Two ends of one channel, and the messages on their way to each. */
interface Pair {
  readonly ends: [ChannelLink, ChannelLink];
  readonly wire: [LinkMessage[], LinkMessage[]];
  readonly committed: [HtlcUpdate[], HtlcUpdate[]];
}

const createPair = (): Pair => ({
  ends: [
    createLink(openLightningChannel(CHANNEL, msat(1_000), msat(500)), 'b'),
    createLink(openLightningChannel(CHANNEL, msat(1_000), msat(500)), 'a'),
  ],
  wire: [[], []],
  committed: [[], []],
});

/** Takes a message at end `at`; a refusal is a broken protocol. */
function hear(pair: Pair, at: 0 | 1, message: LinkMessage): void {
  const step = takeMessage(pair.ends[at], message);
  if (!step.ok) throw new Error(`${step.rejection.code}: ${step.rejection.message}`);
  pair.ends[at] = step.value.link;
  pair.wire[at === 0 ? 1 : 0].push(...step.value.messages);
  pair.committed[at].push(...step.value.committed);
}

/** End `at` makes an update if it can: an HTLC, or the removal of the oldest one that it has been offered for good. */
function act(pair: Pair, at: 0 | 1, what: number): void {
  const link = pair.ends[at];
  const gone = link.unacknowledged.flatMap(({ update }) => (update.kind === 'add' ? [] : [update.id]));
  const oldest = pair.committed[at].find(
    (update) =>
      update.kind === 'add' &&
      !gone.includes(update.id) &&
      link.channel.htlcs.some(({ offeredBy, id }) => offeredBy === 'theirs' && id === update.id),
  );
  const update: HtlcUpdate | null =
    what < 2
      ? {
          ...{ kind: 'add', id: link.offered, amount: msat(1 + 90 * what), cltvExpiry: 9 },
          ...{ paymentHash: hashOf(link.offered), onion: new Uint8Array(0) },
        }
      : oldest === undefined
        ? null
        : what === 2
          ? { kind: 'fulfil', id: oldest.id, preimage: preimageOf(oldest.id) }
          : { kind: 'fail', id: oldest.id, reason: new Uint8Array(1) };
  if (update === null) return;
  const step = makeUpdate(link, update);
  if (!step.ok) return expect(step.rejection.code).toBe('insufficient-balance');
  pair.ends[at] = step.value.link;
  pair.wire[at === 0 ? 1 : 0].push(...step.value.messages);
}

describe('two ends of a channel over a line that loses, doubles and reorders', () => {
  const schedules = fc.array(
    fc.record({
      at: fc.constantFrom<0 | 1>(0, 1),
      what: fc.constantFrom('act', 'hear', 'hear', 'hear', 'lose', 'double', 'again'),
      pick: fc.nat(1_000),
    }),
    { maxLength: 80 },
  );

  test('agree in the end, keep every coin at every step, and commit every update once and in order', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        const pair = createPair();
        for (const { at, what, pick } of schedule) {
          const wire = pair.wire[at];
          const place = pick % Math.max(1, wire.length);
          const message = wire[place];
          if (what === 'act') act(pair, at, pick % 4);
          else if (what === 'again') pair.wire[at === 0 ? 1 : 0].push(...againOf(pair.ends[at]));
          else if (message !== undefined) {
            if (what !== 'double') wire.splice(place, 1);
            if (what !== 'lose') hear(pair, at, message);
          }
          for (const { channel } of pair.ends) {
            expect(sumOf(channel)).toBe(1_000n);
            expect(channel.ours >= 0n && channel.theirs >= 0n).toBe(true);
          }
        }
        // Quiet weather: what is waiting is said again until nothing is.
        for (let round = 0; round < 6; round += 1) {
          for (const at of [0, 1] as const) {
            pair.wire[at === 0 ? 1 : 0].push(...againOf(pair.ends[at]));
            for (const message of pair.wire[at].splice(0)) hear(pair, at, message);
          }
        }
        const [a, b] = pair.ends;
        expect([isWaiting(a), isWaiting(b)]).toEqual([false, false]);
        expect([a.channel.ours, a.channel.theirs]).toEqual([b.channel.theirs, b.channel.ours]);
        expect(pair.committed[1]).toHaveLength(a.made);
        expect(pair.committed[0]).toHaveLength(b.made);
        for (const heard of pair.committed) {
          const ids = heard.flatMap((update) => (update.kind === 'add' ? [update.id] : []));
          expect(ids).toEqual(ids.map((_id, index) => index));
        }
      }),
      { numRuns: runs(300) },
    );
  });

  test('an HTLC that its sender cannot pay for closes the channel', () => {
    const [a, b] = createPair().ends;
    const made = makeUpdate(a, {
      ...{ kind: 'add', id: 0, amount: msat(500), cltvExpiry: 9 },
      ...{ paymentHash: hashOf(0), onion: new Uint8Array(0) },
    });
    if (!made.ok || made.value.messages[0]?.kind !== 'update') throw new Error('no update');
    const [message] = made.value.messages;
    if (message.update.kind !== 'add') throw new Error('no addition');
    const forged = { ...message, update: { ...message.update, amount: msat(501) } };
    expect(takeMessage(b, forged)).toMatchObject({ rejection: { code: 'insufficient-balance' } });
  });
});

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
  // Proof of payment if and only if paid; a payee that has shown the preimage has the money, for the payer has paid.
  for (const { status, preimage, invoice } of payments) {
    expect(preimage !== null && opensHash(preimage, invoice.paymentHash)).toBe(status === 'paid');
    if (isHonest(invoice.payee))
      expect(network.nodeOf(invoice.payee).store.settled.has(invoice.paymentHash)).toBe(status === 'paid');
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
        fc.array(fc.constantFrom<NodeConduct>('honest', 'honest', 'holds', 'hostile'), {
          minLength: 7,
          maxLength: 7,
        }),
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
  function robBen(delta: number, times = { grace: 2, inclusion: 3 }): bigint {
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
        ['Ann', 'hostile'],
        ['Cem', 'hostile'],
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

  test('the figures that BOLT 2 gives for R = 2, G = 2, S = 12', () => {
    expect(safeCltvDelta({ grace: 2, inclusion: 12 }, 2)).toBe(34);
    expect(safeFinalCltvDelta({ grace: 2, inclusion: 12 }, 2)).toBe(18);
  });
});
