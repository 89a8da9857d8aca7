/** A world of gossiping nodes: one consensus, one fork choice, one seed. */
import { bytes, ms, slot, type Bytes, type Hash, type Ms } from '../../foundation/units.ts';
import type { Latency, NetworkSettings } from '../../simulation/network.ts';
import type { Trace } from '../../simulation/trace.ts';
import { World } from '../../simulation/world.ts';
import { createTree, type TreeBlock } from './block-tree.ts';
import type { ChainView, Consensus, FinalityRule, NodeId } from './consensus.ts';
import type { ForkChoice } from './fork-choice.ts';
import { GossipingNode, type CastVotes, type GossipMessage } from './gossiping-node.ts';
import { SharedTrees } from './shared-trees.ts';

/** What a world of nodes is made of; what is left out is as in {@link NetworkSettings}. */
export interface ChainWorldSettings extends Omit<NetworkSettings, 'latency'> {
  readonly seed: number;
  readonly latency: Latency;
  readonly consensus: Consensus;
  readonly forkChoice: ForkChoice;
  /** How often every node is asked whether it can propose; never unless told. */
  readonly stepMs?: Ms;
  /** Single times at which a single node is asked; for a consensus by lot. */
  readonly turns?: readonly Turn[];
  /** Size of each block on the wire; 0 unless told. */
  readonly blockBytes?: Bytes;
  /**
   * Nobody proposes or votes from this time on, so that the last blocks reach everyone; never unless told.
   */
  readonly quietFrom?: Ms;
  /**
   * Each node votes for its head once a slot, a third into it, with this stake (consensus-specs,
   * phase0/validator.md, "Attesting"); or casts what `cast` makes of that vote.
   */
  readonly voting?: {
    readonly slotMs: Ms;
    readonly stakeOf: (validator: number) => bigint;
    readonly cast?: CastVotes;
  };
  /** Whether a node is away: it hears and relays, and neither proposes nor votes. Nobody is unless told. */
  readonly isAway?: (node: number, now: Ms) => boolean;
  /** What each node takes for final, asked whenever it chooses its head; nothing unless told. */
  readonly finality?: FinalityRule;
  /** How often each node records what it has hashed and sent (`effort-counted`); never unless told. */
  readonly countEveryMs?: Ms;
  /** Whether every message stands in the trace; false unless told. */
  readonly messages?: boolean;
}

/** A node's turn to propose. */
export interface Turn {
  readonly at: Ms;
  /** The node's index. */
  readonly node: number;
}

/** A node as seen from outside. */
export interface NodeView extends ChainView {
  readonly id: NodeId;
  /** The last block that it took for final. */
  readonly finalised: Hash;
}

/** A running world of nodes. */
export interface ChainWorld {
  /** Lets everything happen up to this time and returns the trace so far. */
  run(until: Ms): Trace;
  /** What each node holds and believes now. */
  readonly nodes: readonly NodeView[];
}

/** Where every world begins: a block of height 0 and slot 0 with the hash 0x00…00. */
export const GENESIS: TreeBlock = {
  hash: `0x${'00'.repeat(32)}` as Hash,
  parent: `0x${'00'.repeat(32)}` as Hash,
  height: 0,
  work: 0n,
  slot: slot(0),
};

/**
 * Makes a world in which nodes gossip blocks, each with a tree of its own. From one seed the run is the same
 * to the byte. Throws RangeError when the fork choice names a block that its tree does not hold.
 */
export function createWorld(settings: ChainWorldSettings): ChainWorld {
  const { seed, consensus, stepMs, turns = [], voting, isAway = () => false } = settings;
  const { quietFrom = Number.POSITIVE_INFINITY } = settings;
  const world = new World<GossipMessage>({ seed, network: settings, messages: settings.messages ?? false });
  const shared = {
    consensus,
    trees: new SharedTrees(settings.forkChoice),
    blockBytes: settings.blockBytes ?? bytes(0),
    finality: settings.finality,
  };
  const genesis = createTree(GENESIS);
  const nodes = Array.from(
    { length: settings.nodes },
    (_, index) => new GossipingNode(index, world, genesis, shared),
  );
  world.actors.push(...nodes);

  if (stepMs) {
    world.every(stepMs, stepMs, (now) => {
      // A node that may not propose still weighs the votes it heard since it last looked.
      nodes.forEach((node, index) => {
        if (now < quietFrom && !isAway(index, now)) node.propose();
        else node.chooseHead();
      });
      return true;
    });
  }
  for (const { at, node } of turns) world.clock.schedule(at, () => nodes[node]?.propose());
  if (voting) {
    world.every(voting.slotMs, ms(voting.slotMs + Math.floor(voting.slotMs / 3)), (now) => {
      if (now >= quietFrom) return false;
      nodes.forEach((node, index) => {
        if (isAway(index, now)) return;
        node.vote(slot(Math.floor(now / voting.slotMs)), index, voting.stakeOf(index), voting.cast);
      });
      return true;
    });
  }
  const { countEveryMs } = settings;
  if (countEveryMs)
    world.every(countEveryMs, countEveryMs, () => {
      for (const node of nodes) node.countEffort();
      return true;
    });
  return { run: (until) => world.run(until), nodes };
}
