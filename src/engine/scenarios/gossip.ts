/** Scenario: how long a block of some size takes to reach everyone. */
import { hashHex, sha256 } from '../foundation/hash.ts';
import { utf8 } from '../foundation/bytes.ts';
import { bytes, ms, type Bytes, type Ms } from '../foundation/units.ts';
import { createWorld } from '../layer1/consensus/chain-world.ts';
import { heaviestChain } from '../layer1/consensus/fork-choice.ts';
import { proofOfStake } from '../layer1/consensus/sealed-by-stake.ts';
import { meanOf, percentile, propagationTimes } from '../measures/latency.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a gossiping world is made of. */
export interface GossipRunSettings {
  readonly seed: number;
  /** 40 unless told. */
  readonly nodes?: number;
  /** Size of each block; 1 MB unless told. */
  readonly blockBytes?: Bytes;
  /** What each node can send, in bytes a second; 1,250,000 (10 Mbit/s) unless told. */
  readonly bandwidth?: number;
  /**
   * Mean time of one message on one link; drawn between half and one and a half of it. 100 ms unless told.
   */
  readonly latency?: Ms;
  /** How many blocks are sent round, one after the other; 4 unless told. */
  readonly blocks?: number;
}

/** What a gossiping world gives back; times in milliseconds from building to having. */
export interface GossipRun {
  readonly trace: Trace;
  /** One time for each node and block but the builder's own, ascending. */
  readonly times: readonly number[];
  /** When each node had the first block, by index, from its building on; 0 for the builder. */
  readonly arrivals: readonly Ms[];
  readonly medianMs: number;
  readonly ninetiethMs: number;
  readonly lastMs: number;
  readonly meanMs: number;
}

/** So far apart that one block has reached everyone before the next is built. */
const SLOT_MS = ms(3_600_000);

/**
 * Sends blocks round a network of about 6 links a node: announced, asked for, sent whole, checked in no time.
 * A node's blocks queue for its line, so the time grows with the size in every hop. Smaller than real: 40
 * nodes stand for Bitcoin's 10,000 or more (3 hops across instead of about 5), and every node has the same
 * line. Times are Decker and Wattenhofer's f(t), turned round.
 */
export function runGossip(settings: GossipRunSettings): GossipRun {
  const { seed, nodes = 40, blockBytes = bytes(1_000_000), bandwidth = 1_250_000 } = settings;
  const { latency = ms(100), blocks = 4 } = settings;
  const world = createWorld({
    seed,
    nodes,
    latency: { minMs: ms(Math.floor(latency / 2)), maxMs: ms(latency + Math.floor(latency / 2)) },
    bytesPerSecond: bandwidth,
    blockBytes,
    forkChoice: heaviestChain,
    consensus: proofOfStake({
      validators: Array.from({ length: nodes }, (_, id) => ({ id, stake: 1n })),
      beacon: hashHex(sha256(utf8(`beacon/${seed}`))),
      slotMs: SLOT_MS,
      nodeOf: (validator) => `node-${validator}`,
    }),
    stepMs: SLOT_MS,
    messages: true,
  });
  const trace = world.run(ms((blocks + 1) * SLOT_MS - 1));
  const times = propagationTimes(trace);
  return {
    trace,
    times,
    arrivals: arrivalsOfFirst(trace, nodes),
    medianMs: percentile(times, 50) ?? 0,
    ninetiethMs: percentile(times, 90) ?? 0,
    lastMs: times.at(-1) ?? 0,
    meanMs: meanOf(times) ?? 0,
  };
}

function arrivalsOfFirst(trace: Trace, nodes: number): readonly Ms[] {
  const built = trace.events.find((event) => event.kind === 'block-proposed');
  const had = new Map(
    trace.events.flatMap((event) =>
      event.kind === 'block-received' && event.block === built?.block
        ? [[event.actor, event.at - built.at]]
        : [],
    ),
  );
  return Array.from({ length: nodes }, (_, index) => ms(had.get(`node-${index}`) ?? 0));
}
