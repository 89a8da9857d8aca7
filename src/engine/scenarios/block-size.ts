/**
 * Scenario: payments queue for blocks of a fixed size, and larger blocks travel longer and collide more
 * often.
 */
import { createRandom } from '../foundation/random.ts';
import { bytes, ms, type Ms } from '../foundation/units.ts';
import { pathTo } from '../layer1/consensus/block-tree.ts';
import { createWorld, type Turn } from '../layer1/consensus/chain-world.ts';
import { heaviestChain } from '../layer1/consensus/fork-choice.ts';
import { byLot } from '../layer1/consensus/sealed-by-lot.ts';
import { capacity, type BlockSizeRule, type Capacity } from '../layer1/scaling/block-size.ts';
import { meanOf, propagationTimes } from '../measures/latency.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a run of the queue is made of. */
export interface BlockSizeSettings {
  readonly seed: number;
  /** Bitcoin's of 2010 to 2017 unless told: 1 MB, 250 bytes a transaction, 600 s. */
  readonly rule?: BlockSizeRule;
  /** Transactions that arrive a second; 7 unless told. */
  readonly load?: number;
  /** How long the run takes, at least one interval; 36,000 s unless told, 60 blocks of Bitcoin. */
  readonly seconds?: number;
  /** 16 unless told. */
  readonly nodes?: number;
  /** What each node can send, in bytes a second; 1,250,000 (10 Mbit/s) unless told. */
  readonly bandwidth?: number;
  /**
   * Mean time of one message on one link; drawn between half and one and a half of it. 100 ms unless told.
   */
  readonly latency?: Ms;
  /** The part under test, held against what the run measures; the reference unless told. */
  readonly capacity?: Capacity;
}

/** What a run of the queue gives back. */
export interface BlockSizeRun {
  readonly trace: Trace;
  /** Transactions a second by formula, and in the blocks of the chain in the end. */
  readonly predicted: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly arrived: number;
  readonly confirmed: number;
  /** Mean wait of the confirmed until their block was found; null when none was. */
  readonly meanWaitMs: number | null;
  /** Blocks found; those of them that are not in the chain in the end; and their share. */
  readonly blocks: number;
  readonly stale: number;
  readonly staleRate: number;
  /** Mean time from a block's finding until another node has it. */
  readonly meanDelayMs: number;
  /** Blocks of the chain: how many transactions each took and left waiting. */
  readonly queue: readonly { readonly at: Ms; readonly taken: number; readonly waiting: number }[];
}

const BITCOIN: BlockSizeRule = {
  blockBytes: bytes(1_000_000),
  transactionBytes: bytes(250),
  intervalMs: ms(600_000),
};

/**
 * Blocks are found at random times by random nodes, as many as the time holds on average, and gossiped whole;
 * each builds on what its finder had heard of. Transactions of one size arrive evenly and go first come first
 * served into the chain that is left in the end, so a stale block is capacity lost. Sizes and times are real;
 * 16 nodes stand for thousands, blocks travel at full size, and transactions are counted and not built.
 * Throws RangeError for a load that is not above zero or a time shorter than one interval.
 */
export function runBlockSize(settings: BlockSizeSettings): BlockSizeRun {
  const { rule = BITCOIN, load = 7, seconds = 36_000, capacity: predict = capacity } = settings;
  const predicted = predict(rule);
  const found = Math.floor((seconds * 1000) / rule.intervalMs);
  if (!(load > 0) || !(found >= 1))
    throw new RangeError('The load must be above zero and the time hold a block.');
  const { trace, chain } = gossiped(settings, rule, found, Math.floor(seconds * 1000));

  const room = Math.floor(rule.blockBytes / rule.transactionBytes);
  const queue: { at: Ms; taken: number; waiting: number }[] = [];
  let confirmed = 0;
  let waited = 0;
  for (const at of chain) {
    const arrived = Math.floor((at * load) / 1000);
    const taken = Math.min(room, arrived - confirmed);
    // The k-th arrives at k / load: the mean of a stretch is that of its ends.
    waited += taken * (at - ((2 * confirmed + taken + 1) * 500) / load);
    confirmed += taken;
    queue.push({ at, taken, waiting: arrived - confirmed });
  }
  const stale = found - chain.length;
  return {
    trace,
    predicted,
    perSecond: confirmed / seconds,
    seconds,
    arrived: Math.floor(seconds * load),
    confirmed,
    meanWaitMs: confirmed === 0 ? null : waited / confirmed,
    blocks: found,
    stale,
    staleRate: stale / found,
    meanDelayMs: meanOf(propagationTimes(trace)) ?? 0,
    queue,
  };
}

/** The run's trace, and when the blocks of the chain in the end were found. */
function gossiped(
  { seed, nodes = 16, bandwidth = 1_250_000, latency = ms(100) }: BlockSizeSettings,
  rule: BlockSizeRule,
  found: number,
  end: number,
): { readonly trace: Trace; readonly chain: readonly Ms[] } {
  const random = createRandom(seed, 'found');
  const turns: Turn[] = Array.from({ length: found }, () => ({
    at: ms(random.int(1, end)),
    node: random.int(0, nodes - 1),
  }));
  const world = createWorld({
    seed,
    nodes,
    latency: { minMs: ms(Math.floor(latency / 2)), maxMs: ms(latency + Math.floor(latency / 2)) },
    bytesPerSecond: bandwidth,
    blockBytes: rule.blockBytes,
    consensus: byLot(),
    forkChoice: heaviestChain,
    turns: turns.sort((a, b) => a.at - b.at),
  });
  // A day without new blocks: whatever is still on its way arrives.
  const trace = world.run(ms(end + 86_400_000));
  const foundAt = new Map(
    trace.events.flatMap((event) => (event.kind === 'block-proposed' ? [[event.block, event.at]] : [])),
  );
  const [first] = world.nodes;
  if (!first) throw new RangeError('A world needs a node.');
  const chain = pathTo(first.tree, first.head).slice(1);
  return { trace, chain: chain.map(({ hash }) => ms(foundAt.get(hash) ?? 0)) };
}
