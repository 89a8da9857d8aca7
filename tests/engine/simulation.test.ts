/** Time, links and worlds: what arrives, when, in which order, and what is lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bitsOf,
  byLot,
  bytes,
  Clock,
  createRandom,
  createTree,
  createWorld,
  GENESIS,
  heaviestChain,
  ms,
  Network,
  proofOfStake,
  proofOfWork,
  Recorder,
  slot,
  type ChainWorldSettings,
  type Consensus,
  type Hash,
  type NetworkSettings,
  type SealedHeader,
} from '../../src/engine/index.ts';

describe('the clock orders events by time, then by when they were planned', () => {
  test('whatever the times, they run ascending, equal ones in the order of planning', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (times) => {
        const clock = new Clock();
        const ran: [number, number][] = [];
        times.forEach((at, index) => clock.schedule(ms(at), () => ran.push([at, index])));
        clock.runUntil(ms(20));
        expect(ran).toEqual(
          times.map((at, index): [number, number] => [at, index]).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
        );
      }),
    );
  });

  test('what is planned while it runs still happens, if its time is not over', () => {
    const clock = new Clock();
    const ran: string[] = [];
    clock.schedule(ms(5), () => {
      ran.push('first');
      clock.schedule(ms(5), () => ran.push('same time'));
      clock.schedule(ms(11), () => ran.push('too late'));
    });
    clock.runUntil(ms(10));
    expect(ran).toEqual(['first', 'same time']);
    expect(clock.now).toBe(10);
  });

  test('the past and parts of a millisecond cannot be planned', () => {
    const clock = new Clock();
    clock.runUntil(ms(10));
    expect(() => clock.schedule(ms(9), () => undefined)).toThrow(RangeError);
    expect(() => clock.schedule(ms(10.5), () => undefined)).toThrow(RangeError);
    expect(() => clock.schedule(ms(10), () => undefined)).not.toThrow();
  });

  test('a trace takes no event from before its last', () => {
    const recorder = new Recorder(1);
    const event = { kind: 'hash-rate-changed', actor: 'miners', layer: 1, from: 1, to: 2 } as const;
    recorder.record({ ...event, at: 10 });
    expect(() => recorder.record({ ...event, at: 9 })).toThrow(RangeError);
    recorder.record({ ...event, at: 10 });
    expect(recorder.trace().events.map(({ sequence }) => sequence)).toEqual([0, 1]);
  });
});

describe('a network delays, queues, loses and cuts', () => {
  const latency = { minMs: ms(50), maxMs: ms(150) };
  const network = (changes: Partial<NetworkSettings> = {}) =>
    new Network({ nodes: 12, latency, ...changes }, createRandom(1, 'test'));

  test('links go both ways, none leads home, and everyone can be reached', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, nodes) => {
        const { peers } = new Network({ nodes, latency }, createRandom(seed, 'test'));
        const reached = new Set([0]);
        for (const node of reached) for (const peer of peers[node] ?? []) reached.add(peer);
        expect(reached.size).toBe(nodes);
        peers.forEach((all, node) => {
          expect(all).not.toContain(node);
          for (const peer of all) expect(peers[peer]).toContain(node);
        });
      }),
    );
  });

  test('every message takes between the least and the greatest latency', () => {
    const net = network();
    const delays = Array.from({ length: 2000 }, () => Number(net.send(0, 1, bytes(1000), ms(7))) - 7);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...delays)).toBeLessThanOrEqual(150);
    // The mean of 2,000 even draws from 50 to 150 has a standard error of 29.2 / √2000 = 0.65 ms: 4 of them.
    expect(Math.abs(delays.reduce((sum, delay) => sum + delay, 0) / 2000 - 100)).toBeLessThan(2.7);
  });

  test("a node's messages queue for its line, and other nodes' do not wait", () => {
    const net = network({ latency: { minMs: ms(10), maxMs: ms(10) }, bytesPerSecond: 1000 });
    expect(net.send(0, 1, bytes(500), ms(0))).toBe(510);
    expect(net.send(0, 2, bytes(500), ms(0))).toBe(1010);
    expect(net.send(3, 1, bytes(500), ms(0))).toBe(510);
    expect(net.send(0, 1, bytes(500), ms(5000))).toBe(5510);
  });

  test('one in four is lost when one in four is to be lost', () => {
    const net = network({ drop: { lost: 1, of: 4 } });
    const lost = Array.from({ length: 4000 }, () => net.send(0, 1, bytes(1), ms(0))).filter(
      (at) => at === null,
    ).length;
    // Binomial: 1,000 ± 4 × √(4000 × 1/4 × 3/4) = 110.
    expect(Math.abs(lost - 1000)).toBeLessThan(110);
  });

  test('nothing crosses a cut while it lasts', () => {
    const net = network({ partitions: [{ from: ms(100), until: ms(200), side: [0, 1] }] });
    expect(net.send(0, 5, bytes(1), ms(99))).not.toBeNull();
    expect(net.send(0, 5, bytes(1), ms(100))).toBeNull();
    expect(net.send(5, 0, bytes(1), ms(199))).toBeNull();
    expect(net.send(0, 1, bytes(1), ms(150))).not.toBeNull();
    expect(net.send(0, 5, bytes(1), ms(200))).not.toBeNull();
  });

  test('a network of nobody and a latency upside down are mistakes', () => {
    expect(() => network({ nodes: 0 })).toThrow(RangeError);
    expect(() => network({ latency: { minMs: ms(2), maxMs: ms(1) } })).toThrow(RangeError);
  });
});

const settings: ChainWorldSettings = {
  seed: 1,
  nodes: 8,
  latency: { minMs: ms(50), maxMs: ms(150) },
  consensus: byLot(),
  forkChoice: heaviestChain,
};

describe('a world of nodes', () => {
  const headsOf = (world: ReturnType<typeof createWorld>) => new Set(world.nodes.map(({ head }) => head));

  test('a network that was cut in two builds two chains, and after it heals all are on the heavier', () => {
    const turns = [0, 1, 2, 3, 4, 5].flatMap((i) => [
      { at: ms(2000 + i * 2000), node: 0 },
      ...(i < 3 ? [{ at: ms(2500 + i * 2000), node: 6 }] : []),
    ]);
    const partitions = [{ from: ms(1000), until: ms(20_000), side: [0, 1, 2] }];
    const world = createWorld({ ...settings, partitions, turns: [...turns, { at: ms(21_000), node: 0 }] });
    world.run(ms(20_000));
    expect(headsOf(world).size).toBe(2);
    const trace = world.run(ms(60_000));
    expect(headsOf(world).size).toBe(1);
    expect(world.nodes.map(({ tree, head }) => tree.blocks.get(head)?.height)).toEqual(Array(8).fill(7));
    const undone = trace.events.filter((event) => event.kind === 'reorganised');
    expect(undone.length).toBe(5);
    expect(undone.every((event) => event.kind === 'reorganised' && event.depth === 3)).toBe(true);
  });

  test('with a fifth of all messages lost, nodes ask again until they have every block', () => {
    const turns = Array.from({ length: 20 }, (_, i) => ({ at: ms((i + 1) * 120_000), node: i % 8 }));
    const world = createWorld({ ...settings, drop: { lost: 1, of: 5 }, turns });
    // An hour more: a request is lost or unanswered in 36 of 100 cases and made again each minute.
    world.run(ms(20 * 120_000 + 3_600_000));
    expect(headsOf(world).size).toBe(1);
  });

  test('what a fork choice returns must be a block of its tree', () => {
    const stranger = `0x${'ab'.repeat(32)}` as Hash;
    const world = createWorld({ ...settings, forkChoice: () => stranger, turns: [{ at: ms(10), node: 0 }] });
    expect(() => world.run(ms(20))).toThrow(RangeError);
  });

  test('no message is in the trace unless it is asked for', () => {
    const kinds = (messages: boolean) =>
      new Set(
        createWorld({ ...settings, messages, turns: [{ at: ms(10), node: 0 }] })
          .run(ms(5000))
          .events.map(({ kind }) => kind),
      );
    expect(kinds(false).has('message-sent')).toBe(false);
    expect(kinds(true).has('message-sent')).toBe(true);
  });
});

describe('a seal is checked by everyone', () => {
  const view = { tree: createTree(GENESIS), head: GENESIS.hash, headers: new Map(), votes: [] };
  const codeOf = (consensus: Consensus, header: SealedHeader): string => {
    const checked = consensus.verify(header, view);
    return checked.ok ? 'accepted' : checked.rejection.code;
  };
  const stake = proofOfStake({
    validators: [0, 1, 2].map((id) => ({ id, stake: 1n })),
    beacon: `0x${'5a'.repeat(32)}` as Hash,
    slotMs: ms(12_000),
    nodeOf: (validator) => `node-${validator}`,
  });
  const work = proofOfWork({ bits: bitsOf((1n << 256n) / 16n), triesPerStep: () => 1000 });
  const built = (consensus: Consensus): SealedHeader => {
    for (const by of ['node-0', 'node-1', 'node-2'] as const) {
      const input = consensus.propose(view, by, ms(12_000));
      if (input) return consensus.seal(consensus.template(view, by, ms(12_000)), input);
    }
    throw new Error('Nobody may propose.');
  };

  test('by stake: only who was drawn, from its own node, after the parent', () => {
    const header = built(stake);
    const other = header.seal.kind === 'stake' ? (header.seal.validator + 1) % 3 : 0;
    expect(codeOf(stake, header)).toBe('accepted');
    expect(codeOf(stake, { ...header, seal: { kind: 'stake', validator: other } })).toBe('wrong-proposer');
    expect(codeOf(stake, { ...header, proposer: `node-${other}` })).toBe('wrong-node');
    expect(codeOf(stake, { ...header, slot: slot(0) })).toBe('slot-too-early');
    expect(codeOf(stake, { ...header, seal: { kind: 'lot' } })).toBe('seal-kind');
  });

  test('by stake: just one node may propose in a slot, and only once', () => {
    const proposers = ['node-0', 'node-1', 'node-2'] as const;
    expect(proposers.filter((by) => stake.propose(view, by, ms(12_000)) !== null)).toHaveLength(1);
    expect(proposers.filter((by) => stake.propose(view, by, ms(0)) !== null)).toHaveLength(0);
  });

  test('by work: the hash must meet the target of this chain', () => {
    const header = built(work);
    expect(codeOf(work, header)).toBe('accepted');
    const nonces = Array.from({ length: 64 }, (_, nonce) => nonce);
    const codes = nonces.map((nonce) =>
      codeOf(work, { ...header, seal: { ...header.seal, nonce } as SealedHeader['seal'] }),
    );
    expect(codes).toContain('work-missing');
    expect(codeOf(work, { ...header, seal: { kind: 'work', bits: 0x207fffff, nonce: 0 } })).toBe(
      'bits-wrong',
    );
    expect(codeOf(work, { ...header, seal: { kind: 'lot' } })).toBe('seal-kind');
  });

  test('by work: a header that was changed after it was sealed loses its work', () => {
    const header = built(work);
    // At 16 hashes a block, 30 changed headers would all still hold once in 16^30 times.
    const changed = Array.from({ length: 30 }, (_, i) =>
      codeOf(work, { ...header, timestamp: ms(header.timestamp + 1000 * (i + 1)) }),
    );
    expect(changed).toContain('work-missing');
  });

  test('by lot: only a seal by lot', () => {
    expect(codeOf(byLot(), { ...built(stake), seal: { kind: 'lot' } })).toBe('accepted');
    expect(codeOf(byLot(), built(stake))).toBe('seal-kind');
  });
});
