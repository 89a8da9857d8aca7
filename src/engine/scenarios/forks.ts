/**
 * Scenario: nodes that build on what they have heard of, forks where they had not heard enough, and how a
 * fork choice heals them.
 */
import { hashHex, sha256 } from '../foundation/hash.ts';
import { utf8 } from '../foundation/bytes.ts';
import { ms, type Hash, type Ms } from '../foundation/units.ts';
import { bitsOf } from '../layer1/chain/header.ts';
import { pathTo, type BlockTree } from '../layer1/consensus/block-tree.ts';
import { createWorld, type ChainWorld, type ChainWorldSettings } from '../layer1/consensus/chain-world.ts';
import { heaviestChain, type ForkChoice } from '../layer1/consensus/fork-choice.ts';
import { proofOfStake } from '../layer1/consensus/sealed-by-stake.ts';
import { proofOfWork } from '../layer1/consensus/sealed-by-work.ts';
import type { Trace } from '../simulation/trace.ts';

/** What a world with forks is made of. */
export interface ForksSettings {
  readonly seed: number;
  /** 8 unless told. */
  readonly nodes?: number;
  /** Mean time of one message on one link; drawn between half and one and a half of it. 2 s unless told. */
  readonly latency?: Ms;
  /** The part under test; `heaviestChain` unless told. */
  readonly forkChoice?: ForkChoice;
  /**
   * Who may propose: whoever finds a nonce, or the validator of the slot (with votes, for LMD-GHOST). `work`
   * unless told.
   */
  readonly by?: 'work' | 'stake';
  /** About how many blocks; 40 unless told. */
  readonly blocks?: number;
  /**
   * Mean time between mined blocks, or length of a slot: 60 s and 12 s unless told. Whole seconds, at least
   * 3.
   */
  readonly intervalMs?: Ms;
}

/** What a world with forks gives back. */
export interface ForksRun {
  readonly trace: Trace;
  /** Blocks built, genesis not counted. */
  readonly blocks: number;
  /** Of them, those that are not in the chain in the end. */
  readonly stale: number;
  /** Times a node left a block that it had built on. */
  readonly reorganisations: number;
  /** The most blocks undone at once. */
  readonly deepest: number;
  /** Whether all nodes have the same head once the last message has arrived. */
  readonly agreed: boolean;
  /** The head of each node in the end, by index. */
  readonly heads: readonly Hash[];
  /** The first node's tree in the end, and its chain's last block. */
  readonly tree: BlockTree;
  readonly head: Hash;
}

/** A tenth of Bitcoin's 10 minutes, so that seconds of latency show; and Ethereum's slot. */
const INTERVALS = { work: ms(60_000), stake: ms(12_000) } as const;
const STEP_MS = ms(1000);
const STAKE = 32n;
/**
 * A message, its answer and the block cross a link each; a world of 16 is about 3 links wide: then all is
 * quiet.
 */
const LINKS_TO_QUIET = 30;

/**
 * Runs a world with forks and counts what they cost. Mined: each node really tries one nonce a second and a
 * block takes about nodes × 60 hashes (at the interval of 60 s), where Bitcoin's takes 10^23. By stake:
 * slots, one validator a node with equal stakes, all of which vote in every slot, where on Ethereum each
 * votes once in 32 slots. The longer messages take, the more blocks are built without knowledge of the last.
 */
export function runForks(settings: ForksSettings): ForksRun {
  const { latency = ms(2000), blocks = 40, by = 'work' } = settings;
  const interval = settings.intervalMs ?? INTERVALS[by];
  if (!Number.isSafeInteger(interval / STEP_MS) || interval < 3 * STEP_MS)
    throw new RangeError(`An interval is of whole seconds, at least 3, not of ${interval} ms.`);
  // By stake the first slot is slot 1, and one more is needed to hold the last block.
  const ends = ms(blocks * interval + (by === 'work' ? 0 : interval));
  const world = by === 'work' ? minedWorld(settings, interval, ends) : stakedWorld(settings, interval, ends);
  return figuresOf(world, world.run(ms(ends + interval + LINKS_TO_QUIET * latency)));
}

const shared = ({ seed, nodes = 8, latency = ms(2000), forkChoice = heaviestChain }: ForksSettings) => ({
  seed,
  nodes,
  latency: { minMs: ms(Math.floor(latency / 2)), maxMs: ms(latency + Math.floor(latency / 2)) },
  forkChoice,
});

function minedWorld(settings: ForksSettings, interval: Ms, quietFrom: Ms): ChainWorld {
  const world = shared(settings);
  const hashes = BigInt(world.nodes * (interval / STEP_MS));
  const consensus = proofOfWork({ bits: bitsOf((1n << 256n) / hashes), triesPerStep: () => 1 });
  return createWorld({ ...world, consensus, stepMs: STEP_MS, quietFrom });
}

function stakedWorld(settings: ForksSettings, slotMs: Ms, quietFrom: Ms): ChainWorld {
  const world = shared(settings);
  const consensus = proofOfStake({
    validators: Array.from({ length: world.nodes }, (_, id) => ({ id, stake: STAKE })),
    beacon: hashHex(sha256(utf8(`beacon/${settings.seed}`))),
    slotMs,
    nodeOf: (validator) => `node-${validator}`,
  });
  const voting: ChainWorldSettings['voting'] = { slotMs, stakeOf: () => STAKE };
  return createWorld({ ...world, consensus, stepMs: slotMs, quietFrom, voting });
}

function figuresOf(world: ChainWorld, trace: Trace): ForksRun {
  const [first] = world.nodes;
  if (!first) throw new RangeError('A world needs a node.');
  const depths = trace.events.flatMap((event) => (event.kind === 'reorganised' ? [event.depth] : []));
  const blocks = first.tree.blocks.size - 1;
  return {
    trace,
    blocks,
    stale: blocks - (pathTo(first.tree, first.head).length - 1),
    reorganisations: depths.length,
    deepest: depths.reduce((most, depth) => Math.max(most, depth), 0),
    agreed: world.nodes.every(({ head }) => head === first.head),
    heads: world.nodes.map(({ head }) => head),
    tree: first.tree,
    head: first.head,
  };
}
