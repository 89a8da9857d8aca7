/** Routes: the cheapest that the network would take, found where there is one, and nothing beyond the limits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkRoute,
  createChannelGraph,
  createRandom,
  edgeKey,
  edgesOf,
  findRoute,
  forwardingFee,
  msat,
  randomNetwork,
  shortChannelId,
  type ChannelEdge,
  type ChannelGraph,
  type Msat,
  type RouteRequest,
} from '../../src/engine/index.ts';
import { runs } from './runs.ts';

const edge = (
  number: number,
  from: string,
  to: string,
  terms: { base?: number; millionths?: number; delta?: number; least?: number; most?: number } = {},
): ChannelEdge => ({
  channel: shortChannelId(number, 0, 0),
  from,
  to,
  capacity: msat(terms.most ?? 1_000_000),
  policy: {
    feeBase: msat(terms.base ?? 0),
    feeProportional: terms.millionths ?? 0,
    cltvExpiryDelta: terms.delta ?? 40,
    htlcMinimum: msat(terms.least ?? 1),
    htlcMaximum: msat(terms.most ?? 1_000_000),
  },
});

const request = (
  from: string,
  to: string,
  amount: number,
  more: Partial<RouteRequest> = {},
): RouteRequest => ({
  from,
  to,
  amount: msat(amount),
  finalCltvDelta: 18,
  ...more,
});

/** Every simple path, reckoned backwards by hand: the least that the payer can pay, or null. */
function cheapestByTrial(graph: ChannelGraph, wanted: RouteRequest): bigint | null {
  let least: bigint | null = null;
  const walk = (node: string, need: bigint, lock: number, hops: number, seen: readonly string[]): void => {
    if (node === wanted.from) {
      if (least === null || need < least) least = need;
      return;
    }
    if (hops === (wanted.maxHops ?? 20)) return;
    for (const { channel, from, to, policy } of graph.edges) {
      if (to !== node || seen.includes(from)) continue;
      if (need < policy.htlcMinimum || need > policy.htlcMaximum) continue;
      if (wanted.without?.has(edgeKey(channel, from)) === true) continue;
      const own = from === wanted.from;
      if (own && need > (wanted.balances?.get(channel) ?? need)) continue;
      const until = own ? lock : lock + policy.cltvExpiryDelta;
      if (until > (wanted.maxCltvDelta ?? 2016)) continue;
      walk(from, own ? need : need + forwardingFee(policy, msat(need)), until, hops + 1, [...seen, from]);
    }
  };
  walk(wanted.to, wanted.amount, wanted.finalCltvDelta, 0, [wanted.to]);
  return least;
}

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const graphs = fc
  .array(
    fc.record({
      from: fc.constantFrom(...names),
      to: fc.constantFrom(...names),
      base: fc.integer({ min: 0, max: 2_000 }),
      millionths: fc.integer({ min: 0, max: 50_000 }),
      delta: fc.integer({ min: 0, max: 144 }),
      most: fc.integer({ min: 10_000, max: 200_000 }),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((drawn) =>
    createChannelGraph(
      drawn.flatMap(({ from, to, ...terms }, index) => (from === to ? [] : [edge(index, from, to, terms)])),
    ),
  );

describe('a route', () => {
  test('is the cheapest of all paths, and there whenever one is', () => {
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 150_000 }), (graph, amount) => {
        const wanted = request('a', 'f', amount);
        const found = findRoute(graph, wanted);
        const least = cheapestByTrial(graph, wanted);
        expect(found.ok ? found.value.hops[0]?.amount : null).toBe(least);
        if (!found.ok) return;
        expect(checkRoute(graph, wanted, found.value).ok).toBe(true);
        expect(found.value.fee).toBe((least ?? 0n) - wanted.amount);
      }),
      { numRuns: runs(300) },
    );
  });

  test('within limits of locks, length, balance and channels to avoid, the network takes it', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.integer({ min: 1, max: 150_000 }),
        fc.integer({ min: 18, max: 300 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(13),
        fc.nat(150_000),
        (graph, amount, maxCltvDelta, maxHops, avoided, balance) => {
          const bad = graph.edges[avoided % Math.max(1, graph.edges.length)];
          const own = graph.edges.find(({ from }) => from === 'a');
          const wanted = request('a', 'f', amount, {
            maxCltvDelta,
            maxHops,
            without: new Set(bad ? [edgeKey(bad.channel, bad.from)] : []),
            balances: new Map<bigint, Msat>(own ? [[own.channel, msat(balance)]] : []),
          });
          const found = findRoute(graph, wanted);
          const least = cheapestByTrial(graph, wanted);
          if (found.ok) {
            expect(checkRoute(graph, wanted, found.value).ok).toBe(true);
            expect(least !== null && least <= (found.value.hops[0]?.amount ?? 0n)).toBe(true);
          } else expect(found.rejection.code).toBe('no-route');
        },
      ),
      { numRuns: runs(300) },
    );
  });

  test('fees are reckoned from the payee backwards, on what goes out', () => {
    const graph = createChannelGraph([
      edge(1, 'a', 'b', { base: 999, millionths: 999 }),
      edge(2, 'b', 'c', { base: 100, millionths: 10_000 }),
      edge(3, 'c', 'd', { base: 200, millionths: 20_000, delta: 9 }),
    ]);
    const found = findRoute(graph, request('a', 'd', 100_000));
    // c takes 200 and 2 % of 100,000; b takes 100 and 1 % of 102,200; a, which pays, takes nothing of itself.
    expect(found.ok && found.value.hops.map(({ amount }) => amount)).toEqual([103_322n, 102_200n, 100_000n]);
    expect(found.ok && found.value.hops.map(({ cltvDelta }) => cltvDelta)).toEqual([18 + 9 + 40, 18 + 9, 18]);
    expect(found.ok && found.value.fee).toBe(3_322n);
  });

  test('a fee is rounded down and has no limit of 2^53 on the way', () => {
    const { policy } = edge(1, 'a', 'b', { base: 7, millionths: 3 });
    expect(forwardingFee(policy, msat(999_999))).toBe(9n);
    const most = 9_000_000_000_000_000;
    const graph = createChannelGraph([
      edge(1, 'a', 'b', { most }),
      edge(2, 'b', 'c', { most, millionths: 999_999 }),
    ]);
    const amount = 4_000_000_000_123_457;
    const found = findRoute(graph, request('a', 'c', amount));
    expect(found.ok && found.value.fee).toBe((BigInt(amount) * 999_999n) / 1_000_000n);
  });

  test('when the cheapest way is locked for too long, the shortest lock is taken', () => {
    const graph = createChannelGraph([
      edge(1, 'a', 'b'),
      edge(2, 'b', 'd', { base: 1, delta: 500 }),
      edge(3, 'a', 'c'),
      edge(4, 'c', 'd', { base: 1_000, delta: 20 }),
    ]);
    const way = (maxCltvDelta: number) => {
      const found = findRoute(graph, request('a', 'd', 1_000, { maxCltvDelta }));
      return found.ok ? found.value.hops[0]?.to : found.rejection.code;
    };
    expect([way(1_000), way(100), way(30)]).toEqual(['b', 'c', 'no-route']);
  });

  test('one to oneself, of nothing, above a fee or to a stranger is refused', () => {
    const graph = createChannelGraph([edge(1, 'a', 'b'), edge(2, 'b', 'c', { base: 10 })]);
    const code = (wanted: RouteRequest) => {
      const found = findRoute(graph, wanted);
      return found.ok ? 'ok' : found.rejection.code;
    };
    expect(code(request('a', 'a', 5))).toBe('self-payment');
    expect(code(request('a', 'c', 0))).toBe('bad-amount');
    expect(code(request('a', 'z', 5))).toBe('no-route');
    expect(code(request('a', 'c', 5, { maxFee: msat(9) }))).toBe('no-route');
    expect(code(request('a', 'c', 5, { maxFee: msat(10) }))).toBe('ok');
  });
});

describe('the check of a route names what the network would answer', () => {
  const graph = createChannelGraph([
    edge(1, 'a', 'b'),
    edge(2, 'b', 'c', { base: 100, least: 50, most: 5_000 }),
  ]);
  const wanted = request('a', 'c', 1_000);
  const found = findRoute(graph, wanted);
  const route = found.ok ? found.value : { hops: [], amount: msat(0), fee: msat(0) };
  const [first, second] = route.hops as [(typeof route.hops)[number], (typeof route.hops)[number]];

  test.each([
    ['fee_insufficient', [{ ...first, amount: msat(1_099) }, second]],
    ['incorrect_cltv_expiry', [{ ...first, cltvDelta: 57 }, second]],
    ['unknown_next_peer', [second, first, second]],
    ['no-route', [first]],
    ['no-route', []],
    ['amount-out-of-bounds', [first, { ...second, amount: msat(5_001) }]],
    ['final_incorrect_htlc_amount', [first, { ...second, amount: msat(999) }]],
    ['expiry_too_far', [{ ...first, cltvDelta: 2_017 }, second]],
  ])('%s', (code, hops) => {
    expect(checkRoute(graph, wanted, { ...route, hops })).toMatchObject({ ok: false, rejection: { code } });
  });

  test('and the route itself passes', () => {
    expect(checkRoute(graph, wanted, route)).toEqual({ ok: true, value: route });
  });
});

describe('a network drawn at random', () => {
  test('reaches everybody, and every route in it is one that its nodes take', () => {
    const random = createRandom(1, 'routes');
    const graph = createChannelGraph(edgesOf(randomNetwork({ nodes: 200, channels: 800 }, random)));
    for (let payment = 0; payment < 100; payment += 1) {
      const payer = random.int(0, 199);
      const wanted = request(`node-${payer}`, `node-${(payer + random.int(1, 199)) % 200}`, 5_000_000);
      const found = findRoute(graph, wanted);
      expect(found.ok && checkRoute(graph, wanted, found.value).ok).toBe(true);
    }
  });

  test('a graph refuses a direction twice, a loop and bounds that admit nothing', () => {
    expect(() => createChannelGraph([edge(1, 'a', 'b'), edge(1, 'a', 'b')])).toThrow(RangeError);
    expect(() => createChannelGraph([edge(1, 'a', 'a')])).toThrow(RangeError);
    expect(() => createChannelGraph([edge(1, 'a', 'b', { least: 9, most: 8 })])).toThrow(RangeError);
    expect(() => createChannelGraph([edge(1, 'a', 'b', { delta: 1.5 })])).toThrow(RangeError);
    expect(() => createChannelGraph([edge(1, 'a', 'b', { least: -1 })])).toThrow(RangeError);
  });

  test('terms are as wide as gossip carries them: beyond, a lock would come out negative and a fee inexact', () => {
    const terms = (change: object) => () => createChannelGraph([edge(1, 'a', 'b', change)]);
    expect(terms({ base: 2 ** 32 - 1, millionths: 2 ** 32 - 1, delta: 2 ** 16 - 1 })).not.toThrow();
    for (const wide of [
      { base: 2 ** 32 },
      { base: -1 },
      { millionths: 2 ** 32 },
      { delta: 2 ** 16 },
      { delta: 2 ** 31 },
    ])
      expect(terms(wide)).toThrow(RangeError);
  });

  test('the largest fees on the largest channels find no route, and stop nobody', () => {
    const most = Number.MAX_SAFE_INTEGER * 200;
    const dear = { base: 2 ** 32 - 1, millionths: 2 ** 32 - 1, most };
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const graph = createChannelGraph(
      names.slice(1).map((to, index) => edge(index, names[index] as string, to, dear)),
    );
    for (const amount of [1, 1_000_000, 10 ** 12, Number.MAX_SAFE_INTEGER]) {
      const found = findRoute(graph, request('a', 'f', amount));
      expect(found).toMatchObject({ ok: false, rejection: { code: 'no-route' } });
      // From b on three fees bring one unit above 2^53, and not above what the first channel carries.
      expect(findRoute(graph, request('b', 'f', amount))).toMatchObject({ rejection: { code: 'no-route' } });
      const near = findRoute(graph, request('e', 'f', amount));
      expect(near).toMatchObject({ ok: true, value: { fee: 0n } });
    }
  });
});
